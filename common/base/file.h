/* Whole small files, read with a cap and replaced atomically. */
#ifndef VIGIE_FILE_H
#define VIGIE_FILE_H

#include "buffer.h"
#include "err.h"

/* Appends the file's bytes to `out`. Over the buffer's cap: ERR_FULL. Leaves no copy of them elsewhere,
 * unless the buffer has to grow: for a secret, reserve its cap first. */
struct err file_read(const char *path, struct buffer *out);

/* file_read for a file that only we write. What is no regular file, such as a FIFO, which a read would wait
 * for, is an error. */
struct err file_read_regular(const char *path, struct buffer *out);

/* Writes `path` so that a reader, and a kill at any instant, finds the old or the new contents whole: a
 * temporary file beside it, fsync, rename. Mode 0600. */
struct err file_replace(const char *path, const void *bytes, size_t length);

/* mkdir -p, mode 0700; existing folders are fine. Then checks that it can be written. */
struct err file_writable_folder(const char *path);

#endif
