/* An INTERACTION_CREATE, reduced to the fields that the features use. Pure.
 * https://discord.com/developers/docs/interactions/receiving-and-responding */
#ifndef VIGIE_INTERACTION_H
#define VIGIE_INTERACTION_H

#include "err.h"
#include "json_value.h"
#include "json_writer.h"

#include <stdbool.h>
#include <stdint.h>

enum interaction_type { INTERACTION_COMMAND = 2, INTERACTION_COMPONENT = 3, INTERACTION_MODAL = 5 };

/* Owns its texts: interaction_read, then interaction_free. */
struct interaction {
    uint64_t id, application_id, guild_id, channel_id, user_id;
    uint64_t message_id; /* the message that bears the button; 0: none */
    int type;
    char *token;
    char *name;           /* custom_id, or the command's name; "" if none */
    char *input;          /* modal: what was typed; "" if nothing */
    char *channel_name;   /* "" if the event does not say */
    int channel_type;     /* -1 if the event does not say */
    bool allowed;         /* the presser may validate */
    uint64_t arrived_ms;  /* set by the caller */
    bool begun_before;    /* set by the caller: an earlier life of this worker may have answered it */
    bool answer_deferred; /* set by respond.c: an answer that only the presser sees must follow */
};

/* Who may validate: members with `role_id`, or, when that is 0, with the permission Manage Channels.
 * ERR_SYNTAX: not an interaction that could be answered. *ret is written on success only. */
struct err interaction_read(struct interaction *ret, const struct json_value *data, uint64_t role_id);

/* What a successor needs to go on with it: its text, and back. Whoever may validate was decided already. */
void interaction_write(const struct interaction *interaction, struct json_writer *w);
struct err interaction_restore(struct interaction *ret, const struct json_value *written);

/* Accepts a zeroed one. */
void interaction_free(struct interaction *interaction);

#endif
