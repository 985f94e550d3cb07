/* Silence, with credit for the supervisor's own lateness. */
#include "watchdog.h"

void watchdog_init(struct watchdog *w, uint64_t now_ms, uint64_t period_ms)
{
    *w = (struct watchdog){.period_ms = period_ms, .due_ms = now_ms + period_ms};
}

struct watchdog_turn watchdog_turn(struct watchdog *w, uint64_t now_ms)
{
    uint64_t late_ms = now_ms > w->due_ms ? now_ms - w->due_ms : 0;
    w->due_ms = now_ms + w->period_ms;
    return (struct watchdog_turn){.late_ms = late_ms, .may_judge = late_ms <= WATCHDOG_BLIND_MS};
}

bool patience_over(struct patience *p, uint64_t now_ms, struct watchdog_turn turn)
{
    p->until_ms += turn.late_ms;
    return turn.may_judge && now_ms >= p->until_ms;
}
