/* The inside of the courier, for its own files: courier.c (what is next), courier_step.c (sending one
 * request, and what follows from its end), courier_tab.c (finding the tab), courier_read.c, courier_write.c,
 * courier_check.c (confirming what was written, clearing second rows) and courier_mend.c (putting back what
 * our writes fell on). */
#ifndef VIGIE_COURIER_INSIDE_H
#define VIGIE_COURIER_INSIDE_H

#include "courier.h"
#include "flush.h"
#include "marks.h"
#include "pace.h"
#include "people.h"
#include "tab.h"
#include "watch.h"

#define MENDS_MOST PLAN_ROWS_MOST /* no batch falls on more rows */

struct courier {
    struct courier_options o;
    struct courier_handlers handlers;
    void *ctx;
    struct loop_timer *timer, *finish_timer;
    struct tab tab;
    struct cache cache;
    struct pace pace;
    struct flush flush;
    struct watch *watch;
    struct {
        uint64_t id; /* 0: nothing is known */
        uint32_t place, first_place;
    } twin;                /* the second row that is to be cleared */
    struct people *people; /* the other rows as they were, or will be again; NULL: not known */
    struct marks marks;
    struct people_hit hits[MENDS_MOST]; /* what is to be put back; borrowed from people */
    size_t hit_count;
    uint64_t aim_unknown_until_ms; /* where our cells may have fallen, or been moved to since, is not known */
    bool mends_sent;               /* ... and nobody has looked since */
    bool people_full_said, unwatched_said, lag_said;
    uint64_t sent_ms;
    bool busy, read_wanted;
    bool reconciling; /* the read that is wanted is to be compared with the image */
    bool ids_moved;   /* column A held none of the ids, another one did */
    size_t waiting;   /* rows in the outbox */
    struct map_survey survey;
    void (*on_finished)(void *ctx); /* set: we are finishing */
    void *finish_ctx;
};

struct api_place courier_place(const struct courier *c);
void courier_count_outbox(struct courier *c);
/* Reports the end to whoever asked for it by courier_finish. */
void courier_end(struct courier *c);

/* Does what is next, if anything can be done now. */
void courier_next(struct courier *c);

/* One request leaves; its fields are freed. `step_send_plain`: one that needs to know no more than the place.
 */
void step_send(struct courier *c, struct api_request *request, google_on_done *on_done);
void step_send_plain(struct courier *c, void (*fill)(struct api_request *, const struct api_place *),
                     google_on_done *on_done);

/* How a step ends; each looks for the next one. Unreadable: status 200, but nothing that can be read. */
void step_succeeded(struct courier *c, enum quota_kind kind);
void step_failed(struct courier *c, const struct outcome *outcome, enum quota_kind kind);
void step_unreadable(struct courier *c, enum quota_kind kind);
/* First of all when a write was answered, whatever the answer. */
void step_write_answered(struct courier *c);
/* Requests of this kind are known to succeed again. */
void courier_works(struct courier *c, enum quota_kind kind);

/* The end of a look at the tabs, of a read of the rows. */
google_on_done courier_tabs_answered, courier_rows_answered;
void courier_write(struct courier *c);
/* May a write rely on the row numbers that we know? */
bool courier_image_exact(const struct courier *c);

/* What a predecessor knew of other people's rows. */
void mend_begin(struct courier *c);
/* A batch leaves. */
void mend_note_batch(struct courier *c);
/* A read shows these rows that are not ours; the image before it is still there. */
void mend_look(struct courier *c, struct people **take_people, const struct row_map *now);
/* Puts back what is to be put back. */
void mend_send(struct courier *c);

/* The batch landed (before the image is told), or nobody knows whether it did. */
void check_landed(struct courier *c, const bool *met);
void check_doubted(struct courier *c);
/* What the predecessor was writing when it died. */
void check_inherited(struct courier *c);
/* What a predecessor saw in the sheet, until it is read. */
void check_kept(struct courier *c);
/* The row `id` holds what was not meant for it: what it is believed to hold is written again. */
void check_give_back(struct courier *c, uint64_t id);
/* A read shows `now`; the image before it is still there. */
void check_image(struct courier *c, const struct row_map *now);
/* Looks at the second row, and clears it if nothing in it is a person's. */
void check_repair(struct courier *c);

#endif
