/* Moving a shard through its table, and keeping the books that decide how the next dial goes. */
#include "shard.h"

#include "shard_table.h"

#include <assert.h>

/* After an invalid session: a random 1 to 5 seconds. The page no longer says so, Discord's staff still does.
 * https://github.com/discord/discord-api-docs/pull/244 */
#define INVALID_WAIT_LEAST_MS  1000
#define INVALID_WAIT_SPREAD_MS 4000

void shard_init(struct shard *s, uint64_t bot, struct shard_number number, struct identify_budget *budget,
                struct dial_budget *dials)
{
    *s = (struct shard){.state = SHARD_IDLE, .deadline_ms = UINT64_MAX, .budget = budget};
    session_init(&s->session, bot, number);
    reconnect_init(&s->reconnect, dials);
}

static uint64_t identify_wait_ms(const struct shard *s, int64_t wall_ms)
{
    return identify_budget_wait_ms(s->budget, s->session.shard.id, wall_ms);
}

static uint64_t later(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* Why this connection failed decides what the next one tries. */
static void learn_from_failure(struct shard *s, const struct shard_step *step)
{
    if (step->from == SHARD_RESUMING && ++s->resumes_failed >= SHARD_RESUMES_MOST)
        session_forget(&s->session);
    /* A resume URL may be dead while the main one works; the next dial tries the other, with the session. */
    if (step->from == SHARD_CONNECTING || step->from == SHARD_SHAKING || step->from == SHARD_GREETING)
        s->resume_url_failed = s->dialled_resume_url;
    if (step->action == SHARD_RETRY_FRESH)
        session_forget(&s->session);
    if (!session_known(&s->session))
        s->resumes_failed = 0;
}

/* The Gateway spoke, so the way is open and a long wait would be for nothing: it asked a connection that was
 * up to dial again (op 7), or said that the session is gone. That comes once: without one nothing is resumed. */
static bool was_answered(const struct shard_step *step, enum shard_event event)
{
    return (step->from == SHARD_READY && event == SHARD_ON_ASKED_TO_RECONNECT) ||
           (step->from == SHARD_RESUMING && step->action == SHARD_RETRY_FRESH);
}

static uint64_t plan_dial(struct shard *s, enum shard_action action, bool answered,
                          const struct shard_moment *m)
{
    uint64_t at_least = s->hold_ms;
    s->hold_ms = 0;
    if (action == SHARD_RETRY_FRESH)
        at_least =
            later(at_least, INVALID_WAIT_LEAST_MS + (INVALID_WAIT_SPREAD_MS * (uint64_t)m->random >> 32));
    if (!session_known(&s->session))
        at_least = later(at_least, identify_wait_ms(s, m->wall_ms));
    if (action == SHARD_NOTHING) /* the start, or another shard's turn: nothing has failed */
        return later(at_least, dial_budget_wait_ms(s->reconnect.dials, m->now_ms));
    if (answered)
        return later(at_least, reconnect_answered_ms(&s->reconnect, m->now_ms, m->random));
    return reconnect_delay_ms(&s->reconnect, at_least, m->now_ms, m->random);
}

static uint64_t deadline_of(struct shard *s, const struct shard_step *step, bool answered,
                            const struct shard_moment *m)
{
    if (step->to == SHARD_WAITING)
        return m->now_ms + plan_dial(s, step->action, answered, m);
    if (step->to == SHARD_QUEUED)
        return m->now_ms + identify_wait_ms(s, m->wall_ms);
    uint64_t limit = SHARD_DEADLINE_MS[step->to];
    return limit ? m->now_ms + limit : UINT64_MAX;
}

static void keep_books(struct shard *s, const struct shard_step *step, const struct shard_moment *m)
{
    switch (step->action) {
    case SHARD_DIAL:
        s->dialled_resume_url =
            session_known(&s->session) && s->session.resume_url[0] && !s->resume_url_failed;
        reconnect_dialled(&s->reconnect, m->now_ms);
        break;
    case SHARD_SEND_IDENTIFY:
        identify_budget_spent(s->budget, s->session.shard.id, m->wall_ms);
        break;
    case SHARD_ANNOUNCE_READY:
    case SHARD_ANNOUNCE_RESUMED:
        s->resumes_failed = 0;
        s->resume_url_failed = false;
        s->is_caught_up = true;
        reconnect_up(&s->reconnect, m->now_ms);
        break;
    case SHARD_RETRY:
    case SHARD_RETRY_FRESH:
        learn_from_failure(s, step);
        break;
    case SHARD_REPORT_FATAL:
        session_forget(&s->session);
        break;
    case SHARD_NOTHING:
    case SHARD_SEND_RESUME:
    case SHARD_CLOSE:
    case SHARD_FINISH:
        break;
    }
}

struct shard_step shard_step(struct shard *s, enum shard_event event, const struct shard_moment *moment)
{
    const struct shard_next *next = &SHARD_NEXT[s->state][event];
    if (!next->declared) {
        assert(SHARD_IGNORED[s->state] & 1u << event);
        return (struct shard_step){s->state, s->state, SHARD_NOTHING};
    }
    struct shard_step step = {s->state, next->to, next->action};
    keep_books(s, &step, moment);
    s->deadline_ms = deadline_of(s, &step, was_answered(&step, event), moment);
    s->state = step.to;
    return step;
}

enum shard_event shard_hello(const struct shard *s)
{
    return session_known(&s->session) ? SHARD_ON_HELLO : SHARD_ON_HELLO_FRESH;
}

enum shard_event shard_time(const struct shard *s, uint64_t now_ms, int64_t wall_ms)
{
    bool not_yet = (s->state == SHARD_QUEUED && identify_wait_ms(s, wall_ms) > 0) ||
                   (s->state == SHARD_WAITING && dial_budget_wait_ms(s->reconnect.dials, now_ms) > 0);
    return not_yet ? SHARD_ON_NOT_YET : SHARD_ON_TIME;
}

const char *shard_dial_url(const struct shard *s, const char *main_url)
{
    return s->dialled_resume_url ? s->session.resume_url : main_url;
}

void shard_handled(struct shard *s, int64_t sequence, uint64_t now_ms)
{
    session_handled(&s->session, sequence);
    if (s->state == SHARD_RESUMING)
        s->deadline_ms = now_ms + SHARD_DEADLINE_MS[SHARD_RESUMING];
}

bool shard_replays_earlier_life(const struct shard *s)
{
    return s->state == SHARD_RESUMING && !s->is_caught_up;
}

void shard_hold(struct shard *s, uint64_t wait_ms)
{
    s->hold_ms = wait_ms;
}

uint64_t shard_wait_ms(const struct shard *s, uint64_t now_ms)
{
    return s->deadline_ms > now_ms ? s->deadline_ms - now_ms : 0;
}
