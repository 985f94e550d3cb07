/* The ledger and its written form. */
#include "gateway_ledger.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

void gateway_ledger_init(struct gateway_ledger *l)
{
    *l = (struct gateway_ledger){.banned_until_ms = 0};
    identify_budget_init(&l->identifies);
}

void gateway_ledger_write(const struct gateway_ledger *l, struct json_writer *w)
{
    identify_budget_write(&l->identifies, w);
    if (l->banned_until_ms)
        jw_member_int(w, "banned_until_ms", l->banned_until_ms);
    if (l->refused_bot) {
        char bot[24];
        snprintf(bot, sizeof(bot), "%016" PRIx64, l->refused_bot);
        jw_member_string(w, "refused_bot", bot);
    }
}

void gateway_ledger_read(struct gateway_ledger *l, const struct json_value *object)
{
    char *end;
    const char *bot = json_text(json_get(object, "refused_bot"), "");
    uint64_t refused = strtoull(bot, &end, 16);
    int64_t banned = json_int(json_get(object, "banned_until_ms"), 0);
    identify_budget_read(&l->identifies, object);
    if (banned > 0)
        l->banned_until_ms = banned;
    if (*bot && !*end)
        l->refused_bot = refused;
}
