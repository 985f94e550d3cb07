/* Routes of application commands: global ones and the guild's, each list for itself.
 * https://discord.com/developers/docs/interactions/application-commands */
#include "complaints.h"
#include "discord_rest.h"
#include "discord_routes.h"
#include "json_copy.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMMANDS_MOST (256 * 1024) /* bytes of all */
#define OF_SCOPE_MOST 100
#define CREATES_A_DAY 200

/* Which list a call is about: the guild's id, or 0 for the global one. */
static uint64_t scope_of_call(const struct sim_call *call)
{
    return strstr(call->request->path, "/guilds/") ? call->ids[1] : 0;
}

static uint64_t id_of_call(const struct sim_call *call)
{
    return call->ids[scope_of_call(call) ? 2 : 1];
}

static uint64_t scope_of(const struct json_value *command)
{
    return json_id(json_get(command, "guild_id"));
}

/* False with the refusal written: the bot user's id is none of an application's. */
static bool names_our_application(struct sim_call *call)
{
    if (call->ids[0] != WORLD_APPLICATION_ID)
        rest_error(call, 404, 10002, "Unknown Application");
    return call->ids[0] == WORLD_APPLICATION_ID;
}

/* All commands, parsed; the caller frees them. */
static struct json_value *all_commands(const struct sim_discord *discord)
{
    struct json_value *commands;
    if (err_is(json_parse(discord->commands, strlen(discord->commands), &commands)))
        abort(); /* we wrote it */
    return commands;
}

static const struct json_value *find_by_id(const struct json_value *commands, uint64_t scope, uint64_t id)
{
    for (size_t i = 0; i < json_length(commands); i++)
        if (json_id(json_get(json_at(commands, i), "id")) == id && scope_of(json_at(commands, i)) == scope)
            return json_at(commands, i);
    return NULL;
}

/* Of the same name and type: Discord writes over it. */
static const struct json_value *find_same(const struct json_value *commands, uint64_t scope,
                                          const struct json_value *command)
{
    for (size_t i = 0; i < json_length(commands); i++) {
        const struct json_value *old = json_at(commands, i);
        if (scope_of(old) == scope &&
            json_int(json_get(old, "type"), 1) == json_int(json_get(command, "type"), 1) &&
            strcmp(json_text(json_get(old, "name"), ""), json_text(json_get(command, "name"), "")) == 0)
            return old;
    }
    return NULL;
}

static bool has_wrong_letters(const char *name)
{
    for (; *name; name++)
        if (isupper((unsigned char)*name) || isspace((unsigned char)*name))
            return true;
    return false;
}

static void check(struct complaints *wrong, const char *path, const struct json_value *command)
{
    complain_text(wrong, path, command, "name", 1, 32);
    if (json_int(json_get(command, "type"), 1) != 1)
        return;
    complain_text(wrong, path, command, "description", 1, 100);
    complain_list(wrong, path, command, "options", 0, 25);
    if (has_wrong_letters(json_text(json_get(command, "name"), "")))
        complain(wrong, path, "name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
}

struct copying {
    struct json_writer *w;
    const struct json_value *instead; /* its members are left out; NULL: none */
};

static bool copy_member(void *ctx, const char *name, const struct json_value *v)
{
    static const char *const OURS[] = {"id", "application_id", "guild_id", "version"};
    const struct copying *copying = ctx;
    for (size_t i = 0; i < sizeof(OURS) / sizeof(OURS[0]); i++)
        if (strcmp(name, OURS[i]) == 0)
            return true;
    if (json_get(copying->instead, name))
        return true;
    jw_key(copying->w, name);
    json_copy(copying->w, v);
    return true;
}

/* A command as the bot gave it, with what Discord adds, in the place of `old`, NULL: new. `kept`: a change
 * leaves what it does not name. */
static void write_command(struct sim_call *call, struct json_writer *w, const struct json_value *command,
                          const struct json_value *old, bool kept)
{
    struct copying given = {.w = w}, before = {.w = w, .instead = command};
    uint64_t version = discord_new_id(call->discord), scope = scope_of_call(call);
    jw_object(w);
    jw_member_id(w, "id", old ? json_id(json_get(old, "id")) : version);
    jw_member_id(w, "application_id", WORLD_APPLICATION_ID);
    jw_member_id(w, "version", version);
    if (scope)
        jw_member_id(w, "guild_id", scope);
    if (!kept && json_is_null(json_get(command, "type")))
        jw_member_int(w, "type", 1);
    if (!kept && !json_get(command, "default_member_permissions"))
        jw_member_string(w, "default_member_permissions", NULL);
    json_each(command, copy_member, &given);
    if (kept)
        json_each(old, copy_member, &before);
    jw_object_end(w);
}

/* The new text of all commands; false with the refusal written. */
static bool keep(struct sim_call *call, struct buffer *text)
{
    bool fits = !text->failed;
    if (fits)
        message_set(&call->discord->commands, buffer_string(text));
    else
        rest_refuse(call, "", "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)");
    buffer_free(text);
    return fits;
}

/* Those of the list that stay as they are: of other scopes, and in this one all but `gone`, NULL: none of
 * them. */
static void copy_others(struct json_writer *w, const struct json_value *all, uint64_t scope, bool keep_scope,
                        const struct json_value *gone)
{
    for (size_t i = 0; i < json_length(all); i++)
        if (scope_of(json_at(all, i)) != scope || (keep_scope && json_at(all, i) != gone))
            json_copy(w, json_at(all, i));
}

static void answer_scope(struct sim_call *call)
{
    struct json_value *all = all_commands(call->discord);
    jw_array(&call->out);
    for (size_t i = 0; i < json_length(all); i++)
        if (scope_of(json_at(all, i)) == scope_of_call(call))
            json_copy(&call->out, json_at(all, i));
    jw_array_end(&call->out);
    json_destroy(&all);
}

/* Counts new names against the day's number; false with the refusal written. */
static bool may_create(struct sim_call *call, size_t count)
{
    struct sim_discord *discord = call->discord;
    if (discord->command_creates + count > CREATES_A_DAY) {
        rest_error(call, 400, 30034,
                   "Max number of daily application command creates has been reached (200)");
        return false;
    }
    discord->command_creates += count;
    return true;
}

void route_commands_get(struct sim_call *call)
{
    if (names_our_application(call))
        answer_scope(call);
}

void route_commands_put(struct sim_call *call)
{
    if (!names_our_application(call))
        return;
    uint64_t scope = scope_of_call(call);
    struct complaints wrong = {0};
    size_t count = json_length(call->body), fresh = 0;
    for (size_t i = 0; i < count; i++) {
        char path[COMPLAINT_PATH];
        snprintf(path, sizeof(path), "%zu", i);
        check(&wrong, path, json_at(call->body, i));
    }
    if (wrong.count) {
        rest_refuse_all(call, &wrong);
        return;
    }
    if (count > OF_SCOPE_MOST) {
        rest_error(call, 400, 30032, "Maximum number of application commands reached (100)");
        return;
    }
    struct json_value *all = all_commands(call->discord);
    struct buffer text;
    buffer_init(&text, COMMANDS_MOST);
    struct json_writer w = json_writer(&text);
    jw_array(&w);
    copy_others(&w, all, scope, false, NULL);
    for (size_t i = 0; i < count; i++) {
        const struct json_value *old = find_same(all, scope, json_at(call->body, i));
        write_command(call, &w, json_at(call->body, i), old, false);
        fresh += !old;
    }
    jw_array_end(&w);
    json_destroy(&all);
    if (!may_create(call, fresh))
        buffer_free(&text);
    else if (keep(call, &text))
        answer_scope(call);
}

/* Puts one into the list, in the place of `old`, NULL: at its end; answers with it. */
static void put_one(struct sim_call *call, const struct json_value *all, const struct json_value *old,
                    bool kept)
{
    struct buffer text;
    buffer_init(&text, COMMANDS_MOST);
    struct json_writer w = json_writer(&text);
    jw_array(&w);
    copy_others(&w, all, scope_of_call(call), true, old);
    write_command(call, &call->out, call->body, old, kept);
    jw_raw(&w, call->response->body.data, call->response->body.length);
    jw_array_end(&w);
    keep(call, &text);
}

void route_commands_post(struct sim_call *call)
{
    if (!names_our_application(call))
        return;
    struct complaints wrong = {0};
    check(&wrong, "", call->body);
    if (wrong.count) {
        rest_refuse_all(call, &wrong);
        return;
    }
    struct json_value *all = all_commands(call->discord);
    const struct json_value *old = find_same(all, scope_of_call(call), call->body);
    call->response->status = old ? 200 : 201;
    if (old || may_create(call, 1))
        put_one(call, all, old, false);
    json_destroy(&all);
}

/* The command that the path names, among `all`; NULL with the refusal written. */
static const struct json_value *named(struct sim_call *call, const struct json_value *all)
{
    const struct json_value *found = find_by_id(all, scope_of_call(call), id_of_call(call));
    if (!found)
        rest_error(call, 404, 10063, "Unknown application command");
    return found;
}

void route_command_get(struct sim_call *call)
{
    if (!names_our_application(call))
        return;
    struct json_value *all = all_commands(call->discord);
    const struct json_value *found = named(call, all);
    if (found)
        json_copy(&call->out, found);
    json_destroy(&all);
}

void route_command_patch(struct sim_call *call)
{
    if (!names_our_application(call))
        return;
    struct json_value *all = all_commands(call->discord);
    const struct json_value *found = named(call, all);
    if (found)
        put_one(call, all, found, true);
    json_destroy(&all);
}

void route_command_delete(struct sim_call *call)
{
    if (!names_our_application(call))
        return;
    struct json_value *all = all_commands(call->discord);
    const struct json_value *found = named(call, all);
    if (found) {
        struct buffer text;
        buffer_init(&text, COMMANDS_MOST);
        struct json_writer w = json_writer(&text);
        jw_array(&w);
        copy_others(&w, all, scope_of_call(call), true, found);
        jw_array_end(&w);
        if (keep(call, &text))
            rest_no_content(call);
    }
    json_destroy(&all);
}
