/* Sends the callbacks, edits and follow-ups of interactions. */
#include "respond.h"

#include "log.h"
#include "loop.h"
#include "operation.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DEADLINE_MS          2900 /* of Discord's 3 s (facts X1) */
#define LEAST_PATIENCE_MS    200
#define ATTEMPT_MS           1400 /* two fit: a stalled connection costs one */
#define ALREADY_ACKNOWLEDGED 40060
#define PATH_MAX             640

struct first_answer {
    struct bot_context *bot;
    uint64_t arrived_ms;
    bool begun_before;
    respond_on_acknowledged *on_acknowledged;
    void *ctx;
};

/* "Already acknowledged", and not by ourselves: not by an earlier sending, nor in an earlier life. */
static bool is_elsewhere(const struct first_answer *a, const struct rest_result *result)
{
    return result->code == ALREADY_ACKNOWLEDGED && !result->was_resent && !a->begun_before;
}

static enum acknowledgement tell_acknowledgement(const struct first_answer *a,
                                                 const struct rest_result *result)
{
    struct metrics *metrics = a->bot->metrics;
    if (is_elsewhere(a, result)) {
        metrics_add(metrics, METRIC_INTERACTIONS_ELSEWHERE, 1);
        log_event(LOG_NOTICE, "interaction.elsewhere", NULL,
                  "Interaction déjà acquittée : une autre instance du bot y répond, celle-ci s'abstient");
        return ACKNOWLEDGED_ELSEWHERE;
    }
    if (result->outcome == REST_DONE || result->code == ALREADY_ACKNOWLEDGED) {
        metrics_observe(metrics, METRIC_INTERACTION_ACK,
                        (double)(loop_now_ms(a->bot->loop) - a->arrived_ms) / 1000.0);
        return ACKNOWLEDGED;
    }
    log_event(LOG_WARN, "interaction.unacknowledged",
              LOG_WITH(log_int("status", result->status), log_int("code", result->code),
                       log_text("outcome", rest_outcome_name(result->outcome))),
              "Interaction non acquittée, rien n'est modifié : %s", rest_outcome_reason(result->outcome));
    return NOT_ACKNOWLEDGED;
}

static void answered(void *ctx, const struct rest_result *result)
{
    struct first_answer *a = ctx;
    a->on_acknowledged(a->ctx, tell_acknowledgement(a, result));
    operation_end(a->bot, a);
}

static void call_back(struct bot_context *bot, const struct interaction *interaction,
                      const struct buffer *body, respond_on_acknowledged *on_acknowledged, void *ctx)
{
    char path[PATH_MAX];
    uint64_t age = loop_now_ms(bot->loop) - interaction->arrived_ms;
    struct first_answer *a = operation_begin(bot, sizeof(*a), NULL);
    *a = (struct first_answer){bot, interaction->arrived_ms, interaction->begun_before, on_acknowledged, ctx};
    snprintf(path, sizeof(path), "/interactions/%" PRIu64 "/%s/callback", interaction->id,
             interaction->token);
    struct rest_request request = {
        .method = "POST",
        .path = path,
        .body = buffer_string(body),
        .body_length = body->length,
        .repeatable = true, /* the second one is answered 40060 */
        .answer_unread = true,
        .patience_ms = age + LEAST_PATIENCE_MS < DEADLINE_MS ? DEADLINE_MS - age : LEAST_PATIENCE_MS,
        .attempt_ms = ATTEMPT_MS,
    };
    rest_send(bot->rest, &request, answered, a);
}

void respond_deferred_update(struct bot_context *bot, const struct interaction *interaction,
                             respond_on_acknowledged *on_acknowledged, void *ctx)
{
    struct buffer body;
    buffer_init(&body, MESSAGE_JSON_MAX);
    message_json_deferred_update(&body);
    call_back(bot, interaction, &body, on_acknowledged, ctx);
    buffer_free(&body);
}

void respond_deferred_answer(struct bot_context *bot, struct interaction *interaction,
                             respond_on_acknowledged *on_acknowledged, void *ctx)
{
    struct buffer body;
    buffer_init(&body, MESSAGE_JSON_MAX);
    interaction->answer_deferred = true;
    message_json_deferred_answer(&body);
    call_back(bot, interaction, &body, on_acknowledged, ctx);
    buffer_free(&body);
}

void respond_modal(struct bot_context *bot, const struct interaction *interaction, const char *earlier,
                   respond_on_acknowledged *on_acknowledged, void *ctx)
{
    struct buffer body;
    buffer_init(&body, MESSAGE_JSON_MAX);
    message_json_modal(&body, earlier);
    call_back(bot, interaction, &body, on_acknowledged, ctx);
    buffer_free(&body);
}

static void nothing_more(void *ctx, enum acknowledgement acknowledgement)
{
    (void)ctx;
    (void)acknowledgement; /* a failure was logged */
}

void respond_and_forget(struct bot_context *bot, struct interaction *interaction, enum answer answer)
{
    struct buffer body;
    buffer_init(&body, MESSAGE_JSON_MAX);
    message_json_answer(&body, answer);
    call_back(bot, interaction, &body, nothing_more, NULL);
    buffer_free(&body);
    interaction_free(interaction);
}

static void send_to_webhook(struct bot_context *bot, const struct interaction *interaction,
                            const char *method, const char *tail, const struct buffer *body,
                            rest_on_done *on_done, void *ctx)
{
    char path[PATH_MAX];
    snprintf(path, sizeof(path), "/webhooks/%" PRIu64 "/%s%s", interaction->application_id,
             interaction->token, tail);
    struct rest_request request = {
        .method = method,
        .path = path,
        .body = buffer_string(body),
        .body_length = body->length,
        .repeatable = strcmp(method, "PATCH") == 0, /* a follow-up has no nonce that would make it one */
        .answer_unread = true,
    };
    rest_send(bot->rest, &request, on_done, ctx);
}

void respond_edit(struct bot_context *bot, const struct interaction *interaction, const struct buffer *body,
                  rest_on_done *on_done, void *ctx)
{
    send_to_webhook(bot, interaction, "PATCH", "/messages/@original", body, on_done, ctx);
}

void respond_tell(struct bot_context *bot, const struct interaction *interaction, enum answer answer,
                  const char *reason, rest_on_done *on_done, void *ctx)
{
    struct buffer body;
    buffer_init(&body, MESSAGE_JSON_MAX);
    message_json_private_message(&body, answer, reason);
    if (interaction->answer_deferred)
        respond_edit(bot, interaction, &body, on_done, ctx);
    else
        send_to_webhook(bot, interaction, "POST", "", &body, on_done, ctx);
    buffer_free(&body);
}
