/* The last image in SQLite. Every call may wait for the disk: on libuv's pool only, one at a time
 * (last_rows.h does that). */
#ifndef VIGIE_LAST_ROWS_FILE_H
#define VIGIE_LAST_ROWS_FILE_H

#include "buffer.h"
#include "err.h"
#include "last_rows.h"

struct last_rows_file;

/* *ret_moved_aside: store.h. */
struct err last_rows_file_open(const char *folder, const char *target, struct last_rows_file **ret_file,
                               bool *ret_moved_aside);
/* Accepts NULL. */
void last_rows_file_close(struct last_rows_file **file);

void last_rows_file_load(struct last_rows_file *file, struct last_rows_found *ret_found);

/* What is to be written, one after the other: a letter, and its texts, each with its NUL. */
enum last_rows_change {
    LAST_ROWS_CLEAR = 'c',         /* all rows go */
    LAST_ROWS_PUT = 'p',           /* key, b, c, d: as it was read */
    LAST_ROWS_WROTE = 'w',         /* the same, as Google confirmed it to us */
    LAST_ROWS_REMOVE = 'r',        /* key */
    LAST_ROWS_READ_AT = 'a',       /* milliseconds */
    LAST_ROWS_CLEAR_FOREIGN = 'C', /* all people's rows go */
    LAST_ROWS_FOREIGN = 'P',       /* place, four cells */
};
/* All of them in one transaction. */
struct err last_rows_file_save(struct last_rows_file *file, const struct buffer *changes);

#endif
