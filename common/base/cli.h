/* What the command lines of all five programs share: --help and --version on stdout with status 0. */
#ifndef VIGIE_CLI_H
#define VIGIE_CLI_H

/* Answers --help (or -h, `help`) with `help`, and --version with name, version and commit, then exits with
 * EXIT_NORMAL. Only argv[1] is looked at. Returns if it is neither. */
void cli_answer_standard(const char *program, const char *help, int argc, char **argv);

/* Says what is wrong on stderr, points to --help, exits with EXIT_USAGE. */
_Noreturn void cli_usage(const char *program, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
