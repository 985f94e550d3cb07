/* Questions that wait: puts for the commit at the end of the turn, gets for a read of the sheet. */
#include "desk.h"

#include "answer.h"
#include "cell.h"
#include "clock.h"
#include "log.h"
#include "loop.h"
#include "uplink.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WAITING_MOST 256
#define READ_WAIT_MS 5000
#define TICK_MS      250
#define SQLITE_FULL  13
#define SQLITE_BUSY  5

/* Somebody who waits for an answer. */
struct asker {
    uint64_t seq; /* of the question's frame */
    uint64_t deadline_ms;
    char key[24];
    bool stored; /* a repeated PUT whose row is in the sheet by now */
};

struct askers {
    struct asker list[WAITING_MOST];
    size_t count;
};

struct desk {
    struct desk_options o;
    struct loop_timer *commit_timer, *deadline_timer;
    struct askers puts, gets;
    struct buffer answer;
    bool disk_trouble_said;
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

static bool add_asker(struct askers *askers, uint64_t seq, const char *key, uint64_t deadline_ms, bool stored)
{
    if (askers->count == WAITING_MOST)
        return false;
    struct asker *a = &askers->list[askers->count++];
    *a = (struct asker){.seq = seq, .deadline_ms = deadline_ms, .stored = stored};
    snprintf(a->key, sizeof(a->key), "%s", key);
    return true;
}

/* ---- The disk. */

static const char *words_of(struct err e)
{
    if (e.kind == ERR_FULL)
        return "trop de lignes attendent déjà Google Sheets";
    if (e.kind == ERR_STORE && (e.code & 0xFF) == SQLITE_FULL)
        return "le disque est plein. Libérez de la place dans STATE_DIR";
    if (e.kind == ERR_STORE && (e.code & 0xFF) == SQLITE_BUSY)
        return "la file d'attente est occupée";
    return "la file d'attente ne peut pas être écrite. Vérifiez le disque de STATE_DIR";
}

static void report_disk_trouble(struct desk *d, struct err e)
{
    char text[160];
    if (!d->disk_trouble_said)
        log_event(LOG_ERROR, "sheets.outbox_failed",
                  LOG_WITH(log_text("error", err_describe(e, text, sizeof(text)))),
                  "❌ Erreur critique : %s ; les nouvelles lignes sont refusées, les anciennes gardées",
                  words_of(e));
    d->disk_trouble_said = true;
}

/* ---- Reading. */

/* NULL: it is not there, or the sheet was never read. */
static const struct map_row *sheet_row(const struct desk *d, const char *key)
{
    uint64_t id = 0;
    const struct row_map *map = courier_cache(d->o.courier)->map;
    (void)cell_id(key, &id);
    return map ? row_map_find(map, id) : NULL;
}

/* An id that somebody retyped is put right as soon as its channel is used: the row is written again as it is.
 */
static void heal(struct desk *d, const char *key)
{
    struct row waiting;
    bool repeated;
    char op[64];
    const struct map_row *in_sheet = sheet_row(d, key);
    if (!in_sheet || !in_sheet->id_rounded || journal_find(d->o.journal, key, &waiting))
        return;
    snprintf(op, sizeof(op), "heal-%" PRId64, clock_wall_ms());
    const struct row row = {key, in_sheet->b, in_sheet->c, in_sheet->d};
    struct err e = journal_put(d->o.journal, op, &row, clock_wall_ms(), &repeated);
    if (!err_is(e))
        e = journal_commit(d->o.journal);
    if (err_is(e))
        report_disk_trouble(d, e);
    else
        courier_poke(d->o.courier);
}

/* Age of the image once it is too old to be fresh. */
static uint64_t stale_s(const struct desk *d)
{
    const struct cache *cache = courier_cache(d->o.courier);
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
    const struct cache *cache = courier_cache(d->o.courier);
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

static void take_get(struct desk *d, uint64_t seq, const char *key, bool stored)
{
    struct row row;
    uint64_t now = loop_now_ms(d->o.loop);
    if (journal_find(d->o.journal, key, &row) || cache_fresh(courier_cache(d->o.courier), now)) {
        answer_from_memory(d, seq, key, stored);
        heal(d, key);
        return;
    }
    struct asker a = {.seq = seq, .stored = stored};
    snprintf(a.key, sizeof(a.key), "%s", key);
    if (!courier_can_read(d->o.courier) || !add_asker(&d->gets, seq, key, now + READ_WAIT_MS, stored))
        answer_without_google(d, &a);
    else if (!loop_timer_active(d->deadline_timer))
        loop_timer_repeat(d->deadline_timer, TICK_MS);
    courier_want_read(d->o.courier);
}

void desk_on_image(struct desk *d)
{
    size_t count = d->gets.count;
    d->gets.count = 0;
    for (size_t i = 0; i < count; i++) {
        answer_from_memory(d, d->gets.list[i].seq, d->gets.list[i].key, d->gets.list[i].stored);
        heal(d, d->gets.list[i].key);
    }
}

void desk_on_trouble(struct desk *d)
{
    size_t count = d->gets.count;
    d->gets.count = 0;
    for (size_t i = 0; i < count; i++)
        answer_without_google(d, &d->gets.list[i]);
}

static void deadlines_passed(void *ctx)
{
    struct desk *d = ctx;
    uint64_t now = loop_now_ms(d->o.loop);
    size_t kept = 0;
    for (size_t i = 0; i < d->gets.count; i++) {
        if (d->gets.list[i].deadline_ms > now)
            d->gets.list[kept++] = d->gets.list[i];
        else
            answer_without_google(d, &d->gets.list[i]);
    }
    d->gets.count = kept;
    if (!kept)
        loop_timer_stop(d->deadline_timer);
}

/* ---- Writing. */

/* The transaction is gone, with every put in it. */
static void refuse_puts(struct desk *d, struct err e)
{
    report_disk_trouble(d, e);
    for (size_t i = 0; i < d->puts.count; i++)
        refuse(d, d->puts.list[i].seq, d->puts.list[i].key, words_of(e), true);
    d->puts.count = 0;
}

void desk_commit(struct desk *d)
{
    if (!d->puts.count)
        return;
    struct err e = journal_commit(d->o.journal);
    if (err_is(e)) {
        refuse_puts(d, e);
        return;
    }
    d->disk_trouble_said = false;
    metrics_add(d->o.metrics, METRIC_SHEETS_ACCEPTED, (double)d->puts.count);
    for (size_t i = 0; i < d->puts.count; i++)
        answer_from_memory(d, d->puts.list[i].seq, d->puts.list[i].key, true);
    d->puts.count = 0;
    courier_poke(d->o.courier);
}

static void commit_due(void *ctx)
{
    desk_commit(ctx);
}

static void take_put(struct desk *d, uint64_t seq, const struct question *q)
{
    bool repeated = false;
    struct row waiting;
    const struct row row = {q->key, buffer_string(&q->b), buffer_string(&q->c), q->d};
    bool waits = journal_find(d->o.journal, q->key, &waiting);
    struct err e = journal_put(d->o.journal, q->op, &row, clock_wall_ms(), &repeated);
    if (err_is(e)) {
        if (e.kind != ERR_FULL)
            refuse_puts(d, e);
        refuse(d, seq, q->key, words_of(e), true);
        return;
    }
    if (repeated) {
        desk_commit(d); /* it may be in this very transaction */
        take_get(d, seq, q->key, true);
        return;
    }
    metrics_add(d->o.metrics, METRIC_SHEETS_COALESCED, waits);
    (void)add_asker(&d->puts, seq, q->key, 0, true);
    if (d->puts.count == WAITING_MOST)
        desk_commit(d);
    else
        loop_timer_start(d->commit_timer, 0); /* one fsync for all that came in this turn */
}

/* ---- The door. */

void desk_take(struct desk *d, const struct frame *frame)
{
    if (frame->type != MESSAGE_ROW_GET && frame->type != MESSAGE_ROW_PUT)
        return;
    struct question q;
    const char *problem = question_read(&q, frame->type == MESSAGE_ROW_PUT, frame->body, frame->length);
    if (!d->o.journal || !d->o.courier) {
        answer_off(&d->answer, q.key, d->o.condition->words);
        reply(d, frame->seq);
    } else if (problem) {
        refuse(d, frame->seq, q.key, problem, false);
    } else if (frame->type == MESSAGE_ROW_PUT) {
        take_put(d, frame->seq, &q);
    } else {
        desk_commit(d); /* reads see what was put before them, and only what is safe */
        take_get(d, frame->seq, q.key, false);
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
    d->commit_timer = loop_timer_create(options->loop, commit_due, d);
    d->deadline_timer = loop_timer_create(options->loop, deadlines_passed, d);
    return d;
}

void desk_destroy(struct desk **take_desk)
{
    struct desk *d = *take_desk;
    if (!d)
        return;
    *take_desk = NULL;
    for (size_t i = 0; i < d->gets.count; i++)
        refuse(d, d->gets.list[i].seq, d->gets.list[i].key, "le service s'arrête", true);
    loop_timer_destroy(&d->commit_timer);
    loop_timer_destroy(&d->deadline_timer);
    buffer_free(&d->answer);
    free(d);
}
