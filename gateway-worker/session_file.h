/* The Gateway session on disk, for the case that the supervisor ends too: STATE_DIR/session.json, replaced
 * atomically, at most once a second and at the end. A folder that cannot be written costs a warning, once. */
#ifndef VIGIE_SESSION_FILE_H
#define VIGIE_SESSION_FILE_H

#include "buffer.h"

#include <stddef.h>

struct loop;
struct session_file;

struct session_file *session_file_create(struct loop *loop, const char *state_dir);
/* Writes what is still unwritten. Accepts NULL. */
void session_file_destroy(struct session_file **file);

/* Appends what an earlier process left; nothing if there is none. */
void session_file_read(const struct session_file *file, struct buffer *out);

/* Keeps `body`, soon on disk. */
void session_file_put(struct session_file *file, const char *body, size_t length);

#endif
