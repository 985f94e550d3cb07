/* Questions that wait: gets for a read of the sheet, for a put of the same row, or for the outbox to open. */
#include "row_service.h"

#include "cache.h"
#include "cell.h"
#include "clock.h"
#include "journal.h"
#include "kept_folds.h"
#include "loop.h"
#include "outbox_lock.h"
#include "outbox_log.h"
#include "row_frames.h"
#include "uplink.h"
#include "waiting_gets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define READ_WAIT_MS 5000
#define DISK_WAIT_MS JOURNAL_PATIENCE_MS
#define PUT_WAIT_MS  4000 /* then it is said that the disk has not decided yet */
#define TICK_MS      250

/* A put on its way to the disk; belongs to the journal's call. */
struct waiting_put {
    struct waiting_put *next, **back;
    struct row_service *service;
    uint64_t seq; /* 0: was told that it is not decided, and is asked again */
    uint64_t deadline_ms;
    char key[24];
    bool keeps; /* a change, not a row */
};

struct row_service {
    struct row_service_options o;
    struct sync *sync; /* NULL: the outbox is not open yet */
    struct loop_timer *deadline_timer;
    struct waiting_gets waiting;
    struct waiting_put *first_put;
    struct kept_folds folds;
    struct buffer answer;
};

static void reply(struct row_service *s, uint64_t seq)
{
    /* A full queue means that the gateway-worker does not read; it will time out and ask again. */
    (void)uplink_send(s->o.uplink, WORKER_GATEWAY, MESSAGE_ROW, seq, buffer_string(&s->answer),
                      s->answer.length);
}

static void refuse(struct row_service *s, uint64_t seq, const char *key, const char *reason, bool retry)
{
    row_reply_refused(&s->answer, key, reason, retry);
    reply(s, seq);
}

static void look_at_deadlines(struct row_service *s)
{
    if (!loop_timer_active(s->deadline_timer))
        loop_timer_repeat(s->deadline_timer, TICK_MS);
}

static bool add_get(struct row_service *s, const struct waiting_get *get)
{
    look_at_deadlines(s);
    return waiting_gets_add(&s->waiting, get);
}

/* ---- Reading. */

/* NULL: it is not there, or the sheet was never read. */
static const struct map_row *sheet_row(const struct row_service *s, const char *key)
{
    uint64_t id = 0;
    const struct row_map *map = sync_image(s->sync)->map;
    (void)cell_id(key, &id);
    return map ? row_map_find(map, id) : NULL;
}

/* An id that somebody retyped or dressed is put right as soon as its channel is used: the row is written
 * again as it is.
 */
static void normalise(struct row_service *s, const char *key)
{
    const struct map_row *in_sheet = sheet_row(s, key);
    if (!in_sheet || !id_form_is_rewritten(in_sheet->id_form))
        return;
    const struct row row = {key, in_sheet->b, in_sheet->c, in_sheet->d};
    if (journal_write_again(s->o.journal, &row, clock_wall_ms()))
        sync_poke(s->sync);
}

/* Age of the image once it is too old to be fresh. */
static uint64_t stale_s(const struct row_service *s)
{
    const struct cache *cache = sync_image(s->sync);
    uint64_t now = loop_now_ms(s->o.loop);
    return cache->map && !cache_fresh(cache, now) ? cache_age_ms(cache, now) / 1000 : 0;
}

/* Out of the outbox, else out of the sheet as it was last read. */
static void answer_from_memory(struct row_service *s, uint64_t seq, const char *key, bool stored)
{
    struct row row;
    if (journal_find(s->o.journal, key, &row))
        row_reply_row(&s->answer, &row, true);
    else
        row_reply_sheet_row(&s->answer, key, sheet_row(s, key), stored, stale_s(s));
    reply(s, seq);
}

static void answer_without_google(struct row_service *s, const struct waiting_get *g)
{
    char reason[OUTCOME_WORDS_SIZE + 40];
    const struct cache *cache = sync_image(s->sync);
    /* Old, but better than nothing. What a predecessor read does not tell which rows are new. */
    if (cache->map && (!cache->kept_ms || sheet_row(s, g->key))) {
        answer_from_memory(s, g->seq, g->key, g->stored);
        return;
    }
    const char *words = s->o.condition->words;
    snprintf(reason, sizeof(reason), "la feuille ne peut pas être lue : %s",
             words[0] ? words : "Google Sheets n'a pas encore répondu");
    row_reply_unread(&s->answer, g->key, reason);
    reply(s, g->seq);
}

static const char *disk_words(struct err trouble)
{
    return err_is(trouble) ? outbox_reason(trouble) : "le disque de STATE_DIR est lent";
}

/* The disk has not decided yet. What is known without it may be older than what was offered. */
static void answer_without_disk(struct row_service *s, const struct waiting_get *g)
{
    struct err trouble = journal_trouble(s->o.journal);
    bool passes = !err_is(trouble) || trouble.kind == ERR_TIMEOUT || outbox_lock_caused(trouble);
    refuse(s, g->seq, g->key, disk_words(trouble), passes);
}

static void answer_with_what_is_known(struct row_service *s, const struct waiting_get *g)
{
    if (g->awaited == AWAITS_DISK)
        answer_without_disk(s, g);
    else
        answer_without_google(s, g);
}

static void wait_for(struct row_service *s, struct waiting_get *g, enum awaited awaited)
{
    g->awaited = awaited;
    g->deadline_ms = loop_now_ms(s->o.loop) + (awaited == AWAITS_DISK ? DISK_WAIT_MS : READ_WAIT_MS);
    bool in_vain = awaited == AWAITS_DISK && err_is(journal_given_up(s->o.journal));
    if (in_vain || !add_get(s, g))
        answer_with_what_is_known(s, g);
}

/* Out of what is known if that is fresh enough, else after a read. */
static void answer_now(struct row_service *s, struct waiting_get *g)
{
    struct row row;
    uint64_t now = loop_now_ms(s->o.loop);
    if (journal_find(s->o.journal, g->key, &row) || cache_fresh(sync_image(s->sync), now)) {
        answer_from_memory(s, g->seq, g->key, g->stored);
        normalise(s, g->key);
        return;
    }
    if (sync_can_read(s->sync))
        wait_for(s, g, AWAITS_READ);
    else
        answer_without_google(s, g);
    sync_want_read(s->sync);
}

/* Reads see what was put before them, and only what is safe. */
static void answer_get(struct row_service *s, struct waiting_get *g)
{
    if (s->sync)
        kept_folds_try(&s->folds, g->key);
    if (!s->sync || journal_awaits(s->o.journal, g->key))
        wait_for(s, g, AWAITS_DISK);
    else
        answer_now(s, g);
}

static void take_get(struct row_service *s, uint64_t seq, const char *key,
                     void (*answer)(struct row_service *s, struct waiting_get *g))
{
    struct waiting_get g = {.seq = seq};
    snprintf(g.key, sizeof(g.key), "%s", key);
    answer(s, &g);
}

/* Its row may be in the sheet by now. */
static void answer_repeated(struct row_service *s, struct waiting_get *g)
{
    g->stored = true;
    if (s->sync)
        answer_now(s, g);
    else
        wait_for(s, g, AWAITS_DISK);
}

/* Takes out those who await this, of `key` alone if it is not NULL, and lets `answer` deal with each. */
static void wake(struct row_service *s, enum awaited awaited, const char *key,
                 void (*answer)(struct row_service *s, struct waiting_get *g))
{
    struct waiting_get woken[WAITING_GETS_MAX];
    size_t count = waiting_gets_take(&s->waiting, awaited, key, woken);
    for (size_t i = 0; i < count; i++)
        answer(s, &woken[i]);
}

static void answer_by_image(struct row_service *s, struct waiting_get *g)
{
    if (journal_awaits(s->o.journal, g->key)) { /* what was kept is on its way into the row */
        wait_for(s, g, AWAITS_DISK);
        return;
    }
    answer_from_memory(s, g->seq, g->key, g->stored);
    normalise(s, g->key);
}

static void answer_by_belief(struct row_service *s, struct waiting_get *g)
{
    answer_without_google(s, g);
}

void row_service_on_image(struct row_service *s)
{
    kept_folds_try_all(&s->folds);
    wake(s, AWAITS_READ, NULL, answer_by_image);
}

void row_service_on_trouble(struct row_service *s)
{
    wake(s, AWAITS_READ, NULL, answer_by_belief);
}

/* It may be stored the next moment, or never: whoever waits for it is told so, and asks again. */
static void tell_undecided(struct row_service *s, struct waiting_put *p)
{
    row_reply_undecided(&s->answer, p->key, disk_words(journal_trouble(s->o.journal)));
    reply(s, p->seq);
    p->seq = 0;
}

static void deadlines_passed(void *ctx)
{
    struct row_service *s = ctx;
    uint64_t now = loop_now_ms(s->o.loop);
    struct waiting_get overdue[WAITING_GETS_MAX];
    for (struct waiting_put *p = s->first_put; p; p = p->next)
        if (p->seq && p->deadline_ms <= now)
            tell_undecided(s, p);
    size_t count = waiting_gets_take_overdue(&s->waiting, now, overdue);
    for (size_t i = 0; i < count; i++)
        answer_with_what_is_known(s, &overdue[i]);
    if (!s->waiting.count && !s->first_put)
        loop_timer_stop(s->deadline_timer);
}

/* ---- Writing. */

static struct waiting_put *waiting_put_create(struct row_service *s, uint64_t seq, const char *key,
                                              bool keeps)
{
    struct waiting_put *put = calloc(1, sizeof(*put));
    if (!put)
        abort();
    *put = (struct waiting_put){.next = s->first_put,
                                .back = &s->first_put,
                                .service = s,
                                .seq = seq,
                                .keeps = keeps,
                                .deadline_ms = loop_now_ms(s->o.loop) + PUT_WAIT_MS};
    snprintf(put->key, sizeof(put->key), "%s", key);
    if (put->next)
        put->next->back = &put->next;
    s->first_put = put;
    look_at_deadlines(s);
    return put;
}

static void waiting_put_free(struct waiting_put *put)
{
    *put->back = put->next;
    if (put->next)
        put->next->back = put->back;
    free(put);
}

static void answer_put(struct row_service *s, const struct waiting_put *put, struct err e,
                       enum journal_stored how)
{
    if (err_is(e)) {
        refuse(s, put->seq, put->key, outbox_reason(e), e.kind == ERR_UNAVAILABLE || outbox_lock_caused(e));
    } else if (put->keeps) {
        row_reply_kept(&s->answer, put->key);
        reply(s, put->seq);
    } else if (how == JOURNAL_REPEATED) {
        take_get(s, put->seq, put->key, answer_repeated);
    } else {
        answer_from_memory(s, put->seq, put->key, true);
    }
}

/* It was read meanwhile, or is to be. */
static void want_fold(struct row_service *s, const char *key)
{
    kept_folds_try(&s->folds, key);
    sync_want_read(s->sync);
}

/* The transaction that holds it is on disk, or nothing of it is. */
static void put_ended(void *ctx, struct err e, enum journal_stored how)
{
    struct waiting_put *put = ctx;
    struct row_service *s = put->service;
    if (!err_is(e) && !put->keeps && how != JOURNAL_REPEATED) {
        metrics_add(s->o.metrics, METRIC_SHEETS_ACCEPTED, 1);
        metrics_add(s->o.metrics, METRIC_SHEETS_COALESCED, how == JOURNAL_REPLACED);
    }
    if (put->seq)
        answer_put(s, put, e, how);
    if (s->sync && put->keeps && !err_is(e))
        want_fold(s, put->key);
    if (s->sync && !journal_awaits(s->o.journal, put->key))
        wake(s, AWAITS_DISK, put->key, answer_get);
    waiting_put_free(put);
}

static void take_put(struct row_service *s, uint64_t seq, const struct row_request *q, bool keeps)
{
    const struct row row = {q->key, buffer_string(&q->b), buffer_string(&q->c), q->d};
    struct waiting_put *put = waiting_put_create(s, seq, q->key, keeps);
    struct err e = keeps ? journal_keep(s->o.journal, q->op, q->key, buffer_string(&q->change),
                                        clock_wall_ms(), put_ended, put)
                         : journal_put(s->o.journal, q->op, &row, clock_wall_ms(), put_ended, put);
    if (!err_is(e))
        return;
    waiting_put_free(put);
    refuse(s, seq, q->key, outbox_reason(e), e.kind == ERR_FULL);
}

static const struct cache *image_of(void *ctx)
{
    const struct row_service *s = ctx;
    return sync_image(s->sync);
}

/* Whoever waited for it is answered, and the panel is to show it. */
static void folded(void *ctx, const char *key)
{
    struct row_service *s = ctx;
    char body[48];
    int length = snprintf(body, sizeof(body), "{\"key\":\"%s\"}", key);
    metrics_add(s->o.metrics, METRIC_SHEETS_ACCEPTED, 1);
    wake(s, AWAITS_DISK, key, answer_get);
    (void)uplink_send(s->o.uplink, WORKER_GATEWAY, MESSAGE_ROW_FOLDED, 0, body, (size_t)length);
}

/* ---- Frames, and life. */

void row_service_take(struct row_service *s, const struct frame *frame)
{
    if (frame->type != MESSAGE_ROW_GET && frame->type != MESSAGE_ROW_PUT && frame->type != MESSAGE_ROW_KEEP)
        return;
    struct row_request q;
    const char *problem = row_request_read(&q, frame->type, frame->body, frame->length);
    if (!s->o.journal) {
        row_reply_off(&s->answer, q.key, s->o.condition->words);
        reply(s, frame->seq);
    } else if (problem) {
        refuse(s, frame->seq, q.key, problem, false);
    } else if (frame->type != MESSAGE_ROW_GET) {
        take_put(s, frame->seq, &q, frame->type == MESSAGE_ROW_KEEP);
    } else {
        take_get(s, frame->seq, q.key, answer_get);
    }
    row_request_free(&q);
}

struct row_service *row_service_create(const struct row_service_options *options)
{
    struct row_service *s = calloc(1, sizeof(*s));
    if (!s)
        abort();
    s->o = *options;
    buffer_init(&s->answer, FRAME_BODY_MOST);
    s->folds = (struct kept_folds){
        .journal = options->journal, .image = image_of, .on_folded = folded, .ctx = s, .loop = options->loop};
    s->deadline_timer = loop_timer_create(options->loop, deadlines_passed, s);
    return s;
}

void row_service_open(struct row_service *s, struct sync *sync)
{
    s->sync = sync;
    kept_folds_try_all(&s->folds);
    wake(s, AWAITS_DISK, NULL, answer_get);
}

void row_service_destroy(struct row_service **take_service)
{
    struct row_service *s = *take_service;
    if (!s)
        return;
    *take_service = NULL;
    for (size_t i = 0; i < s->waiting.count; i++)
        refuse(s, s->waiting.gets[i].seq, s->waiting.gets[i].key, "le service s'arrête", true);
    loop_timer_destroy(&s->deadline_timer);
    kept_folds_close(&s->folds);
    buffer_free(&s->answer);
    free(s);
}
