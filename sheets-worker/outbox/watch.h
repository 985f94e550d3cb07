/* Rows that Google took, or may have taken, until a later read has confirmed them. A write without an answer
 * may land a minute after its successor, double a key or bring an old value back; people move rows within one
 * round trip. So each written key is looked at once more, and one whose write went unanswered three times,
 * after 5, 30 and 120 s. What stands in the sheet and is neither what was accepted nor anything older of ours
 * was typed by a person, and stays. Pure; owned by its creator. */
#ifndef VIGIE_WATCH_H
#define VIGIE_WATCH_H

#include "row_map.h"

/* At the cap, rows that Google said to have met their place make room for those that need a look; when there
 * are none left, further rows are not watched, and their owner is told. */
#define WATCH_MOST 4096

struct watch;

struct watch *watch_create(void);
/* Accepts NULL. */
void watch_destroy(struct watch **watch);

/* Nobody knows whether the write of `row` to `place` (0: appended), which ended at `now_ms`, landed or will.
 * Both: false, it needs looks and there is no room for it. */
bool watch_doubt(struct watch *watch, const struct row *row, uint32_t place, uint64_t now_ms);

/* Google confirmed at `now_ms` the write of `row`; `before`: its row as it was believed to be, NULL: none;
 * `met`: it stood there. */
bool watch_landed(struct watch *watch, const struct row *row, const struct map_row *before, bool met,
                  uint64_t now_ms);

/* A read showed `row` as accepted, so that it was not sent. */
void watch_present(struct watch *watch, const struct row *row);

/* When a read is wanted to confirm something, UINT64_MAX: not at all. */
uint64_t watch_due_ms(const struct watch *watch);

/* How many rows that Google confirmed does the read that was sent at `sent_ms` show exactly as they were
 * before, and no later write of ours as done? If any, it is no news: what it shows is older than what is
 * known. Longer than WATCH_LAG_MOST_MS after a write this is not believed: then somebody took the row away.
 */
#define WATCH_LAG_MOST_MS 30000
size_t watch_lagging(const struct watch *watch, const struct row_map *now, uint64_t sent_ms);

struct watch_handlers {
    /* `row` was accepted, or stood in the sheet before our write fell on it, and must be written again. Texts
     * live during the call. */
    void (*on_conflict)(void *ctx, const struct row *row);
    /* A key whose write went unanswered stands a second time, at `twin`. */
    void (*on_twin)(void *ctx, const struct map_row *twin);
};

/* A read that was sent at `sent_ms` and does not lag shows `now`; `before` is what the sheet was believed to
 * hold, NULL: unknown. */
void watch_look(struct watch *watch, const struct row_map *before, const struct row_map *now,
                uint64_t sent_ms, const struct watch_handlers *handlers, void *ctx);

/* The second row of this key is a person's to remove: no word of it any more. False: that was known. */
bool watch_leave_twin(struct watch *watch, uint64_t id);

#endif
