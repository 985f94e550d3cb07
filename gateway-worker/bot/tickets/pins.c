/* Pins by the route of 2025; a server with the older route answers the new one like any unknown
 * path, and gets the older one from then on. */
#include "pins.h"

#include "caches.h"
#include "log.h"
#include "message_record.h"
#include "operation.h"
#include "permission_log.h"
#include "rest.h"
#include "retries.h"

#include <inttypes.h>
#include <stdio.h>

/* Discord's codes: 0 for a 404 that knows no such route, where 10008 would be an unknown message; others give
 * none. */
enum { UNKNOWN_PATH = 0, METHOD_NOT_ALLOWED = 405, PINS_FULL = 30003 };

struct pinning {
    struct bot_context *bot;
    uint64_t channel_id, message_id;
    struct pending pending;
};

static void free_inside(void *operation)
{
    struct pinning *pinning = operation;
    pending_remove(&pinning->bot->pending, &pinning->pending);
}

static void pinned(void *ctx, const struct rest_result *result);

static void pin(struct pinning *pinning)
{
    char path[96];
    snprintf(path, sizeof(path), "/channels/%" PRIu64 "%s/pins/%" PRIu64, pinning->channel_id,
             pinning->bot->pins_by_old_route ? "" : "/messages", pinning->message_id);
    struct rest_request request = {.method = "PUT", .path = path, .repeatable = true};
    rest_send(pinning->bot->rest, &request, pinned, pinning);
}

static bool route_is_unknown(const struct rest_result *result)
{
    return (result->outcome == REST_MISSING && result->code <= UNKNOWN_PATH) ||
           result->status == METHOD_NOT_ALLOWED;
}

static const char *reason_of(const struct rest_result *result)
{
    return result->code == PINS_FULL
               ? "ce salon n'a plus de place pour une épingle. Désépinglez-y des messages"
               : rest_outcome_reason(result->outcome);
}

static void pinned(void *ctx, const struct rest_result *result)
{
    struct pinning *pinning = ctx;
    if (route_is_unknown(result) && !pinning->bot->pins_by_old_route) {
        pinning->bot->pins_by_old_route = true;
        pin(pinning);
        return;
    }
    if (result->outcome == REST_DONE) {
        retries_done(pinning->bot, pinning->channel_id, pinning->message_id);
        message_set_pinned(pinning->bot->caches->messages, pinning->message_id, true);
    } else {
        retries_failed(pinning->bot, pinning->channel_id, pinning->message_id, ACTION_PIN, result);
        log_event(LOG_WARN, "pin.failed",
                  LOG_WITH(log_int("channel", (int64_t)pinning->channel_id),
                           log_int("status", result->status), log_int("code", result->code)),
                  "Message non épinglé : %s", reason_of(result));
    }
    permission_log_missing(pinning->bot, pinning->channel_id, ACTION_PIN, result);
    operation_end(pinning->bot, pinning);
}

void pins_put(struct bot_context *bot, uint64_t channel_id, uint64_t message_id)
{
    struct cached_message message;
    if (message_find(bot->caches->messages, message_id, &message) && message.pinned)
        return;
    struct pinning *pinning = operation_begin(bot, sizeof(*pinning), free_inside);
    *pinning = (struct pinning){
        .bot = bot,
        .channel_id = channel_id,
        .message_id = message_id,
        .pending = {.kind = PENDING_PIN, .channel_id = channel_id, .message_id = message_id},
    };
    pending_add(&bot->pending, &pinning->pending);
    pin(pinning);
}
