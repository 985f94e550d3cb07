/* Interactions: what people did, how the bot answered, and until when it may.
 * The last INTERACTIONS_MOST are kept.
 * https://discord.com/developers/docs/interactions/receiving-and-responding */
#ifndef VIGIE_SIM_DISCORD_INTERACTIONS_H
#define VIGIE_SIM_DISCORD_INTERACTIONS_H

#include "discord.h"

#define INTERACTIONS_MOST 1000
#define ANSWERS_MOST      32   /* edits and follow-ups kept of one interaction */
#define ANSWER_WITHIN_MS  3000 /* first answer */
#define TOKEN_LIFE_MS     (15 * 60 * 1000)

enum interaction_type { INTERACTION_COMMAND = 2, INTERACTION_COMPONENT = 3, INTERACTION_MODAL = 5 };

enum callback_type {
    CALLBACK_MESSAGE = 4,
    CALLBACK_DEFERRED_MESSAGE = 5,
    CALLBACK_DEFERRED_UPDATE = 6,
    CALLBACK_UPDATE = 7,
    CALLBACK_AUTOCOMPLETE = 8,
    CALLBACK_MODAL = 9,
};

struct sim_interaction {
    uint64_t id; /* 0: free place */
    char token[80];
    enum interaction_type type;
    uint64_t channel_id;
    uint64_t message_id; /* that the component is on, 0: none */
    uint64_t created_ms; /* monotonic */
    uint64_t aged_ms;    /* so much older than it is, by order */
    bool acknowledged;
    uint64_t ack_ms;  /* from created_ms */
    uint64_t told_ms; /* ... to the last edit of @original or follow-up */
    int callback_type;
    char *callback;                 /* JSON of the whole first answer, NULL: none yet */
    uint64_t original_id;           /* the message that @original means, 0: none */
    struct sim_message *ephemerals; /* answers that only the presser sees, linked by `next` */
    char *edits[ANSWERS_MOST], *followups[ANSWERS_MOST]; /* JSON bodies as sent */
    size_t edit_count, followup_count;
};

struct sim_interactions;
struct sim_interactions *interactions_create(void);
void interactions_destroy(struct sim_interactions **interactions);
void interactions_reset(struct sim_interactions *interactions);

/* Who acts, and what Discord says that they may; permissions and roles as the test wants them. */
struct interaction_actor {
    const struct sim_user *user;
    uint64_t permissions;
    uint64_t roles[WORLD_ROLES_MOST];
};

/* Makes the interaction and tells the Gateway. `data`: its `data` member, JSON. `message_id` 0: on no
 * message. */
struct sim_interaction *interaction_start(struct sim_discord *discord, enum interaction_type type,
                                          const struct sim_channel *channel, uint64_t message_id,
                                          const struct interaction_actor *actor, const char *data);

struct sim_interaction *interaction_by_id(struct sim_interactions *interactions, uint64_t id);
/* Place `i` of INTERACTIONS_MOST; a free one has id 0. */
const struct sim_interaction *interaction_at(const struct sim_interactions *interactions, size_t i);
struct sim_interaction *interaction_by_token(struct sim_interactions *interactions, const char *token);

/* A message of this interaction by id: an ephemeral one, or one in the channel. NULL if there is none. */
struct sim_message *interaction_message(struct sim_discord *discord,
                                        const struct sim_interaction *interaction, uint64_t id);

#endif
