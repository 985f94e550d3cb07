/* Fetches what must be known, step by step and each once, then checks the permissions in order. A
 * worker that resumed a session knows none of it. */
#include "permission_log.h"

#include "array_len.h"
#include "caches.h"
#include "log.h"
#include "loop.h"
#include "member_record.h"
#include "operation.h"
#include "permissions.h"
#include "role_record.h"

#include <inttypes.h>
#include <stdio.h>

#define NEEDS       3
#define PATIENCE_MS 15000

/* https://discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes */
enum { MISSING_ACCESS = 50001, MISSING_PERMISSIONS = 50013 };

static const struct {
    const char *doing;
    enum permission needs[NEEDS];
} ROWS[TICKET_ACTIONS] = {
#define ACTION(id, doing, first, second, third)                                                              \
    [ACTION_##id] = {doing, {PERMISSION_##first, PERMISSION_##second, PERMISSION_##third}},
#include "ticket_actions.def"
#undef ACTION
};

struct permission_check {
    struct bot_context *bot;
    uint64_t channel_id, guild_id;
    enum ticket_action action;
    size_t step; /* that is being asked for */
    unsigned asked;
};

/* ---- Words. */

static const char *where_to_give(enum permission_why why)
{
    switch (why) {
    case PERMISSION_NOT_GIVEN:
        return "donnez-la au rôle du bot (Paramètres du serveur > Rôles)";
    case PERMISSION_DENIED_TO_EVERYONE:
        return "le salon la refuse à @everyone, accordez-la y au rôle du bot (Modifier le salon > "
               "Permissions)";
    case PERMISSION_DENIED_TO_ROLE:
        return "le salon la refuse à un rôle du bot (Modifier le salon > Permissions)";
    case PERMISSION_DENIED_TO_MEMBER:
        return "le salon la refuse au bot lui-même (Modifier le salon > Permissions)";
    case PERMISSION_HELD:
    case PERMISSION_UNKNOWN:
        break;
    }
    return "accordez-la au rôle du bot (Modifier le salon > Permissions)";
}

static void tell(const struct permission_check *a, enum permission permission,
                 struct permission_verdict verdict)
{
    struct cached_channel channel = {.name = ""};
    struct cached_role role = {.name = ""};
    (void)channel_cache_find(a->bot->channels, a->channel_id, &channel);
    (void)role_find(a->bot->caches->roles, a->guild_id, verdict.role_id, &role);
    const char *role_key = role.name[0] ? "role" : NULL; /* only where one role is to blame */
    log_event(LOG_WARN, "permission.missing",
              LOG_WITH(log_int("channel", (int64_t)a->channel_id), log_text("name", channel.name),
                       log_text(role_key, role.name)),
              "Il manque au bot la permission « %s » pour %s : %s", permission_name(permission),
              ROWS[a->action].doing, where_to_give(verdict.why));
}

static struct permission_verdict verdict_of(const struct bot_context *bot, uint64_t channel_id,
                                            enum ticket_action action, enum permission *ret_missing)
{
    struct permission_verdict verdict = {.why = PERMISSION_HELD};
    for (size_t i = 0; i < NEEDS && verdict.why == PERMISSION_HELD; i++) {
        *ret_missing = ROWS[action].needs[i];
        verdict = permission_of(bot->caches, bot->own_id, channel_id, *ret_missing);
    }
    return verdict;
}

static void conclude(struct permission_check *a)
{
    enum permission missing;
    struct permission_verdict verdict = verdict_of(a->bot, a->channel_id, a->action, &missing);
    if (verdict.why != PERMISSION_HELD && verdict.why != PERMISSION_UNKNOWN)
        tell(a, missing, verdict);
    else
        log_event(LOG_NOTICE, "permission.unclear", LOG_WITH(log_int("channel", (int64_t)a->channel_id)),
                  "Discord refuse au bot de %s, sans que la permission qui manque soit connue",
                  ROWS[a->action].doing);
    operation_end(a->bot, a);
}

/* ---- What must be known. */

static bool self_known(struct permission_check *a)
{
    return a->bot->own_id != 0;
}

static bool channel_known(struct permission_check *a)
{
    struct cached_channel channel;
    bool known = channel_cache_find(a->bot->channels, a->channel_id, &channel) && channel.overwrites_known;
    a->guild_id = known ? channel.guild_id : 0;
    return known;
}

static bool member_known(struct permission_check *a)
{
    struct cached_member member;
    return member_find(a->bot->caches->members, a->guild_id, a->bot->own_id, &member) && member.roles_known;
}

static bool roles_known(struct permission_check *a)
{
    return permission_of(a->bot->caches, a->bot->own_id, a->channel_id, PERMISSION_VIEW_CHANNEL).why !=
           PERMISSION_UNKNOWN;
}

static void self_came(struct permission_check *a, const struct json_value *json)
{
    a->bot->own_id = json_id(json_get(json, "id"));
}

static void channel_came(struct permission_check *a, const struct json_value *json)
{
    channel_cache_put_json(a->bot->channels, json, 0);
}

static void member_came(struct permission_check *a, const struct json_value *json)
{
    member_put(a->bot->caches->members, a->guild_id, json, NULL);
}

static void roles_came(struct permission_check *a, const struct json_value *json)
{
    role_put_all(a->bot->caches->roles, a->guild_id, json);
}

static const struct {
    bool (*known)(struct permission_check *a);
    void (*came)(struct permission_check *a, const struct json_value *json);
} STEPS[] = {
    {self_known, self_came},
    {channel_known, channel_came},
    {member_known, member_came},
    {roles_known, roles_came},
};
enum { STEP_SELF, STEP_CHANNEL, STEP_MEMBER, STEP_ROLES };

static void write_path(const struct permission_check *a, char *path, size_t size)
{
    if (a->step == STEP_SELF)
        snprintf(path, size, "/users/@me");
    else if (a->step == STEP_CHANNEL)
        snprintf(path, size, "/channels/%" PRIu64, a->channel_id);
    else if (a->step == STEP_MEMBER)
        snprintf(path, size, "/guilds/%" PRIu64 "/members/%" PRIu64, a->guild_id, a->bot->own_id);
    else
        snprintf(path, size, "/guilds/%" PRIu64 "/roles", a->guild_id);
}

static void go_on(struct permission_check *a);

static void came(void *ctx, const struct rest_result *result)
{
    struct permission_check *a = ctx;
    if (a->step == STEP_CHANNEL && result->outcome == REST_FORBIDDEN) {
        tell(a, PERMISSION_VIEW_CHANNEL, (struct permission_verdict){.why = PERMISSION_UNKNOWN});
        operation_end(a->bot, a);
        return;
    }
    if (result->outcome == REST_DONE)
        STEPS[a->step].came(a, result->json);
    go_on(a);
}

/* The first thing that is not known and was not asked for yet. What cannot be fetched stays unknown. */
static void go_on(struct permission_check *a)
{
    char path[96];
    for (a->step = 0; a->step < ARRAY_LEN(STEPS) && STEPS[a->step].known(a);)
        a->step++;
    if (a->step == ARRAY_LEN(STEPS) || a->asked & 1u << a->step) {
        conclude(a);
        return;
    }
    a->asked |= 1u << a->step;
    write_path(a, path, sizeof(path));
    struct rest_request request = {
        .method = "GET", .path = path, .repeatable = true, .patience_ms = PATIENCE_MS};
    rest_send(a->bot->rest, &request, came, a);
}

bool permission_is_missing(const struct rest_result *result)
{
    return result->outcome == REST_FORBIDDEN &&
           (result->code == MISSING_ACCESS || result->code == MISSING_PERMISSIONS);
}

enum permission_why permission_for(const struct bot_context *bot, uint64_t channel_id,
                                   enum ticket_action action)
{
    enum permission missing;
    return verdict_of(bot, channel_id, action, &missing).why;
}

void permission_log_missing(struct bot_context *bot, uint64_t channel_id, enum ticket_action action,
                            const struct rest_result *result)
{
    if (!permission_is_missing(result) || bot->on_idle || !operation_room(bot) ||
        !cooldown_take(&bot->permission_cooldown, channel_id * TICKET_ACTIONS + action,
                       loop_now_ms(bot->loop)))
        return;
    struct permission_check *check = operation_begin(bot, sizeof(*check), NULL);
    *check = (struct permission_check){.bot = bot, .channel_id = channel_id, .action = action};
    go_on(check);
}
