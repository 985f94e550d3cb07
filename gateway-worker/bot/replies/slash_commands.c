/* Hashes the set of commands, compares with the hash of last time, and replaces all (bulk PUT) when they differ. */
#include "slash_commands.h"

#include "allocate.h"
#include "json_value.h"
#include "json_writer.h"
#include "log.h"
#include "message_json.h"
#include "rest.h"
#include "state_file.h"
#include "tasks.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX    4096
#define PATIENCE_MS 5000 /* the task has more of it */

struct slash_commands {
    struct bot_context *bot;
    struct state_file *file;
    struct buffer noted; /* as the file says, or will say */
    char *api_url;
    uint64_t ready_id;       /* as READY named it, 0: not yet */
    uint64_t application_id; /* of the set that is being registered */
    bool under_way;
};

static struct json_value *read_noted(const struct slash_commands *c)
{
    struct json_value *document = NULL;
    (void)json_parse(buffer_string(&c->noted), c->noted.length, &document);
    return document; /* NULL: as if there were none */
}

static void read_file(struct slash_commands *c)
{
    buffer_text(&c->noted, buffer_string(state_file_earlier(c->file)));
    struct json_value *document = read_noted(c);
    if (state_file_earlier(c->file)->length && !json_is_object(document))
        state_file_garbled(c->file);
    json_destroy(&document);
}

struct slash_commands *slash_commands_create(struct bot_context *bot, struct state_file *file,
                                             const char *api_url)
{
    struct slash_commands *c = allocate(1, sizeof(*c));
    c->bot = bot;
    c->file = file;
    buffer_init(&c->noted, FILE_MAX);
    read_file(c);
    c->api_url = strdup(api_url);
    if (!c->api_url)
        abort();
    return c;
}

void slash_commands_destroy(struct slash_commands **commands)
{
    if (!*commands)
        return;
    buffer_free(&(*commands)->noted);
    free((*commands)->api_url);
    free(*commands);
    *commands = NULL;
}

static uint64_t hash_more(uint64_t hash, const char *text)
{
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash;
}

/* Of the set, and of whom it was registered with. */
static void hash_of(const struct slash_commands *c, uint64_t application_id, const struct buffer *set,
                    char text[17])
{
    uint64_t hash = hash_more(1469598103934665603u ^ application_id, c->api_url);
    snprintf(text, 17, "%016" PRIx64, hash_more(hash, buffer_string(set)));
}

static void write_noted(struct slash_commands *c, uint64_t application_id, const char *hash)
{
    buffer_clear(&c->noted);
    struct json_writer w = json_writer(&c->noted);
    jw_object(&w);
    jw_member_id(&w, "application_id", application_id);
    jw_member_string(&w, "hash", hash);
    jw_object_end(&w);
    state_file_put(c->file, c->noted.data, c->noted.length);
}

static void note(struct slash_commands *c)
{
    struct buffer set;
    char hash[17];
    buffer_init(&set, MESSAGE_JSON_MAX);
    message_json_commands(&set, c->bot->role_id != 0);
    hash_of(c, c->application_id, &set, hash);
    write_noted(c, c->application_id, hash);
    buffer_free(&set);
}

static void registered(void *ctx, const struct rest_result *result)
{
    struct slash_commands *c = ctx;
    char reason[160];
    c->under_way = false;
    if (result->outcome != REST_DONE) {
        snprintf(reason, sizeof(reason), "Discord : %s (statut %d, code %" PRId64 ")",
                 rest_outcome_reason(result->outcome), result->status, result->code);
        tasks_ended(c->bot->tasks, TASK_COMMANDS, TASK_FAILED, reason);
        return;
    }
    note(c);
    log_event(LOG_INFO, "commands.registered", NULL, "Commandes enregistrées chez Discord");
    tasks_ended(c->bot->tasks, TASK_COMMANDS, TASK_DONE, NULL);
    if (c->ready_id && c->ready_id != c->application_id) /* READY came meanwhile, and is another bot's */
        tasks_soon(c->bot->tasks, TASK_COMMANDS);
}

static void put(struct slash_commands *c, uint64_t application_id, const struct buffer *set)
{
    char path[64];
    snprintf(path, sizeof(path), "/applications/%" PRIu64 "/commands", application_id);
    struct rest_request request = {.method = "PUT",
                                   .path = path,
                                   .body = buffer_string(set),
                                   .body_length = set->length,
                                   .repeatable = true,
                                   .patience_ms = PATIENCE_MS};
    c->application_id = application_id;
    c->under_way = true;
    rest_send(c->bot->rest, &request, registered, c);
}

/* Is what was registered last the set of now? *ret_id: whose; 0: READY has yet to say who we are. */
static bool compare(struct slash_commands *c, uint64_t *ret_id, struct buffer *set)
{
    char hash[17];
    struct json_value *noted = read_noted(c);
    *ret_id = c->ready_id ? c->ready_id : json_id(json_get(noted, "application_id"));
    message_json_commands(set, c->bot->role_id != 0);
    hash_of(c, *ret_id, set, hash);
    bool same = strcmp(json_text(json_get(noted, "hash"), ""), hash) == 0;
    json_destroy(&noted);
    return same;
}

static void sync(void *ctx)
{
    struct slash_commands *c = ctx;
    struct buffer set;
    uint64_t id;
    if (c->under_way) /* an earlier run was given up too soon: its end is this one's */
        return;
    buffer_init(&set, MESSAGE_JSON_MAX);
    bool same = compare(c, &id, &set);
    if (!id)
        tasks_ended(c->bot->tasks, TASK_COMMANDS, TASK_SKIPPED, NULL);
    else if (same)
        tasks_ended(c->bot->tasks, TASK_COMMANDS, TASK_DONE, NULL);
    else
        put(c, id, &set);
    buffer_free(&set);
}

void slash_commands_start(struct slash_commands *c)
{
    tasks_add(c->bot->tasks, TASK_COMMANDS, sync, c);
}

void slash_commands_ready(struct slash_commands *c, uint64_t application_id)
{
    c->ready_id = application_id;
    tasks_soon(c->bot->tasks, TASK_COMMANDS);
}
