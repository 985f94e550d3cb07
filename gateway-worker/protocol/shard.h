/* The life of one shard's connection: what to do next, whatever happens. The table is shard.def.
 * Pure: events and time come in, the step to carry out goes out; its shell (shard_driver) owns the
 * connection. Embedded by its shell; needs no cleanup. */
#ifndef VIGIE_SHARD_H
#define VIGIE_SHARD_H

#include "dial_budget.h"
#include "identify_budget.h"
#include "reconnect.h"
#include "session.h"

#include <stdbool.h>
#include <stdint.h>

enum shard_state {
#define STATE(name, deadline_ms, doing) SHARD_##name,
#include "shard.def"
#undef STATE
    SHARD_STATES
};

enum shard_event {
#define EVENT(name) SHARD_ON_##name,
#include "shard.def"
#undef EVENT
    SHARD_EVENTS
};

/* What the shell does after a step. */
enum shard_action {
    SHARD_NOTHING,
    SHARD_DIAL, /* shard_dial_url */
    SHARD_SEND_RESUME,
    SHARD_SEND_IDENTIFY,
    SHARD_ANNOUNCE_READY,
    SHARD_ANNOUNCE_RESUMED,
    SHARD_RETRY,        /* abort the connection; another dial is planned */
    SHARD_RETRY_FRESH,  /* the same, and the session is forgotten */
    SHARD_REPORT_FATAL, /* abort the connection; for good */
    SHARD_CLOSE,        /* send Close with CLOSE_CODE_RESUMABLE */
    SHARD_FINISH,       /* abort the connection; tell that we left */
};

/* RESUMEs that fail in a row before we IDENTIFY: there are sessions that can never be resumed.
 * https://github.com/discord/discord-api-docs/issues/1619 */
#define SHARD_RESUMES_MOST 3

struct shard {
    enum shard_state state;
    uint64_t deadline_ms; /* when SHARD_ON_TIME is due; UINT64_MAX: never */
    struct session session;
    struct reconnect reconnect;
    struct identify_budget *budget; /* of all shards, borrowed */
    unsigned resumes_failed;
    bool dialled_resume_url, resume_url_failed;
    bool is_caught_up; /* READY or RESUMED, in this life */
    uint64_t hold_ms;  /* shard_hold */
};

/* What a step needs to know of the world. */
struct shard_moment {
    uint64_t now_ms;
    int64_t wall_ms;
    uint32_t random;
};

struct shard_step {
    enum shard_state from, to;
    enum shard_action action;
};

/* Both budgets are those of all shards. */
void shard_init(struct shard *s, uint64_t bot, struct shard_number number, struct identify_budget *budget,
                struct dial_budget *dials);

/* The one function that moves a shard. An ignored event gives from == to and SHARD_NOTHING. */
struct shard_step shard_step(struct shard *s, enum shard_event event, const struct shard_moment *moment);

/* HELLO or HELLO_FRESH. */
enum shard_event shard_hello(const struct shard *s);
/* The deadline has come: TIME, or NOT_YET if another shard's dial or IDENTIFY went before ours. */
enum shard_event shard_time(const struct shard *s, uint64_t now_ms, int64_t wall_ms);
/* Where to dial: the session's own URL, or `main_url` if there is none or it failed last time. */
const char *shard_dial_url(const struct shard *s, const char *main_url);
/* An event was handled: the sequence moves, and so does the deadline of RESUMING. */
void shard_handled(struct shard *s, int64_t sequence, uint64_t now_ms);
/* What comes now was missed by this life or an earlier one of the process: replayed by a RESUME, and until
 * RESUMED came once. Later RESUMEs replay what this life alone can have seen. */
bool shard_replays_earlier_life(const struct shard *s);
/* The next dial waits at least so long (Retry-After). */
void shard_hold(struct shard *s, uint64_t wait_ms);

/* How long until the planned dial. Only while WAITING. */
uint64_t shard_wait_ms(const struct shard *s, uint64_t now_ms);

/* French, for logs. */
const char *shard_doing(enum shard_state state);

#endif
