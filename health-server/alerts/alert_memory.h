/* All that alerts must not forget, and its form as one line of JSON: in STATE_DIR for whoever starts next,
 * and with the supervisor for the next health-server. Pure. Moments are written as ages, so that they hold on
 * another machine's clock too; the time between writing and reading is added to them. */
#ifndef VIGIE_ALERT_MEMORY_H
#define VIGIE_ALERT_MEMORY_H

#include "alert_channel.h"
#include "alert_engine.h"
#include "buffer.h"

#define ALERT_MEMORY_MAX (128 * 1024)

struct alert_memory {
    struct alert_engine engine;
    struct alert_channel channels[ALERT_CHANNELS];
    /* Who watched last: start of its supervisor, when this was written (both UTC), and whether that
     * supervisor was stopping in order. 0: nobody yet. */
    int64_t supervisor_started_ms, seen_ms;
    bool stopping;
};

/* How much is written. The last is for the supervisor where it has no room for more: whatever waits, it is at
 * most ALERT_SHORT_MAX, so that no message is lost for want of room. Its messages say what and since when;
 * the figures, and what to do where the rule's row does not say it, are left out. */
enum alert_extent { ALERT_WITH_DONE, ALERT_WAITING, ALERT_WAITING_SHORT, ALERT_EXTENTS };
#define ALERT_SHORT_MAX (40 * 1024)

/* Appends one JSON object without a newline in it. */
void alert_memory_write(const struct alert_memory *memory, struct alert_now now, enum alert_extent extent,
                        struct buffer *out);

/* Into `memory`, all zero before. False: not ours, or malformed; `memory` is as it was. */
bool alert_memory_read(struct alert_memory *memory, const char *text, size_t length, struct alert_now now);

/* `theirs` was kept beside `ours`: the newer one stands, and no message that waits in either is lost.
 * Channels keep their present settings. */
void alert_memory_merge(struct alert_memory *ours, const struct alert_memory *theirs);

#endif
