/* Rows that Google took, or may have taken, until a later read has confirmed them. A write without an answer
 * may land minutes after its successor, double a key or bring an old value back; people move rows within one
 * round trip. So each written key is looked at once more, and one whose write went unanswered four times,
 * after 5, 30 and 90 s and when it can no longer land (in_doubt.h). What stands in the sheet and is neither
 * what was accepted nor anything older of ours was typed by a person, and stays. Pure; owned by its creator.
 */
#ifndef VIGIE_VERIFY_H
#define VIGIE_VERIFY_H

#include "in_doubt.h"
#include "row_map.h"

/* At the cap, rows that Google said to have met their place make room for those that need a look; when there
 * are none left, further rows are not watched, and their owner is told. */
#define VERIFY_ROWS_MAX 4096

struct verify;

struct verify *verify_create(void);
/* Accepts NULL. */
void verify_destroy(struct verify **verify);

/* Nobody knows whether the write of `row` to `place` (0: appended), which ended at `now_ms`, landed or will.
 * Both: false, it needs looks and there is no room for it. */
bool verify_doubt(struct verify *verify, const struct row *row, uint32_t place, uint64_t now_ms);

/* The same of a predecessor's. */
bool verify_inherit(struct verify *verify, const struct sent_row *sent, uint64_t now_ms);

/* Google confirmed at `now_ms` the write of `row`; `before`: its row as it was believed to be, NULL: none;
 * `met`: it stood there. */
bool verify_landed(struct verify *verify, const struct row *row, const struct map_row *before, bool met,
                   uint64_t now_ms);

/* A read showed `row` as accepted, so that it was not sent. */
void verify_present(struct verify *verify, const struct row *row);

/* When a read is wanted to confirm something, UINT64_MAX: not at all. */
uint64_t verify_due_ms(const struct verify *verify);

/* How many rows that Google confirmed does the read that was sent at `sent_ms` show exactly as they were
 * before, and no later write of ours as done? If any, it is no news: what it shows is older than what is
 * known. Longer than VERIFY_LAG_MAX_MS after a write this is not believed: then somebody took the row away.
 */
#define VERIFY_LAG_MAX_MS 30000
size_t verify_lagging(const struct verify *verify, const struct row_map *now, uint64_t sent_ms);

struct verify_handlers {
    /* `row` was accepted, or stood in the sheet before our write fell on it, and must be written again. Texts
     * live during the call. */
    void (*on_conflict)(void *ctx, const struct row *row);
    /* The same, but Google confirmed so many writes of it that no read shows that one more is no use.
     * `column`: 'B' to 'D', the first cell that does not stay; 'A': the whole row. */
    void (*on_never_stays)(void *ctx, const struct row *row, char column, uint32_t place);
};

/* A read that was sent at `sent_ms` and does not lag shows `now`; `before` is what the sheet was believed to
 * hold, NULL: unknown. */
void verify_look(struct verify *verify, const struct row_map *before, const struct row_map *now,
                 uint64_t sent_ms, const struct verify_handlers *handlers, void *ctx);

#endif
