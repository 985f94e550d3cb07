/* Rotation of log files by size: name, name.1 … name.4, the oldest is replaced. Always by rename: what was
 * written stays whole for whoever reads it. */
#ifndef VIGIE_ROTATION_H
#define VIGIE_ROTATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ROTATION_FILE_BYTES (1024 * 1024)
#define ROTATION_FILES      5

/* ROTATION_FILE_BYTES, or less where the process may not write files of that size (RLIMIT_FSIZE). */
uint64_t rotation_limit(void);

/* Pure: a file of `size` bytes has no room for a line of `length` within `limit`. A line longer than a whole
 * file still gets one. */
bool rotation_due(uint64_t size, size_t length, uint64_t limit);

/* Pure: path of the n-th file, 0 is the present one. False: too long. */
bool rotation_path(const char *path, unsigned n, char *ret_path, size_t size);

/* Moves every file one up. What is missing, or cannot be moved, is left alone. */
void rotation_shift(const char *path);

#endif
