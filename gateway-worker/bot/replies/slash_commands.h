/* Keeps Discord's list of the bot's slash commands equal to ours, and asks nothing when it was so already:
 * the hash of the set that was registered last stands in STATE_DIR/commands.json (facts A4: 200 creations a
 * day). */
#ifndef VIGIE_SLASH_COMMANDS_H
#define VIGIE_SLASH_COMMANDS_H

#include "bot_context.h"

#include <stdint.h>

struct slash_commands;
struct state_file;

/* `file` is borrowed, `api_url` copied. */
struct slash_commands *slash_commands_create(struct bot_context *bot, struct state_file *file,
                                             const char *api_url);
/* Accepts NULL. */
void slash_commands_destroy(struct slash_commands **commands);

/* Runs as TASK_COMMANDS from now on: compared at once and every hour, registered when the set is another one,
 * tried again when Discord failed. A worker that resumes gets no READY, and may be of a newer version with
 * other commands: it compares with the application of last time. */
void slash_commands_start(struct slash_commands *commands);

/* `application_id` as READY names it: compare with that one, soon. */
void slash_commands_ready(struct slash_commands *commands, uint64_t application_id);

#endif
