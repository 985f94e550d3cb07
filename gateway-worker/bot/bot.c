/* Creates the parts of the bot, hands events and commands of main to them, and ends them in order. */
#include "bot.h"

#include "allocate.h"
#include "bot_context.h"
#include "cache_budget.h"
#include "caches.h"
#include "dispatch.h"
#include "log.h"
#include "loop.h"
#include "message_updates.h"
#include "missed_tickets.h"
#include "operation.h"
#include "panel_post.h"
#include "panel_refresh.h"
#include "pins.h"
#include "press.h"
#include "retry_task.h"
#include "row_client.h"
#include "slash_commands.h"
#include "tasks.h"
#include "text_copy.h"
#include "ticket_events.h"
#include "validation_role.h"

#include <stdlib.h>
#include <string.h>

#define LIVES_MAX 5

enum {
    INTENT_GUILDS = 1 << 0,          /* guilds and channels */
    INTENT_GUILD_MESSAGES = 1 << 9,  /* MESSAGE_CREATE */
    INTENT_MESSAGE_CONTENT = 1 << 15 /* the links in it */
};

struct bot {
    struct bot_context context;
    struct slash_commands *commands;
    struct panel_refresh *panel_refresh;
    struct cache_budget *cache_budget;
    struct loop_timer *finished;
    char *ticket_prefix;
    int64_t lives; /* in a row that took something over and may have died of it */
    void (*on_finished)(void *ctx);
    void *on_finished_ctx;
};

uint32_t bot_intents(void)
{
    return INTENT_GUILDS | INTENT_GUILD_MESSAGES | INTENT_MESSAGE_CONTENT;
}

bool bot_wants(const char *type, size_t length)
{
    return dispatch_wants(type, length);
}

bool bot_prefilter(struct bot *b, const char *type, size_t type_length, const char *data, size_t length)
{
    return dispatch_prefilter(&b->context, type, type_length, data, length);
}

void bot_dispatch(struct bot *b, const char *type, const struct json_value *data, bool replayed)
{
    b->context.replaying = replayed;
    dispatch_event(&b->context, type, data);
}

void bot_ready(struct bot *b, const struct json_value *data, int64_t away_since_ms)
{
    missed_tickets_since(&b->context, away_since_ms);
    uint64_t application = json_id(json_find(data, "application.id"));
    b->context.own_id = json_id(json_find(data, "user.id"));
    message_updates_forget(&b->context);
    slash_commands_ready(b->commands, application ? application : b->context.own_id);
}

size_t bot_write_pending(const struct bot *b, struct json_writer *w, size_t most_bytes)
{
    size_t before = w->out->length;
    jw_member_int(w, "lives", b->context.pending.first ? b->lives : 0);
    jw_key(w, "pending");
    size_t used = w->out->length - before;
    return pending_write(&b->context.pending, w, used < most_bytes ? most_bytes - used : 0);
}

uint64_t bot_pending_begun(const struct bot *b)
{
    return b->context.pending.added;
}

void bot_write_notes(const struct bot *b, struct json_writer *w)
{
    jw_key(w, "notices");
    cooldown_write(&b->context.owner_cooldown, w, loop_now_ms(b->context.loop));
    jw_key(w, "owed");
    retry_queue_write(&b->context.retry_queue, w);
    validation_role_write(&b->context, w);
}

static void begin_anew(void *ctx, const struct pending *pending, struct interaction *interaction)
{
    struct bot_context *context = ctx;
    interaction->arrived_ms = loop_now_ms(context->loop);
    interaction->begun_before = true;
    if (interaction->id)
        (void)dedup_first(&context->dedup, interaction->id); /* the Gateway may replay it besides */
    switch (pending->kind) {
    case PENDING_VALIDATE:
        press_validate(context, interaction);
        break;
    case PENDING_CORRECT:
        press_correct(context, interaction);
        break;
    case PENDING_COMMAND:
        panel_post_for_command(context, interaction);
        break;
    case PENDING_TICKET:
    case PENDING_NEW_TICKET:
        panel_post_for_ticket(context, pending->channel_id, pending->kind == PENDING_NEW_TICKET);
        break;
    case PENDING_DOCUMENT:
        ticket_events_document(context, pending->channel_id, pending->message_id);
        break;
    case PENDING_PIN:
        pins_put(context, pending->channel_id, pending->message_id);
        break;
    case PENDING_KINDS:
        break;
    }
}

void bot_restore(struct bot *b, const struct json_value *kept)
{
    cooldown_restore(&b->context.owner_cooldown, json_get(kept, "notices"));
    validation_role_restore(&b->context, json_get(kept, "role"));
    retry_queue_restore(&b->context.retry_queue, json_get(kept, "owed"), loop_now_ms(b->context.loop));
    b->lives = json_int(json_get(kept, "lives"), 0) + 1;
    if (b->lives <= LIVES_MAX)
        pending_read(json_get(kept, "pending"), begin_anew, &b->context);
    else
        log_event(
            LOG_ERROR, "bot.pending_dropped", LOG_WITH(log_int("lives", b->lives)),
            "Ce qui était en cours est abandonné : gateway-worker est mort trop de fois en le reprenant");
}

void bot_start(struct bot *b)
{
    slash_commands_start(b->commands);
    panel_refresh_start(b->panel_refresh);
    retry_task_start(&b->context);
    validation_role_start(&b->context);
    cache_budget_start(b->cache_budget);
}

void bot_sheets_up(struct bot *b)
{
    row_client_peer_up(b->context.rows);
}

void bot_row_folded(struct bot *b)
{
    tasks_soon(b->context.tasks, TASK_PANELS);
}

void bot_memory(struct bot *b, const char *level, size_t length)
{
    cache_budget_level(b->cache_budget, level, length);
}

static void told_finished(void *ctx)
{
    struct bot *b = ctx;
    b->on_finished(b->on_finished_ctx);
}

static void idle(void *ctx)
{
    struct bot *b = ctx;
    if (!loop_timer_active(b->finished))
        loop_timer_start(b->finished, 0);
}

void bot_finish(struct bot *b, void (*on_finished)(void *ctx), void *ctx)
{
    b->on_finished = on_finished;
    b->on_finished_ctx = ctx;
    b->context.on_idle = idle;
    b->context.on_idle_ctx = b;
    tasks_stop(b->context.tasks);
    row_client_stop(b->context.rows);
    if (b->context.operations == 0)
        idle(b);
}

struct bot *bot_create(struct loop *loop, struct uplink *uplink, struct rest *rest, struct metrics *metrics,
                       struct reporter *reporter, const struct bot_options *options)
{
    struct bot *b = allocate(1, sizeof(*b));
    b->ticket_prefix = text_copy(options->ticket_prefix);
    b->context = (struct bot_context){
        .loop = loop,
        .rest = rest,
        .rows = row_client_create(loop, uplink),
        .caches = caches_create(CACHE_BUDGET_BYTES),
        .tasks = tasks_create(loop, metrics),
        .metrics = metrics,
        .reporter = reporter,
        .ticket_prefix = b->ticket_prefix,
        .role_id = options->role_id,
        .pending = {.on_change = options->on_pending, .ctx = options->on_pending_ctx},
    };
    b->context.channels = b->context.caches->channels;
    validation_role_create(&b->context);
    b->commands = slash_commands_create(&b->context, options->commands_file, options->api_url);
    b->panel_refresh = panel_refresh_create(&b->context);
    b->cache_budget = cache_budget_create(&b->context);
    b->finished = loop_timer_create(loop, told_finished, b);
    return b;
}

void bot_destroy(struct bot **bot)
{
    struct bot *b = *bot;
    if (!b)
        return;
    b->context.pending.on_change = NULL;
    operations_drop(&b->context);
    slash_commands_destroy(&b->commands);
    panel_refresh_destroy(&b->panel_refresh);
    cache_budget_destroy(&b->cache_budget);
    tasks_destroy(&b->context.tasks);
    row_client_destroy(&b->context.rows);
    caches_destroy(&b->context.caches);
    validation_role_destroy(&b->context);
    loop_timer_destroy(&b->finished);
    free(b->ticket_prefix);
    free(b);
    *bot = NULL;
}
