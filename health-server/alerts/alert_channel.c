/* Pauses and pace. */
#include "alert_channel.h"

#include "fnv.h"

#define PAUSE_FIRST_MS 5000
#define PAUSE_CAP_MS   (30 * 60 * 1000)
#define BAN_FIRST_MS   (15 * 60 * 1000)
#define BAN_CAP_MS     (4 * 3600 * 1000)
#define MINUTE_MS      60000

/* FNV-1a, cut to the 63 bits of a json_id; tells settings apart, and no address can be made of it. */
static uint64_t fingerprint(const char *address)
{
    uint64_t hash = fnv_text(FNV_START, address) >> 1;
    return hash ? hash : 1;
}

void alert_channel_init(struct alert_channel *c, const char *address)
{
    *c = (struct alert_channel){
        .setting = address ? fingerprint(address) : 0,
        .pause = {.first_ms = PAUSE_FIRST_MS, .cap_ms = PAUSE_CAP_MS},
        .ban_pause = {.first_ms = 2 * BAN_FIRST_MS, .cap_ms = BAN_CAP_MS},
    };
    limiter_init(&c->pace, ALERTS_PER_MINUTE, MINUTE_MS);
}

void alert_channel_restore(struct alert_channel *c, const struct alert_channel *kept)
{
    if (kept->setting != c->setting)
        return;
    c->given_up = kept->given_up;
    c->not_before_ms = kept->not_before_ms;
    c->pause.failures = kept->pause.failures;
    c->ban_pause.failures = kept->ban_pause.failures;
    c->pace = kept->pace;
    c->last = kept->last;
    c->last_status = kept->last_status;
    c->last_taken_ms = kept->last_taken_ms;
}

bool alert_channel_begin(struct alert_channel *c, uint64_t now_ms, uint64_t *ret_wait_ms)
{
    *ret_wait_ms = UINT64_MAX;
    if (!c->setting || c->given_up || c->busy)
        return false;
    *ret_wait_ms = limiter_wait_ms(&c->pace, now_ms, 0);
    if (c->not_before_ms > now_ms && c->not_before_ms - now_ms > *ret_wait_ms)
        *ret_wait_ms = c->not_before_ms - now_ms;
    if (*ret_wait_ms)
        return false;
    c->busy = limiter_take(&c->pace, now_ms, 0);
    return c->busy;
}

static uint64_t at_least(uint64_t wait_ms, uint64_t least_ms)
{
    return wait_ms > least_ms ? wait_ms : least_ms;
}

/* How long nothing is sent. */
static uint64_t pause_after(struct alert_channel *c, enum channel_then then, uint64_t told_ms,
                            uint32_t random)
{
    switch (then) {
    case CHANNEL_THEN_PAUSE:
    case CHANNEL_THEN_REJECT:
        return at_least(told_ms, backoff_failed_spaced(&c->pause, random));
    case CHANNEL_THEN_TOLD:
        return told_ms ? told_ms : backoff_failed_spaced(&c->pause, random);
    case CHANNEL_THEN_BAN:
        return at_least(told_ms, backoff_failed_spaced(&c->ban_pause, random));
    case CHANNEL_THEN_DONE:
    case CHANNEL_THEN_GIVE_UP:
        break;
    }
    return 0;
}

enum channel_then alert_channel_answered(struct alert_channel *c, enum channel_answer answer, int status,
                                         uint64_t wait_ms, uint64_t now_ms, int64_t wall_ms, uint32_t random)
{
    enum channel_then then = channel_answer_then(answer);
    c->busy = false;
    c->last = answer;
    c->last_status = status;
    c->not_before_ms = now_ms + pause_after(c, then, wait_ms, random);
    c->given_up = then == CHANNEL_THEN_GIVE_UP;
    if (then == CHANNEL_THEN_DONE) {
        c->pause.failures = c->ban_pause.failures = 0;
        c->last_taken_ms = wall_ms;
    }
    return then;
}
