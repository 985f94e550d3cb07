/* One call of the pretend Discord's REST API, as its route's function sees it. */
#ifndef VIGIE_SIM_DISCORD_REST_H
#define VIGIE_SIM_DISCORD_REST_H

#include "complaints.h"
#include "discord.h"
#include "json_writer.h"

#define REST_ARGUMENTS_MOST 4

struct sim_call {
    struct sim_discord *discord;
    const struct sim_request *request;
    struct sim_response *response;
    const struct json_value *body;     /* NULL: none */
    uint64_t ids[REST_ARGUMENTS_MOST]; /* of the path's {id} parts, in order */
    char token[120];                   /* of the path's {token} part */
    struct json_writer out;            /* into the response's body */
};

/* An answer in Discord's form: {"message","code"};
 * https://discord.com/developers/docs/topics/opcodes-and-status-codes */
void rest_error(struct sim_call *call, int status, int code, const char *message);
/* 400, 50035: one problem, `code` and `message` literals; or all that are wrong. */
void rest_refuse(struct sim_call *call, const char *path, const char *code, const char *message);
void rest_refuse_all(struct sim_call *call, const struct complaints *wrong);
/* Does the body keep a message's limits? After false the refusal is written. */
bool rest_body_is_sound(struct sim_call *call);
void rest_no_content(struct sim_call *call); /* 204 */

/* The channel or message that the path names; after NULL the 404 is already written. */
struct sim_channel *rest_channel(struct sim_call *call, uint64_t id);
struct sim_message *rest_message(struct sim_call *call, struct sim_channel *channel, uint64_t id);

/* May the bot do this in the channel? rest_may writes the 403; for NULL the 404 is already written. */
bool rest_has(const struct sim_call *call, const struct sim_channel *channel, uint64_t permission);
bool rest_may(struct sim_call *call, const struct sim_channel *channel, uint64_t permission);

/* Answers with the message. */
void rest_answer_message(struct sim_call *call, const struct sim_message *message);

/* Is `key` in the query with a value that means yes? */
bool rest_query_flag(const struct sim_call *call, const char *key);
/* A number of the query, or `fallback`. */
uint64_t rest_query_number(const struct sim_call *call, const char *key, uint64_t fallback);

#endif
