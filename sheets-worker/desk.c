/* Questions that wait: gets for a read of the sheet, for a put of the same row, or for the outbox to open. */
#include "desk.h"

#include "answer.h"
#include "cell.h"
#include "clock.h"
#include "loop.h"
#include "outbox_log.h"
#include "uplink.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WAITING_MOST 256
#define READ_WAIT_MS 5000
#define DISK_WAIT_MS JOURNAL_PATIENCE_MS
#define PUT_WAIT_MS  4000 /* then it is said that the disk has not decided yet */
#define TICK_MS      250

/* What a get waits for. */
enum awaited {
    AWAITS_READ,
    AWAITS_DISK, /* the opening of the outbox, or the end of a put of the same row */
};

/* Somebody who waits for the answer to a get. */
struct asker {
    uint64_t seq; /* of the question's frame */
    uint64_t deadline_ms;
    char key[24];
    bool stored; /* a repeated PUT, whose row may be in the sheet by now */
    enum awaited awaited;
};

/* Somebody who waits for the disk; belongs to the journal's call. */
struct put_asker {
    struct put_asker *next, **back;
    struct desk *desk;
    uint64_t seq; /* 0: was told that it is not decided, and asks again */
    uint64_t deadline_ms;
    char key[24];
};

struct desk {
    struct desk_options o;
    struct courier *courier; /* NULL: the outbox is not open yet */
    struct loop_timer *deadline_timer;
    struct asker askers[WAITING_MOST];
    size_t asker_count;
    struct put_asker *first_put;
    struct buffer answer;
};

static void reply(struct desk *d, uint64_t seq)
{
    /* A full queue means that the gateway-worker does not read; it will time out and ask again. */
    (void)uplink_send(d->o.uplink, WORKER_GATEWAY, MESSAGE_ROW, seq, buffer_string(&d->answer),
                      d->answer.length);
}

static void refuse(struct desk *d, uint64_t seq, const char *key, const char *reason, bool retry)
{
    answer_refused(&d->answer, key, reason, retry);
    reply(d, seq);
}

static void watch_deadlines(struct desk *d)
{
    if (!loop_timer_active(d->deadline_timer))
        loop_timer_repeat(d->deadline_timer, TICK_MS);
}

static bool add_asker(struct desk *d, const struct asker *asker)
{
    if (d->asker_count == WAITING_MOST)
        return false;
    d->askers[d->asker_count++] = *asker;
    watch_deadlines(d);
    return true;
}

/* ---- Reading. */

/* NULL: it is not there, or the sheet was never read. */
static const struct map_row *sheet_row(const struct desk *d, const char *key)
{
    uint64_t id = 0;
    const struct row_map *map = courier_cache(d->courier)->map;
    (void)cell_id(key, &id);
    return map ? row_map_find(map, id) : NULL;
}

/* An id that somebody retyped is put right as soon as its channel is used: the row is written again as it is.
 */
static void heal(struct desk *d, const char *key)
{
    const struct map_row *in_sheet = sheet_row(d, key);
    if (!in_sheet || !in_sheet->id_rounded)
        return;
    const struct row row = {key, in_sheet->b, in_sheet->c, in_sheet->d};
    if (journal_write_again(d->o.journal, &row, clock_wall_ms()))
        courier_poke(d->courier);
}

/* Age of the image once it is too old to be fresh. */
static uint64_t stale_s(const struct desk *d)
{
    const struct cache *cache = courier_cache(d->courier);
    uint64_t now = loop_now_ms(d->o.loop);
    return cache->map && !cache_fresh(cache, now) ? cache_age_ms(cache, now) / 1000 : 0;
}

/* Out of the outbox, else out of the sheet as it was last read. */
static void answer_from_memory(struct desk *d, uint64_t seq, const char *key, bool stored)
{
    struct row row;
    if (journal_find(d->o.journal, key, &row))
        answer_row(&d->answer, &row, true);
    else
        answer_sheet_row(&d->answer, key, sheet_row(d, key), stored, stale_s(d));
    reply(d, seq);
}

static void answer_without_google(struct desk *d, const struct asker *a)
{
    char reason[OUTCOME_WORDS_SIZE + 40];
    const struct cache *cache = courier_cache(d->courier);
    /* Old, but better than nothing. What a predecessor read does not tell which rows are new. */
    if (cache->map && (!cache->kept_ms || sheet_row(d, a->key))) {
        answer_from_memory(d, a->seq, a->key, a->stored);
        return;
    }
    const char *words = d->o.condition->words;
    snprintf(reason, sizeof(reason), "la feuille ne peut pas être lue : %s",
             words[0] ? words : "Google Sheets n'a pas encore répondu");
    refuse(d, a->seq, a->key, reason, true);
}

static const char *disk_words(struct err trouble)
{
    return err_is(trouble) ? outbox_reason(trouble) : "le disque de STATE_DIR est lent";
}

/* The disk has not decided yet. What is known without it may be older than what was offered. */
static void answer_without_disk(struct desk *d, const struct asker *a)
{
    struct err trouble = journal_trouble(d->o.journal);
    bool only_slow = !err_is(trouble) || trouble.kind == ERR_TIMEOUT;
    refuse(d, a->seq, a->key, disk_words(trouble), only_slow);
}

static void answer_with_what_is_known(struct desk *d, const struct asker *a)
{
    if (a->awaited == AWAITS_DISK)
        answer_without_disk(d, a);
    else
        answer_without_google(d, a);
}

static void wait_for(struct desk *d, struct asker *a, enum awaited awaited)
{
    a->awaited = awaited;
    a->deadline_ms = loop_now_ms(d->o.loop) + (awaited == AWAITS_DISK ? DISK_WAIT_MS : READ_WAIT_MS);
    bool in_vain = awaited == AWAITS_DISK && err_is(journal_given_up(d->o.journal));
    if (in_vain || !add_asker(d, a))
        answer_with_what_is_known(d, a);
}

/* Out of what is known if that is fresh enough, else after a read. */
static void answer_now(struct desk *d, struct asker *a)
{
    struct row row;
    uint64_t now = loop_now_ms(d->o.loop);
    if (journal_find(d->o.journal, a->key, &row) || cache_fresh(courier_cache(d->courier), now)) {
        answer_from_memory(d, a->seq, a->key, a->stored);
        heal(d, a->key);
        return;
    }
    if (courier_can_read(d->courier))
        wait_for(d, a, AWAITS_READ);
    else
        answer_without_google(d, a);
    courier_want_read(d->courier);
}

/* Reads see what was put before them, and only what is safe. */
static void answer_get(struct desk *d, struct asker *a)
{
    if (!d->courier || journal_awaits(d->o.journal, a->key))
        wait_for(d, a, AWAITS_DISK);
    else
        answer_now(d, a);
}

static void take_get(struct desk *d, uint64_t seq, const char *key,
                     void (*answer)(struct desk *d, struct asker *a))
{
    struct asker a = {.seq = seq};
    snprintf(a.key, sizeof(a.key), "%s", key);
    answer(d, &a);
}

/* Its row may be in the sheet by now. */
static void answer_repeated(struct desk *d, struct asker *a)
{
    a->stored = true;
    if (d->courier)
        answer_now(d, a);
    else
        wait_for(d, a, AWAITS_DISK);
}

/* Takes out those who await this, of `key` alone if it is not NULL, and lets `answer` deal with each. */
static void wake(struct desk *d, enum awaited awaited, const char *key,
                 void (*answer)(struct desk *d, struct asker *a))
{
    struct asker woken[WAITING_MOST];
    size_t count = 0, kept = 0;
    for (size_t i = 0; i < d->asker_count; i++) {
        const struct asker *a = &d->askers[i];
        if (a->awaited == awaited && (!key || strcmp(a->key, key) == 0))
            woken[count++] = *a;
        else
            d->askers[kept++] = *a;
    }
    d->asker_count = kept;
    for (size_t i = 0; i < count; i++)
        answer(d, &woken[i]);
}

static void answer_by_image(struct desk *d, struct asker *a)
{
    answer_from_memory(d, a->seq, a->key, a->stored);
    heal(d, a->key);
}

static void answer_by_belief(struct desk *d, struct asker *a)
{
    answer_without_google(d, a);
}

void desk_on_image(struct desk *d)
{
    wake(d, AWAITS_READ, NULL, answer_by_image);
}

void desk_on_trouble(struct desk *d)
{
    wake(d, AWAITS_READ, NULL, answer_by_belief);
}

/* It may be stored the next moment, or never: whoever waits for it is told so, and asks again. */
static void tell_undecided(struct desk *d, struct put_asker *p)
{
    answer_undecided(&d->answer, p->key, disk_words(journal_trouble(d->o.journal)));
    reply(d, p->seq);
    p->seq = 0;
}

static void deadlines_passed(void *ctx)
{
    struct desk *d = ctx;
    uint64_t now = loop_now_ms(d->o.loop);
    for (struct put_asker *p = d->first_put; p; p = p->next)
        if (p->seq && p->deadline_ms <= now)
            tell_undecided(d, p);
    size_t kept = 0;
    for (size_t i = 0; i < d->asker_count; i++) {
        if (d->askers[i].deadline_ms > now)
            d->askers[kept++] = d->askers[i];
        else
            answer_with_what_is_known(d, &d->askers[i]);
    }
    d->asker_count = kept;
    if (!kept && !d->first_put)
        loop_timer_stop(d->deadline_timer);
}

/* ---- Writing. */

static struct put_asker *put_asker_create(struct desk *d, uint64_t seq, const char *key)
{
    struct put_asker *asker = calloc(1, sizeof(*asker));
    if (!asker)
        abort();
    *asker = (struct put_asker){.next = d->first_put,
                                .back = &d->first_put,
                                .desk = d,
                                .seq = seq,
                                .deadline_ms = loop_now_ms(d->o.loop) + PUT_WAIT_MS};
    snprintf(asker->key, sizeof(asker->key), "%s", key);
    if (asker->next)
        asker->next->back = &asker->next;
    d->first_put = asker;
    watch_deadlines(d);
    return asker;
}

static void put_asker_free(struct put_asker *asker)
{
    *asker->back = asker->next;
    if (asker->next)
        asker->next->back = asker->back;
    free(asker);
}

static void answer_put(struct desk *d, const struct put_asker *asker, struct err e, enum journal_stored how)
{
    if (err_is(e))
        refuse(d, asker->seq, asker->key, outbox_reason(e), e.kind == ERR_UNAVAILABLE);
    else if (how == JOURNAL_REPEATED)
        take_get(d, asker->seq, asker->key, answer_repeated);
    else
        answer_from_memory(d, asker->seq, asker->key, true);
}

/* The transaction that holds it is on disk, or nothing of it is. */
static void put_ended(void *ctx, struct err e, enum journal_stored how)
{
    struct put_asker *asker = ctx;
    struct desk *d = asker->desk;
    if (!err_is(e) && how != JOURNAL_REPEATED) {
        metrics_add(d->o.metrics, METRIC_SHEETS_ACCEPTED, 1);
        metrics_add(d->o.metrics, METRIC_SHEETS_COALESCED, how == JOURNAL_REPLACED);
    }
    if (asker->seq)
        answer_put(d, asker, e, how);
    if (d->courier && !journal_awaits(d->o.journal, asker->key))
        wake(d, AWAITS_DISK, asker->key, answer_get);
    put_asker_free(asker);
}

static void take_put(struct desk *d, uint64_t seq, const struct question *q)
{
    const struct row row = {q->key, buffer_string(&q->b), buffer_string(&q->c), q->d};
    struct put_asker *asker = put_asker_create(d, seq, q->key);
    struct err e = journal_put(d->o.journal, q->op, &row, clock_wall_ms(), put_ended, asker);
    if (!err_is(e))
        return;
    put_asker_free(asker);
    refuse(d, seq, q->key, outbox_reason(e), e.kind == ERR_FULL);
}

/* ---- The door. */

void desk_take(struct desk *d, const struct frame *frame)
{
    if (frame->type != MESSAGE_ROW_GET && frame->type != MESSAGE_ROW_PUT)
        return;
    struct question q;
    const char *problem = question_read(&q, frame->type == MESSAGE_ROW_PUT, frame->body, frame->length);
    if (!d->o.journal) {
        answer_off(&d->answer, q.key, d->o.condition->words);
        reply(d, frame->seq);
    } else if (problem) {
        refuse(d, frame->seq, q.key, problem, false);
    } else if (frame->type == MESSAGE_ROW_PUT) {
        take_put(d, frame->seq, &q);
    } else {
        take_get(d, frame->seq, q.key, answer_get);
    }
    question_free(&q);
}

struct desk *desk_create(const struct desk_options *options)
{
    struct desk *d = calloc(1, sizeof(*d));
    if (!d)
        abort();
    d->o = *options;
    buffer_init(&d->answer, FRAME_BODY_MOST);
    d->deadline_timer = loop_timer_create(options->loop, deadlines_passed, d);
    return d;
}

void desk_open(struct desk *d, struct courier *courier)
{
    d->courier = courier;
    wake(d, AWAITS_DISK, NULL, answer_get);
}

void desk_destroy(struct desk **take_desk)
{
    struct desk *d = *take_desk;
    if (!d)
        return;
    *take_desk = NULL;
    for (size_t i = 0; i < d->asker_count; i++)
        refuse(d, d->askers[i].seq, d->askers[i].key, "le service s'arrête", true);
    loop_timer_destroy(&d->deadline_timer);
    buffer_free(&d->answer);
    free(d);
}
