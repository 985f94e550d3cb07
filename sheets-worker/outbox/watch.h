/* Rows that Google took, or may have taken, until a later read has confirmed them. A write without an answer
 * may land a minute after its successor, double a key or bring an old value back; people move rows within one
 * round trip. So each written key is looked at once more, and one whose write went unanswered three times,
 * after 5, 30 and 120 s. What stands in the sheet and is neither what was accepted nor anything older of ours
 * was typed by a person, and stays. Pure; owned by its creator. */
#ifndef VIGIE_WATCH_H
#define VIGIE_WATCH_H

#include "row_map.h"

#define WATCH_MOST 4096 /* further rows are not watched; the hourly comparison is what is left for them */

struct watch;

struct watch *watch_create(void);
/* Accepts NULL. */
void watch_destroy(struct watch **watch);

/* Nobody knows whether the write of `row`, which ended at `now_ms`, landed or will. */
void watch_doubt(struct watch *watch, const struct row *row, uint64_t now_ms);

/* Google confirmed at `now_ms` the write of `row`; `before`: its row as it was believed to be, NULL: none. */
void watch_landed(struct watch *watch, const struct row *row, const struct map_row *before, uint64_t now_ms);

/* A read showed `row` as accepted, so that it was not sent. */
void watch_present(struct watch *watch, const struct row *row);

/* When a read is wanted to confirm something, UINT64_MAX: not at all. */
uint64_t watch_due_ms(const struct watch *watch);

struct watch_handlers {
    /* `row` was accepted and is not in the sheet: it must be written again. Texts live during the call. */
    void (*on_conflict)(void *ctx, const struct row *row);
    /* A key whose write went unanswered stands a second time, at `twin`. */
    void (*on_twin)(void *ctx, const struct map_row *twin);
    /* What was written for `id` may stand at `place` beside no key: people moved its row away meanwhile.
     * Asked again at the next look unless it returns true. */
    bool (*on_stray)(void *ctx, uint64_t id, uint32_t place);
};

/* A read that was sent at `sent_ms` shows `now`; `before` is what the sheet was believed to hold, NULL:
 * unknown. */
void watch_look(struct watch *watch, const struct row_map *before, const struct row_map *now,
                uint64_t sent_ms, const struct watch_handlers *handlers, void *ctx);

/* What was accepted last for this key, NULL: it is not watched. Lives until the next call. */
const struct row *watch_newest(const struct watch *watch, uint64_t id);

/* The second row of this key is a person's to remove: no word of it any more. False: that was known. */
bool watch_leave_twin(struct watch *watch, uint64_t id);

#endif
