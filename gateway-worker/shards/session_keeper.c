/* One timer; while it runs, changes wait for its end. */
#include "session_keeper.h"

#include "allocate.h"
#include "clock.h"
#include "loop.h"
#include "shard_plan.h"

#include <assert.h>
#include <stdlib.h>

#define EVERY_MS 1000

struct session_keeper {
    struct loop_timer *timer;
    const struct gateway_ledger *ledger;
    void (*tell)(void *ctx);
    void *ctx;
    struct session *sessions[SHARDS_MOST];
    size_t count;
    uint64_t written_ms;
    bool is_due; /* the timer runs */
};

static void due(void *ctx)
{
    session_keeper_tell(ctx);
}

struct session_keeper *session_keeper_create(struct loop *loop, const struct gateway_ledger *ledger,
                                             void (*tell)(void *ctx), void *ctx)
{
    struct session_keeper *k = allocate(1, sizeof(*k));
    *k = (struct session_keeper){.ledger = ledger, .tell = tell, .ctx = ctx};
    k->timer = loop_timer_create(loop, due, k);
    return k;
}

void session_keeper_destroy(struct session_keeper **take_keeper)
{
    struct session_keeper *k = *take_keeper;
    if (!k)
        return;
    *take_keeper = NULL;
    loop_timer_destroy(&k->timer);
    free(k);
}

void session_keeper_add(struct session_keeper *k, struct session *session)
{
    assert(k->count < SHARDS_MOST);
    k->sessions[k->count++] = session;
}

void session_keeper_restore(struct session_keeper *k, struct gateway_ledger *ledger, const char *body,
                            size_t length)
{
    (void)session_body_read(k->sessions, k->count, ledger, body, length);
}

void session_keeper_changed(struct session_keeper *k)
{
    if (k->is_due)
        return;
    uint64_t earliest = k->written_ms + EVERY_MS, now_ms = clock_monotonic_ms();
    k->is_due = true;
    loop_timer_start(k->timer, earliest > now_ms ? earliest - now_ms : 0);
}

static void is_told(struct session_keeper *k)
{
    k->written_ms = clock_monotonic_ms();
    k->is_due = false;
    loop_timer_stop(k->timer);
}

void session_keeper_tell(struct session_keeper *k)
{
    is_told(k);
    k->tell(k->ctx);
}

void session_keeper_write(struct session_keeper *k, struct buffer *out)
{
    session_body_write((const struct session *const *)k->sessions, k->count, k->ledger, out);
    is_told(k);
}
