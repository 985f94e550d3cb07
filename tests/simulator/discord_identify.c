/* IDENTIFY: what may be wrong with one, how often they may come, and the session that begins.
 * https://discord.com/developers/docs/events/gateway#identifying */
#include "array_len.h"
#include "clock.h"
#include "discord_gateway.h"
#include "discord_ready.h"
#include "discord_token.h"
#include "loop.h"
#include "random.h"

#define INTENTS_KNOWN UINT32_C(0x331ffff)

/* What is wrong with an IDENTIFY, as a close code; 0 if nothing is. */
static int identify_problem(const struct sim_discord *discord, const struct json_value *d,
                            const char **ret_what)
{
    static const char *const PROPERTIES[] = {"os", "browser", "device"};
    int64_t intents = json_int(json_get(d, "intents"), -1);
    *ret_what = "invalid intents";
    if (intents < 0 || (intents & ~(int64_t)INTENTS_KNOWN))
        return 4013;
    *ret_what = "disallowed intents";
    if (intents & (int64_t)discord->mode.disallowed_intents)
        return 4014;
    *ret_what = "IDENTIFY without properties";
    for (size_t i = 0; i < ARRAY_LEN(PROPERTIES); i++)
        if (!json_is_string(json_get(json_get(d, "properties"), PROPERTIES[i])))
            return 4002;
    const struct json_value *shard = json_get(d, "shard");
    *ret_what = "invalid shard";
    if (!json_is_null(shard) && (json_int(json_at(shard, 0), -1) < 0 ||
                                 json_int(json_at(shard, 0), 0) >= json_int(json_at(shard, 1), 0)))
        return 4010;
    return 0;
}

static void start_session(struct sim_connection *c, const struct json_value *d)
{
    struct sim_discord *discord = c->discord;
    struct sim_session *session = session_create(&discord->sessions, random_u64(), random_u64());
    if (!session) {
        line_close(c, 4000, "too many sessions");
        return;
    }
    session->intents = (uint32_t)json_int(json_get(d, "intents"), 0);
    session->shard = (uint64_t)json_int(json_at(json_get(d, "shard"), 0), 0); /* identify_problem looked */
    session->shards = (uint64_t)json_int(json_at(json_get(d, "shard"), 1), 1);
    discord->intents = session->intents;
    session->connection = c;
    c->session = session;
    ready_tell(discord, session, json_get(d, "shard"));
    discord->ready_us = clock_monotonic_us();
}

/* An IDENTIFY that is right in itself: is it one too many? */
static void count_start(struct sim_connection *c, const struct json_value *d)
{
    struct sim_discord *discord = c->discord;
    uint64_t shard = (uint64_t)json_int(json_at(json_get(d, "shard"), 0), 0);
    switch (start_limit_take(&discord->starts, discord->mode.starts, shard, loop_now_ms(discord->loop))) {
    case START_GRANTED:
        start_session(c, d);
        break;
    case START_TOO_SOON:
        police_violation(&discord->police, 9, "gateway: IDENTIFY within 5 s of the last one of its bucket");
        gateway_send_invalid_session(c, false);
        break;
    case START_SPENT:
        police_violation(&discord->police, 4004, "gateway: more IDENTIFYs than the day allows, token reset");
        token_reset(discord);
        break;
    }
}

void gateway_identify(struct sim_connection *c, const struct json_value *d)
{
    struct sim_discord *discord = c->discord;
    const char *what;
    discord->counters.identifies++;
    int problem = identify_problem(discord, d, &what);
    if (c->session)
        gateway_breach(c, 4005, "second IDENTIFY");
    else if (!gateway_knows_token(c, d))
        gateway_breach(c, 4004, "Authentication failed.");
    else if (problem)
        gateway_breach(c, problem, what);
    else if (discord->mode.identify_close)
        line_close(c, discord->mode.identify_close, "");
    else if (discord->mode.identify_answer[0])
        gateway_answer_once(c, discord->mode.identify_answer);
    else
        count_start(c, d);
}
