/* The supervisor's stdout, which someone else may share or not read. Its flags are never touched (O_NONBLOCK
 * would be seen by everyone who shares it), and a reader that sleeps stalls nothing: lines wait in a buffer
 * of fixed size, and what finds no room there is dropped, counted and said when the reader is back. */
#ifndef VIGIE_LOG_STDOUT_H
#define VIGIE_LOG_STDOUT_H

#include <stddef.h>
#include <stdint.h>

struct log_stdout;
struct loop;

/* `fd` is borrowed. */
struct log_stdout *log_stdout_create(struct loop *loop, int fd);
void log_stdout_write(struct log_stdout *s, const char *line, size_t length);
uint64_t log_stdout_dropped(const struct log_stdout *s);
/* Tries for at most `patience_ms` to write what waits, then frees all. */
void log_stdout_destroy(struct log_stdout **s, int patience_ms);

#endif
