/* What the pretend Discord knows: one guild, its people, roles, channels and messages.
 * Plain data with a cap on everything; whoever changes it tells the Gateway himself (discord_events.h). Owned
 * by struct sim_discord. Pointers live until the thing is removed or the world is reset. */
#ifndef VIGIE_SIM_WORLD_H
#define VIGIE_SIM_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WORLD_GUILD_ID   UINT64_C(1020000000000000001)
#define WORLD_STAFF_ROLE UINT64_C(1020000000000000010)
#define WORLD_BOT_ROLE   UINT64_C(1020000000000000011) /* came with the bot */
#define WORLD_LOBBY_ID   UINT64_C(1020000000000000020)
#define WORLD_BOT_ID     UINT64_C(1030000000000000002) /* the bot user */
/* Its application: one that was registered before Discord made both ids the same has another one. */
#define WORLD_APPLICATION_ID UINT64_C(1029000000000000003)
#define WORLD_STAFF_ID       UINT64_C(234567890123456789) /* owns the guild */
#define WORLD_PLAYER_ID      UINT64_C(345678901234567890) /* a member without */

#define WORLD_CHANNELS_MOST 1000
#define WORLD_USERS_MOST    2000
#define WORLD_MESSAGES_MOST 500 /* of one channel: then the oldest goes */
#define WORLD_PINS_MOST     50  /* Discord's own limit */
#define WORLD_ROLES_MOST    8   /* of one member */
#define GUILD_ROLES_MOST    64  /* of the guild */
#define OVERWRITES_MOST     32  /* of one channel */

struct sim_role {
    uint64_t id; /* @everyone has the guild's */
    char name[104];
    int position;
    uint64_t permissions;
    bool managed; /* belongs to the bot */
};

/* What one channel gives and takes, from a role or a member. */
struct sim_overwrite {
    uint64_t id;
    bool is_member;
    uint64_t allow, deny;
};

struct sim_user {
    uint64_t id;
    char name[64];
    bool bot;
    uint64_t roles[WORLD_ROLES_MOST]; /* up to the first 0; @everyone goes without saying */
};

enum message_flag { MESSAGE_EPHEMERAL = 64, MESSAGE_LOADING = 128 };

#define MENTIONS_MOST 100

/* Who is pinged of those that the content names; zero: all of them. */
struct mention_filter {
    bool no_users, no_roles;
    uint64_t ids[MENTIONS_MOST]; /* these all the same */
    size_t id_count;
};

struct sim_message {
    uint64_t id, channel_id, author_id;
    int type; /* 0 ordinary, 6 "pinned a message", 19 reply, 20 answer to a command */
    uint32_t flags;
    char *content; /* never NULL */
    struct mention_filter mentions;
    char *embeds;     /* JSON array, never NULL */
    char *components; /* JSON array, never NULL */
    char nonce[32];   /* "" if none */
    bool pinned;
    int64_t edited_ms;        /* 0: never */
    uint64_t interaction_id;  /* the interaction that it answers, 0: none */
    struct sim_message *next; /* newer one of the same channel */
};

struct sim_channel {
    uint64_t id;
    char name[408]; /* 100 characters */
    int position;
    struct sim_overwrite overwrites[OVERWRITES_MOST];
    size_t overwrite_count;
    struct sim_message *oldest, *newest;
    size_t message_count;
};

struct sim_world {
    struct sim_user users[WORLD_USERS_MOST];
    size_t user_count;
    struct sim_role roles[GUILD_ROLES_MOST]; /* @everyone first */
    size_t role_count;
    struct sim_channel *channels[WORLD_CHANNELS_MOST]; /* in order of creation */
    size_t channel_count;
    uint64_t last_id;
};

/* The start world: the guild with its roles and its lobby, the bot and two members. */
struct sim_world *world_create(void);
void world_destroy(struct sim_world **world);
/* Back to the start; ids go on. */
void world_reset(struct sim_world *world);

/* A new snowflake, greater than every one before. */
uint64_t world_new_id(struct sim_world *world, int64_t wall_ms);
int64_t world_id_time_ms(uint64_t id);

struct sim_user *world_user(struct sim_world *world, uint64_t id);
/* The same; an unknown one becomes a member without special permissions. NULL at the cap. */
struct sim_user *world_meet(struct sim_world *world, uint64_t id);

struct sim_role *world_role(struct sim_world *world, uint64_t id);
/* NULL at the cap. */
struct sim_role *world_add_role(struct sim_world *world, uint64_t id, const char *name, uint64_t permissions);
/* Members and channels lose it too. */
void world_remove_role(struct sim_world *world, uint64_t id);

struct sim_channel *world_channel(const struct sim_world *world, uint64_t id);
/* NULL at the cap. */
struct sim_channel *world_add_channel(struct sim_world *world, uint64_t id, const char *name);
void world_remove_channel(struct sim_world *world, struct sim_channel *channel);

/* A message of its own, in no channel yet (an ephemeral one stays so); message_destroy, or hand it to
 * world_post. */
struct sim_message *message_create(uint64_t id, uint64_t channel_id, uint64_t author_id, const char *content);
void message_destroy(struct sim_message **message);
/* Replaces one of the three texts; `text` is copied. */
void message_set(char **field, const char *text);

/* Takes the message over, as the channel's newest. */
void world_post(struct sim_channel *channel, struct sim_message *take_message);
struct sim_message *world_message(const struct sim_channel *channel, uint64_t id);
void world_delete_message(struct sim_channel *channel, struct sim_message *message);
size_t world_pins(const struct sim_channel *channel);

#endif
