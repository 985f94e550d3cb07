/* Sends one message while it lasts, one at the end, which is counted and logged before. */
#include "press_reply.h"

#include "guild_updates.h"
#include "log.h"
#include "loop.h"
#include "reporter.h"
#include "respond.h"
#include "rest.h"
#include "row_client.h"

#include <stdio.h>

/* Told within 5 s; a disk that refuses is known a little earlier (JOURNAL_PATIENCE_MS). */
#define WAITS_TOLD_MS 4600

static const char *name_of(const struct press_reply *p)
{
    return guild_updates_member_name(p->bot, p->interaction->guild_id, p->interaction->user_id);
}

static void log_untold(const struct press_reply *p, const struct rest_result *result)
{
    if (result->outcome != REST_DONE)
        log_event(LOG_WARN, "interaction.untold",
                  LOG_WITH(log_int("status", result->status), log_int("code", result->code),
                           log_int("user", (int64_t)p->interaction->user_id), log_text("name", name_of(p))),
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

static void tell(struct press_reply *p, enum answer answer, const char *reason)
{
    loop_timer_stop(p->timer);
    p->ended = true;
    p->answer = answer;
    p->has_reason = reason != NULL;
    snprintf(p->reason, sizeof(p->reason), "%s", reason ? reason : "");
    if (!p->is_being_told)
        tell_end(p);
}

/* ---- The end. */

void press_reply_count(struct bot_context *bot, enum metric metric)
{
    metrics_add(bot->metrics, metric, 1);
    reporter_send(bot->reporter);
}

void press_reply_stored(struct press_reply *p, enum answer answer, const struct ticket_row *row)
{
    press_reply_count(p->bot, METRIC_VALIDATIONS_STORED);
    log_event(LOG_INFO, "validation.stored",
              LOG_WITH(log_int("channel", (int64_t)p->interaction->channel_id),
                       log_int("user", (int64_t)p->interaction->user_id), log_text("name", name_of(p)),
                       log_int("validators", (int64_t)row->validator_count),
                       log_int("corrections", (int64_t)row->correction_count)),
              "Validation enregistrée");
    tell(p, answer, NULL);
}

void press_reply_kept(struct press_reply *p)
{
    press_reply_count(p->bot, METRIC_VALIDATIONS_STORED);
    log_event(LOG_INFO, "validation.kept",
              LOG_WITH(log_int("channel", (int64_t)p->interaction->channel_id),
                       log_int("user", (int64_t)p->interaction->user_id), log_text("name", name_of(p))),
              "La feuille ne peut pas être lue : une validation est gardée, et sera inscrite ensuite");
    tell(p, ANSWER_KEPT, NULL);
}

void press_reply_refused(struct press_reply *p, const char *reason)
{
    press_reply_count(p->bot, METRIC_VALIDATIONS_REFUSED);
    log_event(LOG_WARN, "validation.refused",
              LOG_WITH(log_int("channel", (int64_t)p->interaction->channel_id),
                       log_int("user", (int64_t)p->interaction->user_id), log_text("name", name_of(p))),
              "Validation non enregistrée : %s", reason);
    tell(p, ANSWER_NOT_STORED, reason);
}

void press_reply_uncertain(struct press_reply *p, const char *reason)
{
    char words[PRESS_REASON_SIZE];
    log_event(LOG_WARN, "validation.uncertain",
              LOG_WITH(log_int("channel", (int64_t)p->interaction->channel_id),
                       log_int("user", (int64_t)p->interaction->user_id), log_text("name", name_of(p))),
              "On ne sait pas encore si une validation est enregistrée : %s", reason);
    snprintf(words, sizeof(words),
             "%.240s. Regardez la feuille, ou « /validation », avant de recommencer : elle y sera peut-être",
             reason);
    tell(p, ANSWER_UNCERTAIN, words);
}
