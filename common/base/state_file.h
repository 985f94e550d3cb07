/* A text in STATE_DIR, for the case that the supervisor ends too: replaced atomically, beside the loop, the
 * newest only and one write at a time. What cannot be written is said, and tried again until it can. */
#ifndef VIGIE_STATE_FILE_H
#define VIGIE_STATE_FILE_H

#include "buffer.h"

#include <stddef.h>
#include <stdint.h>

struct disk_queue;
struct loop;
struct state_file;

/* Reads what an earlier process left, and says so if it cannot; call it before the loop runs. `name`:
 * "session.json". `loss`: French, singular: what does not survive if it cannot be written; a literal. The
 * queue is borrowed. */
struct state_file *state_file_create(struct loop *loop, struct disk_queue *queue, const char *state_dir,
                                     const char *name, const char *loss);
/* Its last write must have ended: after disk_queue_destroy. What is unwritten is lost. Accepts NULL. */
void state_file_destroy(struct state_file **file);

/* What an earlier process left; "" if there is none, an empty file, which is said as state_file_garbled does,
 * or more than STATE_FILE_MOST bytes. */
const struct buffer *state_file_earlier(const struct state_file *file);

/* Keeps `body`: on disk at most once a second. Over STATE_FILE_MOST: what was kept before stays. */
#define STATE_FILE_MOST (64 * 1024)
void state_file_put(struct state_file *file, const char *body, size_t length);

/* `on_change` is called when writes begin to fail, and when one succeeds again. */
void state_file_watch(struct state_file *file, void (*on_change)(void *ctx), void *ctx);
/* UTC milliseconds since when nothing can be written, 0: it can, as far as was tried. */
int64_t state_file_failing_since_ms(const struct state_file *file);

/* An earlier process could not write since then: that stands until a write succeeds, for nobody knows better. */
void state_file_suspect(struct state_file *file, int64_t failing_since_ms);

/* What an earlier process left says nothing to its reader: said once, with the path; it is replaced by the
 * next write. */
void state_file_garbled(struct state_file *file);

/* What is unwritten goes to disk as soon as the write under way, if there is one, has ended. */
void state_file_hurry(struct state_file *file);

#endif
