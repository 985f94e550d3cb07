/* The pretend Discord as a whole: what its parts (Gateway, REST, interactions, control) share. */
#ifndef VIGIE_SIM_DISCORD_H
#define VIGIE_SIM_DISCORD_H

#include "invalid_requests.h"
#include "police.h"
#include "simulated_session.h"
#include "simulator_http.h"
#include "start_limit.h"
#include "world.h"

struct loop;
struct loop_timer;
struct st_h2o_req_t;
struct sim_line;
struct sim_faults;
struct sim_limits;
struct sim_flood;
struct sim_interactions;
struct sim_requests;

#define FIRST_HEARTBEATS_KEPT 64

struct sim_counters {
    uint64_t connections, identifies, resumes, resumed, heartbeats, dispatched, requests;
    double first_heartbeats[FIRST_HEARTBEATS_KEPT]; /* of connections, as parts of the interval; a ring */
    size_t first_heartbeat_count;
};

/* What the Gateway does out of the ordinary until told otherwise (CONTROL.md, /control/gateway/mode). */
struct sim_mode {
    bool refuse, silent, deaf, no_ack, no_hello, ignore_resume, split_messages;
    bool via;                    /* header of `handshake`: it passed Discord's own proxy, and is no ban */
    int handshake;               /* HTTP status instead of 101, 0: none */
    int identify_close;          /* close code instead of READY, 0: none */
    int resume_close;            /* close code instead of the next replay, 0: none */
    int hello_close;             /* close code instead of the next HELLO, 0: none */
    uint32_t fail_resume;        /* so many RESUMEs get a TCP drop */
    uint32_t replay_breaks;      /* so many replays end half way, with op 7 */
    uint32_t shards;             /* that /gateway/bot recommends; 0: 1 */
    uint32_t disallowed_intents; /* an IDENTIFY with one of these gets 4014 */
    struct start_rule starts;
    char compress[16];         /* "zlib-stream", whatever is asked for; "none"; "": as asked */
    uint32_t retry_after_s;    /* header of `handshake`, 0: none */
    char greeting[256];        /* sent instead of HELLO, "": none */
    char identify_answer[128]; /* sent instead of the next READY, "": none */
    char resume_answer[128];   /* sent instead of the next replay, "": none */
    char resume_url[128];      /* told in READY, "": our own */
    uint64_t heartbeat_interval_ms, session_ttl_ms;
};

struct sim_discord {
    struct loop *loop;
    char token[200];
    unsigned port;
    bool
        ticket_later; /* demo: the ticket appears shortly after the first READY, for the bot to see it come */
    struct sim_counters counters;
    uint64_t ready_us, resumed_us; /* when the last one was sent, CLOCK_MONOTONIC; 0: never */
    struct sim_police police;
    struct sim_mode mode;
    struct sim_world *world;
    struct sim_sessions sessions;
    struct start_limit starts;
    struct invalid_requests invalid;
    uint32_t invalid_most; /* that Cloudflare bears */
    struct sim_line *line;
    struct loop_timer *ticket;
    struct sim_interactions *interactions;
    struct sim_faults *faults;
    struct sim_limits *limits;
    struct sim_flood *flood;
    char *commands;               /* JSON array of the application's commands, the guild's and global ones */
    size_t command_creates;       /* since the start or the last reset */
    uint32_t intents;             /* of the last IDENTIFY */
    uint64_t all_members_next_ms; /* when opcode 8 may ask for everybody again */
};

struct sim_discord_options {
    struct loop *loop;
    unsigned port;
    const char *token;
    bool ticket_later;
};
struct sim_discord *discord_create(const struct sim_discord_options *options);
/* Ends every connection. Accepts NULL. */
void discord_destroy(struct sim_discord **discord);
/* Forgets all but connections, sessions and commands. */
void discord_reset(struct sim_discord *discord);

/* From now on the Gateway behaves so; SIM_MODE_NORMAL ends every lasting fault. */
extern const struct sim_mode SIM_MODE_NORMAL;
void discord_mode_set(struct sim_discord *discord, const struct sim_mode *mode);

/* A ticket channel with its owner's greeting, as the ticket tools of real servers make them; tells the
 * Gateway. NULL at the cap. */
struct sim_channel *discord_open_channel(struct sim_discord *discord, const char *name, uint64_t owner_id);

/* A session has just been told READY. */
void discord_first_ready(struct sim_discord *discord);

uint64_t discord_new_id(struct sim_discord *discord);

/* The areas of the route table. Each returns false if the path is none of its own. */
bool discord_rest_handle(struct sim_discord *discord, const struct sim_request *request,
                         struct sim_response *response);
/* A request with Upgrade: websocket. Either takes the connection over (true), or fills `response`. */
bool discord_gateway_dial(struct sim_discord *discord, struct st_h2o_req_t *req,
                          const struct sim_request *request, struct sim_response *response);

#endif
