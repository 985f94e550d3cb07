/* A text in STATE_DIR, for the case that the supervisor ends too: replaced atomically, at most once a second
 * and at the end. A folder that cannot be written costs a warning, once. */
#ifndef VIGIE_STATE_FILE_H
#define VIGIE_STATE_FILE_H

#include "buffer.h"

#include <stddef.h>

struct loop;
struct state_file;

/* `name`: "session.json". `loss`: French, singular: what does not survive if it cannot be written; a literal.
 */
struct state_file *state_file_create(struct loop *loop, const char *state_dir, const char *name,
                                     const char *loss);
/* Writes what is still unwritten. Accepts NULL. */
void state_file_destroy(struct state_file **file);

/* Appends what an earlier process left; nothing if there is none. */
void state_file_read(const struct state_file *file, struct buffer *out);

/* Keeps `body`, soon on disk. */
void state_file_put(struct state_file *file, const char *body, size_t length);

#endif
