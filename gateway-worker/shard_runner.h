/* One shard at work: carries out what protocol/shard decides, over a transport/stack. Owned by the gateway. */
#ifndef VIGIE_SHARD_RUNNER_H
#define VIGIE_SHARD_RUNNER_H

#include "dial_budget.h"
#include "gateway.h"
#include "gateway_ledger.h"
#include "inflate.h"
#include "session_keeper.h"
#include "shard_numbers.h"

struct shard_runner;
struct tls_trust;

/* What all shards of a gateway share. Owned by the gateway, borrowed by its runners. */
struct gateway_shared {
    struct loop *loop;
    struct gateway_options options; /* its strings are the gateway's own copies */
    struct gateway_handlers handlers;
    bool (*worth)(void *ctx, const char *type, size_t type_length, const char *data,
                  size_t length); /* may be NULL */
    void *ctx;
    struct metrics *metrics;
    struct tls_trust *trust; /* NULL until the first wss:// dial */
    struct gateway_ledger ledger;
    struct dial_budget dials;
    struct shard_numbers numbers;
    struct session_keeper *keeper;
    enum inflate_codec codec; /* what is asked for */
};

/* `index`: in the plan of the options. Its session is the keeper's from here on. */
struct shard_runner *shard_runner_create(struct gateway_shared *shared, size_t index);
/* Accepts NULL. */
void shard_runner_destroy(struct shard_runner **runner);

/* Has nothing to RESUME. */
bool shard_runner_is_fresh(const struct shard_runner *runner);
/* The first dial waits at least so long. */
void shard_runner_start(struct shard_runner *runner, uint64_t wait_ms);
/* Instead: an earlier process was told that the token is refused. */
void shard_runner_refuse(struct shard_runner *runner);
void shard_runner_leave(struct shard_runner *runner, void (*on_left)(void *ctx), void *ctx);

#endif
