/* --help, --version and usage errors. */
#include "cli.h"

#include "build_info.h"
#include "exit_status.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void cli_answer_standard(const char *program, const char *help, int argc, char **argv)
{
    if (argc < 2)
        return;
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0)
        fputs(help, stdout);
    else if (strcmp(argv[1], "--version") == 0)
        printf("%s %s (%s)\n", program, BUILD_VERSION, BUILD_COMMIT);
    else
        return;
    exit(fflush(stdout) == 0 ? EXIT_NORMAL : EXIT_INTERNAL);
}

void cli_usage(const char *program, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s: ", program);
    vfprintf(stderr, format, args);
    fprintf(stderr, " Voir %s --help.\n", program);
    va_end(args);
    exit(EXIT_USAGE);
}
