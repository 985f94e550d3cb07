/* The Gateway's send limits. */
#include "send_budget.h"

#include "payload.h"

#define SENDS_A_MINUTE 120

static const uint32_t RESERVE[] = {[SEND_BEAT] = 0, [SEND_ANSWER] = 8, [SEND_COMMAND] = 16};

void send_budget_init(struct send_budget *b)
{
    limiter_init(&b->sent, SENDS_A_MINUTE, 60000);
}

struct err send_budget_take(struct send_budget *b, enum send_kind kind, size_t length, uint64_t now_ms)
{
    if (length > PAYLOAD_SENT_MOST)
        return err_make(ERR_FULL, "send_budget.size", -1);
    if (!limiter_take(&b->sent, now_ms, RESERVE[kind]))
        return err_make(ERR_FULL, "send_budget.rate", (int)limiter_wait_ms(&b->sent, now_ms, RESERVE[kind]));
    return ERR_OK;
}
