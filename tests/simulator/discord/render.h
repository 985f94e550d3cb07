/* The pretend Discord's objects as JSON, with the fields that discord.py 2 and discord.js 14 index without
 * asking (https://discord.com/developers/docs/resources). Pure. */
#ifndef VIGIE_SIM_RENDER_H
#define VIGIE_SIM_RENDER_H

#include "json_writer.h"
#include "world.h"

/* Since when everybody is a member, and the guild is the bot's. */
#define RENDER_JOINED_AT "2024-01-01T00:00:00.000000+00:00"

void render_user(struct json_writer *w, const struct sim_user *user);
/* With or without the `user` inside: events that have an author beside it leave it out. */
void render_member(struct json_writer *w, const struct sim_user *user, bool with_user);
/* The same as an event has it, with the guild's id. */
void render_guild_member(struct json_writer *w, const struct sim_user *user);
void render_channel(struct json_writer *w, const struct sim_channel *channel);
void render_role(struct json_writer *w, const struct sim_role *role);
void render_roles(struct json_writer *w, const struct sim_world *world);

/* What GUILD_CREATE carries. */
void render_guild_create(struct json_writer *w, const struct sim_world *world);
/* What GET /guilds/{id} answers. */
void render_guild(struct json_writer *w, const struct sim_world *world);
/* What every interaction carries. */
void render_guild_stub(struct json_writer *w);

struct render_message_options {
    bool as_event;       /* adds guild_id and member */
    bool content_hidden; /* to a session without MESSAGE_CONTENT */
};
void render_message(struct json_writer *w, struct sim_world *world, const struct sim_message *message,
                    struct render_message_options options);

/* Does the text mention that user? */
bool message_mentions(const struct sim_message *message, uint64_t user_id);

void render_application(struct json_writer *w, struct sim_world *world);

/* "2024-01-01T12:00:00.000000+00:00", as Discord writes timestamps. */
#define RENDER_TIME_SIZE 64
const char *render_time(int64_t wall_ms, char *text, size_t size);

#endif
