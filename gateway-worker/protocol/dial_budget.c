/* One limiter and one moment. */
#include "dial_budget.h"

void dial_budget_init(struct dial_budget *b)
{
    *b = (struct dial_budget){.banned_until_ms = 0};
    limiter_init(&b->dials, DIALS_A_MINUTE, 60000);
}

uint64_t dial_budget_wait_ms(struct dial_budget *b, uint64_t now_ms)
{
    uint64_t banned = b->banned_until_ms > now_ms ? b->banned_until_ms - now_ms : 0;
    uint64_t full = limiter_wait_ms(&b->dials, now_ms, 0);
    return banned > full ? banned : full;
}

void dial_budget_spent(struct dial_budget *b, uint64_t now_ms)
{
    (void)limiter_take(&b->dials, now_ms, 0);
}

void dial_budget_ban(struct dial_budget *b, uint64_t until_ms)
{
    if (until_ms > b->banned_until_ms)
        b->banned_until_ms = until_ms;
}
