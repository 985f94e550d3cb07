/* Follows the role guild by guild. It counts as missing once all guilds were heard and a moment has passed. */
#include "validation_role.h"

#include "allocate.h"
#include "log.h"
#include "loop.h"
#include "operation.h"
#include "rest.h"
#include "settings.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define SETTLED_MS  3000  /* further guilds come within this of each other */
#define ASK_MS      10000 /* without a GUILD_CREATE by then the session was resumed */
#define ASK_MAX     10    /* guilds */
#define PATIENCE_MS 5000

struct validation_role {
    enum validation_role_state state;
    uint64_t guild_id; /* which has it; 0: none is known to */
    bool guild_seen;   /* some guild has sent its roles */
    struct loop_timer *timer;
};

static void set_state(struct bot_context *bot, enum validation_role_state state)
{
    enum validation_role_state before = bot->role->state;
    char words[METRIC_TROUBLE_SIZE] = "", english[METRIC_TROUBLE_SIZE] = "";
    bot->role->state = state;
    if (state == ROLE_MISSING) {
        snprintf(words, sizeof(words),
                 "VALIDATION_ROLE_ID ne désigne aucun rôle du serveur, personne ne peut valider. %s",
                 setting_repair(SETTING_VALIDATION_ROLE_ID));
        snprintf(english, sizeof(english),
                 "VALIDATION_ROLE_ID names no role of the server, nobody can validate. %s",
                 setting_repair_english(SETTING_VALIDATION_ROLE_ID));
    }
    metrics_set(bot->metrics, METRIC_VALIDATION_ROLE, state);
    metrics_trouble(bot->metrics, TROUBLE_ROLE, words, english);
    if (state == ROLE_MISSING && before != ROLE_MISSING)
        log_event(LOG_CRIT, "validation.role_missing", NULL, "❌ Erreur critique : %s", words);
    else if (state == ROLE_THERE && before == ROLE_MISSING)
        log_event(LOG_NOTICE, "validation.role_found", NULL,
                  "Le rôle de VALIDATION_ROLE_ID est là : ses membres peuvent valider");
}

/* ---- Asking: GET /users/@me/guilds, then each guild's roles, one after the other. */

struct asking {
    struct bot_context *bot;
    uint64_t guilds[ASK_MAX];
    size_t left;
};

static void ask_next(struct asking *asking);

static void roles_came(void *ctx, const struct rest_result *result)
{
    struct asking *asking = ctx;
    if (result->outcome == REST_DONE)
        validation_role_guild(asking->bot, asking->guilds[asking->left], result->json);
    ask_next(asking);
}

static void ask_next(struct asking *asking)
{
    struct bot_context *bot = asking->bot;
    char path[64];
    if (!asking->left || bot->role->guild_id || bot->on_idle) {
        operation_end(bot, asking);
        return;
    }
    snprintf(path, sizeof(path), "/guilds/%" PRIu64 "/roles", asking->guilds[--asking->left]);
    struct rest_request request = {
        .method = "GET", .path = path, .repeatable = true, .patience_ms = PATIENCE_MS};
    rest_send(bot->rest, &request, roles_came, asking);
}

static void guilds_came(void *ctx, const struct rest_result *result)
{
    struct asking *asking = ctx;
    for (size_t i = 0; i < json_length(result->json) && asking->left < ASK_MAX; i++) {
        uint64_t id = json_id(json_get(json_at(result->json, i), "id"));
        if (id)
            asking->guilds[asking->left++] = id;
    }
    if (!asking->left && !asking->bot->on_idle)
        loop_timer_start(asking->bot->role->timer, ASK_MS); /* later */
    ask_next(asking);
}

static void ask(struct bot_context *bot)
{
    struct asking *asking = operation_begin(bot, sizeof(*asking), NULL);
    *asking = (struct asking){.bot = bot};
    struct rest_request request = {.method = "GET",
                                   .path = "/users/@me/guilds?limit=10",
                                   .repeatable = true,
                                   .patience_ms = PATIENCE_MS};
    rest_send(bot->rest, &request, guilds_came, asking);
}

static void on_time(void *ctx)
{
    struct bot_context *bot = ctx;
    if (bot->role->guild_seen)
        set_state(bot, bot->role->guild_id ? ROLE_THERE : ROLE_MISSING);
    else if (operation_room(bot) && !bot->on_idle)
        ask(bot);
    else
        loop_timer_start(bot->role->timer, ASK_MS);
}

/* ---- Events. */

static void found(struct bot_context *bot, uint64_t guild_id)
{
    bot->role->guild_id = guild_id;
    loop_timer_stop(bot->role->timer);
    set_state(bot, ROLE_THERE);
}

/* Another guild may have it, and tell in a moment. */
static void not_there(struct bot_context *bot, uint64_t guild_id)
{
    if (bot->role->guild_id == guild_id)
        bot->role->guild_id = 0;
    if (!bot->role->guild_id && bot->role->state != ROLE_MISSING)
        loop_timer_start(bot->role->timer, SETTLED_MS);
}

void validation_role_guild(struct bot_context *bot, uint64_t guild_id, const struct json_value *roles)
{
    if (!bot->role_id || !json_is_array(roles))
        return;
    bot->role->guild_seen = true;
    for (size_t i = 0; i < json_length(roles); i++)
        if (json_id(json_get(json_at(roles, i), "id")) == bot->role_id) {
            found(bot, guild_id);
            return;
        }
    not_there(bot, guild_id);
}

void validation_role_guild_gone(struct bot_context *bot, uint64_t guild_id)
{
    if (bot->role_id && bot->role->guild_id && bot->role->guild_id == guild_id)
        not_there(bot, guild_id);
}

void validation_role_put(struct bot_context *bot, uint64_t guild_id, uint64_t role_id)
{
    if (role_id && role_id == bot->role_id)
        found(bot, guild_id);
}

void validation_role_removed(struct bot_context *bot, uint64_t guild_id, uint64_t role_id)
{
    if (!role_id || role_id != bot->role_id)
        return;
    bot->role->guild_seen = true;
    not_there(bot, guild_id);
}

/* ---- Life. */

void validation_role_create(struct bot_context *bot)
{
    bot->role = allocate(1, sizeof(*bot->role));
    bot->role->timer = loop_timer_create(bot->loop, on_time, bot);
    set_state(bot, bot->role_id ? ROLE_UNKNOWN : ROLE_THERE); /* none is set: none is missing */
}

void validation_role_destroy(struct bot_context *bot)
{
    if (!bot->role)
        return;
    loop_timer_destroy(&bot->role->timer);
    free(bot->role);
    bot->role = NULL;
}

void validation_role_start(struct bot_context *bot)
{
    if (bot->role->state == ROLE_UNKNOWN)
        loop_timer_start(bot->role->timer, ASK_MS);
}

void validation_role_write(const struct bot_context *bot, struct json_writer *w)
{
    jw_key(w, "role");
    jw_object(w);
    jw_member_id(w, "id", bot->role_id);
    jw_member_id(w, "guild", bot->role->guild_id);
    jw_member_int(w, "state", bot->role->state);
    jw_object_end(w);
}

void validation_role_restore(struct bot_context *bot, const struct json_value *written)
{
    int64_t state = json_int(json_get(written, "state"), ROLE_UNKNOWN);
    if (!bot->role_id || json_id(json_get(written, "id")) != bot->role_id ||
        (state != ROLE_THERE && state != ROLE_MISSING))
        return;
    bot->role->guild_id = state == ROLE_THERE ? json_id(json_get(written, "guild")) : 0;
    bot->role->guild_seen = true;
    set_state(bot, (enum validation_role_state)state);
}
