/* The bot: handles the dispatches of the Gateway. Owned by main, which hands them over. */
#ifndef VIGIE_BOT_H
#define VIGIE_BOT_H

#include "json_value.h"
#include "json_writer.h"
#include "metrics.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bot;
struct loop;
struct reporter;
struct rest;
struct state_file;
struct uplink;

struct bot_options {
    const char *ticket_prefix; /* the strings are copied */
    const char *api_url;
    struct state_file *commands_file; /* borrowed */
    /* What a successor must know has changed: ask bot_write_pending. */
    void (*on_pending)(void *ctx);
    void *on_pending_ctx;
    uint64_t role_id; /* who may validate; 0: members with Manage Channels */
};

/* All borrowed until bot_destroy. */
struct bot *bot_create(struct loop *loop, struct uplink *uplink, struct rest *rest, struct metrics *metrics,
                       struct reporter *reporter, const struct bot_options *options);
/* Destroy `rest` first: its callbacks belong to the bot's operations. Accepts NULL. */
void bot_destroy(struct bot **bot);

/* The Gateway intents that the events of dispatch.def need. */
uint32_t bot_intents(void);

/* For gateway_handlers. */
bool bot_wants(const char *type, size_t length);
/* False: nothing in the event's JSON text would be of interest, it need not be parsed. */
bool bot_prefilter(struct bot *bot, const char *type, size_t type_length, const char *data, size_t length);
/* `replayed`: an earlier life of this worker may have begun with it
 * (gateway.h). */
void bot_dispatch(struct bot *bot, const char *type, const struct json_value *data, bool replayed);
/* `away_since_ms`: UTC; what happened from then on may have been missed; 0: this is the first time ever. */
void bot_ready(struct bot *bot, const struct json_value *data, int64_t away_since_ms);

/* What is under way, as members of an open object: of at most `most_bytes`, and how many operations that leaves
 * out. A successor that is not to lose one of those has to be sent its event again. */
size_t bot_write_pending(const struct bot *bot, struct json_writer *w, size_t most_bytes);
/* How many operations have begun so far that a successor would have to begin anew. */
uint64_t bot_pending_begun(const struct bot *bot);
/* What else a successor should know, as members of an open object; at most BOT_NOTES_MAX. */
void bot_write_notes(const struct bot *bot, struct json_writer *w);
#define BOT_NOTES_MAX (7 * 1024)
/* Before bot_start: a predecessor's object. What it had begun is begun anew. */
void bot_restore(struct bot *bot, const struct json_value *kept);

/* Call once at the start: the background tasks begin. No READY will come if the session is resumed. */
void bot_start(struct bot *bot);
void bot_sheets_up(struct bot *bot);
/* ROW_FOLDED: a panel shows less than its row says. */
void bot_row_folded(struct bot *bot);
/* The body of a MEMORY frame: how much all of Vigie uses together. */
void bot_memory(struct bot *bot, const char *level, size_t length);

/* Calls `on_finished` once nothing is under way any more, never from inside. New events are still handled. */
void bot_finish(struct bot *bot, void (*on_finished)(void *ctx), void *ctx);

#endif
