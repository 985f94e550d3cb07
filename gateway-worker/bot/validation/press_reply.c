/* Sends one message while it lasts, one at the end. */
#include "press_reply.h"

#include "guild_updates.h"
#include "log.h"
#include "loop.h"
#include "respond.h"
#include "rest.h"
#include "row_client.h"

#include <stdio.h>

/* Told within 5 s; a disk that refuses is known a little earlier (JOURNAL_PATIENCE_MS). */
#define WAITS_TOLD_MS 4600

const char *press_reply_name(const struct press_reply *p)
{
    return guild_updates_member_name(p->bot, p->interaction->guild_id, p->interaction->user_id);
}

static void log_untold(const struct press_reply *p, const struct rest_result *result)
{
    if (result->outcome != REST_DONE)
        log_event(LOG_WARN, "interaction.untold",
                  LOG_WITH(log_int("status", result->status), log_int("code", result->code),
                           log_int("user", (int64_t)p->interaction->user_id),
                           log_text("name", press_reply_name(p))),
                  "Le résultat n'a pas pu être dit à la personne : %s", rest_outcome_reason(result->outcome));
}

static void end_told(void *ctx, const struct rest_result *result)
{
    struct press_reply *p = ctx;
    log_untold(p, result);
    p->on_told(p->ctx);
}

static void tell_end(struct press_reply *p)
{
    respond_tell(p->bot, p->interaction, p->answer, p->has_reason ? p->reason : NULL, end_told, p);
}

static void waits_told(void *ctx, const struct rest_result *result)
{
    struct press_reply *p = ctx;
    (void)result; /* the end is said all the same */
    p->is_being_told = false;
    if (p->ended)
        tell_end(p);
}

static void tell_waits(void *ctx)
{
    struct press_reply *p = ctx;
    char reason[PRESS_REASON_SIZE];
    snprintf(reason, sizeof(reason), "%.300s. Votre demande est gardée, le résultat suivra ici",
             row_client_trouble(p->bot->rows));
    p->is_being_told = true;
    respond_tell(p->bot, p->interaction, ANSWER_WAITS, reason, waits_told, p);
}

void press_reply_init(struct press_reply *p, struct bot_context *bot, const struct interaction *interaction,
                      void (*on_told)(void *ctx), void *ctx)
{
    uint64_t age_ms = loop_now_ms(bot->loop) - interaction->arrived_ms;
    *p = (struct press_reply){.bot = bot, .interaction = interaction, .on_told = on_told, .ctx = ctx};
    p->timer = loop_timer_create(bot->loop, tell_waits, p);
    loop_timer_start(p->timer, age_ms < WAITS_TOLD_MS ? WAITS_TOLD_MS - age_ms : 0);
}

void press_reply_free(struct press_reply *p)
{
    loop_timer_destroy(&p->timer);
}

void press_reply_tell(struct press_reply *p, enum answer answer, const char *reason)
{
    loop_timer_stop(p->timer);
    p->ended = true;
    p->answer = answer;
    p->has_reason = reason != NULL;
    snprintf(p->reason, sizeof(p->reason), "%s", reason ? reason : "");
    if (!p->is_being_told)
        tell_end(p);
}
