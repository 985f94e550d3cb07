/* How a program that cannot go on says so. Without descriptors, memory or threads at its start it ends with
 * one line that names the fault and the repair, and a status of the contract; an abort, ours or a library's,
 * leaves a last line on stderr. */
#ifndef VIGIE_FATAL_H
#define VIGIE_FATAL_H

/* First thing in main: a closed pipe (SIGPIPE) and a file at its limit (SIGXFSZ) end no program, they are
 * errors of the write. An abort from within ends the process with a line on stderr and status 70, or 75 where
 * memory was short; one that another process sends, as the supervisor does to a program that is silent, says
 * so first. Programs that we start do not inherit this (spawn.c). */
void fatal_init(void);

/* The program cannot start: `step` is what failed, literal English, `number` its errno. One line on stderr;
 * exit status 75 or 70 (resource_faults.def). */
_Noreturn void fatal_start(const char *step, int number);

/* The same without the end: its line on stderr; returns the status. */
int fatal_start_status(const char *step, int number);

/* A stack that is too small for its threads would end a program without a word. Raises the limit where that
 * is allowed; where it is not, the program cannot start, with a line that names the limit, and status 75. */
void fatal_check_stack(void);

#endif
