/* The table, the hold times, the folding. */
#include "alert_life.h"

enum action { NOTHING, BEGIN_RISE, BEGIN_FALL, RAISE, END };

static const struct {
    enum alert_state to;
    enum action action;
} TABLE[ALERT_STATES][ALERT_EVENTS] = {
#define NEXT(from, event, to, action) [ALERT_##from][ALERT_EVENT_##event] = {ALERT_##to, action},
#include "alert_life.def"
#undef NEXT
};

/* Since when it is as it is now, had it turned just now at the latest. */
static uint64_t turned(const struct alert_life *life, enum alert_state turning, uint64_t now_ms)
{
    return life->state == turning ? life->turned_ms : now_ms;
}

static enum alert_event event_of(const struct alert_life *life, const struct alert_rule_row *row,
                                 enum alert_case saw, uint64_t now_ms)
{
    if (saw == ALERT_UNSURE)
        return ALERT_EVENT_UNSURE;
    if (saw == ALERT_CASE)
        return now_ms - turned(life, ALERT_RISING, now_ms) >= row->hold_ms ? ALERT_EVENT_CASE_HELD
                                                                           : ALERT_EVENT_CASE;
    return now_ms - turned(life, ALERT_FALLING, now_ms) >= row->over_ms ? ALERT_EVENT_CLEAR_HELD
                                                                        : ALERT_EVENT_CLEAR;
}

static enum alert_kind raised(struct alert_life *life, uint64_t began_ms, uint64_t now_ms)
{
    bool back_soon = life->ended_ms && now_ms - life->ended_ms < ALERT_FLAP_MS;
    life->changed_ms = now_ms;
    if (life->flapping) {
        life->rounds++;
        return ALERT_NOTHING_TO_SAY;
    }
    if (back_soon) {
        life->flapping = true;
        life->rounds++;
        return ALERT_FLAPPING;
    }
    life->since_ms = began_ms;
    life->rounds = 1;
    return ALERT_RAISED;
}

static enum alert_kind ended(struct alert_life *life, uint64_t ended_ms, uint64_t now_ms)
{
    life->ended_ms = ended_ms;
    life->changed_ms = now_ms;
    return life->flapping ? ALERT_NOTHING_TO_SAY : ALERT_OVER;
}

static enum alert_kind step(struct alert_life *life, const struct alert_rule_row *row, enum alert_case saw,
                            uint64_t now_ms)
{
    enum alert_state from = life->state;
    enum alert_event event = event_of(life, row, saw, now_ms);
    uint64_t rise_ms = turned(life, ALERT_RISING, now_ms), fall_ms = turned(life, ALERT_FALLING, now_ms);
    life->state = TABLE[from][event].to;
    switch (TABLE[from][event].action) {
    case NOTHING:
        break;
    case BEGIN_RISE:
    case BEGIN_FALL:
        life->turned_ms = now_ms;
        break;
    case RAISE:
        return raised(life, rise_ms, now_ms);
    case END:
        return ended(life, fall_ms, now_ms);
    }
    return ALERT_NOTHING_TO_SAY;
}

/* It has been as it is for long enough: from here on it is told again. */
static enum alert_kind settle(struct alert_life *life)
{
    life->flapping = false;
    return life->state == ALERT_QUIET || life->state == ALERT_RISING ? ALERT_OVER : ALERT_REMINDER;
}

enum alert_kind alert_life_step(struct alert_life *life, const struct alert_rule_row *row,
                                enum alert_case saw, uint64_t now_ms)
{
    enum alert_kind kind = step(life, row, saw, now_ms);
    if (kind == ALERT_NOTHING_TO_SAY && life->flapping && now_ms - life->changed_ms >= ALERT_FLAP_MS)
        kind = settle(life);
    if (kind == ALERT_NOTHING_TO_SAY && alert_life_firing(life) &&
        now_ms - life->told_ms >= ALERT_REMINDER_MS)
        kind = life->flapping ? ALERT_FLAPPING : ALERT_REMINDER;
    if (kind != ALERT_NOTHING_TO_SAY)
        life->told_ms = now_ms;
    return kind;
}

bool alert_life_firing(const struct alert_life *life)
{
    return life->state == ALERT_FIRING || life->state == ALERT_FALLING || life->flapping;
}
