/* Checks whether VALIDATION_ROLE_ID names a role of a guild that the bot is in: otherwise nobody may validate. Fed by GUILD_CREATE
 * and the events of roles; a worker that resumed a session with another setting than its predecessor's asks Discord. The result is
 * METRIC_VALIDATION_ROLE, and one line of the log. */
#ifndef VIGIE_VALIDATION_ROLE_H
#define VIGIE_VALIDATION_ROLE_H

#include "bot_context.h"
#include "json_value.h"
#include "json_writer.h"

#include <stdint.h>

/* As METRIC_VALIDATION_ROLE counts. */
enum validation_role_state { ROLE_UNKNOWN, ROLE_THERE, ROLE_MISSING };

/* Sets bot->role, and takes it away again. */
void validation_role_create(struct bot_context *bot);
void validation_role_destroy(struct bot_context *bot);
/* Once at the start, after validation_role_restore. */
void validation_role_start(struct bot_context *bot);

/* Do nothing while bot->role_id is 0: then bot->role need not be there. All roles of a guild, from
 * GUILD_CREATE or REST. */
void validation_role_guild(struct bot_context *bot, uint64_t guild_id, const struct json_value *roles);
void validation_role_guild_gone(struct bot_context *bot, uint64_t guild_id);
void validation_role_put(struct bot_context *bot, uint64_t guild_id, uint64_t role_id);
void validation_role_removed(struct bot_context *bot, uint64_t guild_id, uint64_t role_id);

/* One member "role" of an open object, for a successor; and back, where it has the same setting. */
void validation_role_write(const struct bot_context *bot, struct json_writer *w);
void validation_role_restore(struct bot_context *bot, const struct json_value *written);

#endif
