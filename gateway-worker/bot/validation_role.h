/* Does VALIDATION_ROLE_ID name a role of a guild that the bot is in? Else nobody may validate, and nobody
 * would know why. Told by GUILD_CREATE and the events of roles; a worker that resumed a session with another
 * setting than its predecessor's asks. METRIC_VALIDATION_ROLE says it, and the log once. */
#ifndef VIGIE_VALIDATION_ROLE_H
#define VIGIE_VALIDATION_ROLE_H

#include "json_value.h"
#include "json_writer.h"

#include <stdbool.h>
#include <stdint.h>

struct bot_context;
struct loop_timer;

/* As METRIC_VALIDATION_ROLE counts. */
enum validation_role_state { ROLE_UNKNOWN, ROLE_THERE, ROLE_MISSING };

struct validation_role {
    enum validation_role_state state;
    uint64_t guild_id; /* which has it; 0: none is known to */
    bool guild_seen;   /* some guild has told its roles */
    struct loop_timer *timer;
};

void validation_role_init(struct bot_context *bot);
void validation_role_fini(struct bot_context *bot);
/* Once at the start, after validation_role_restore. */
void validation_role_start(struct bot_context *bot);

/* All roles of a guild, from GUILD_CREATE or REST. */
void validation_role_guild(struct bot_context *bot, uint64_t guild_id, const struct json_value *roles);
void validation_role_guild_gone(struct bot_context *bot, uint64_t guild_id);
void validation_role_put(struct bot_context *bot, uint64_t guild_id, uint64_t role_id);
void validation_role_removed(struct bot_context *bot, uint64_t guild_id, uint64_t role_id);

/* One member "role" of an open object, for a successor; and back, where it has the same setting. */
void validation_role_write(const struct bot_context *bot, struct json_writer *w);
void validation_role_restore(struct bot_context *bot, const struct json_value *written);

#endif
