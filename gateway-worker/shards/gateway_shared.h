/* What all shards of a gateway share. Owned by the gateway, borrowed by their drivers. */
#ifndef VIGIE_GATEWAY_SHARED_H
#define VIGIE_GATEWAY_SHARED_H

#include "dial_budget.h"
#include "gateway.h"
#include "gateway_ledger.h"
#include "inflate.h"
#include "session_keeper.h"
#include "shard_numbers.h"

struct gateway_address;
struct stack_endpoint;
struct tls_trust;

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

/* Where a dial to `url` goes, as the options want it. The endpoint's strings are those of *ret_address. */
struct err gateway_shared_endpoint(struct gateway_shared *s, const char *url,
                                   struct gateway_address *ret_address, struct stack_endpoint *ret_endpoint);

/* Discord bans this address: no shard dials for so long. */
void gateway_shared_ban(struct gateway_shared *s, uint64_t wait_ms);
/* A dial came through. */
void gateway_shared_ban_over(struct gateway_shared *s);

/* A fresh connection could not be read: the next dials ask for another compression. False: there is none. */
bool gateway_shared_fall_back(struct gateway_shared *s);

#endif
