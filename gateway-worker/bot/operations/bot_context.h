/* State that all operations of the bot share. Private to bot/. */
#ifndef VIGIE_BOT_CONTEXT_H
#define VIGIE_BOT_CONTEXT_H

#include "channel_queue.h"
#include "cooldown.h"
#include "dedup.h"
#include "metrics.h"
#include "pending_operations.h"
#include "retry_queue.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct caches;
struct channel_cache;
struct loop;
struct reporter;
struct rest;
struct row_client;
struct operation;
struct tasks;
struct validation_role;

struct bot_context {
    struct loop *loop; /* all borrowed from bot.c's owner, or owned by bot.c */
    struct rest *rest;
    struct row_client *rows;
    struct caches *caches;
    struct channel_cache *channels; /* of the caches */
    struct tasks *tasks;
    struct metrics *metrics;
    struct reporter *reporter; /* for numbers that must be sent at once */
    const char *ticket_prefix;
    uint64_t own_id;                     /* the bot's own user; 0: READY has yet to say */
    uint64_t role_id;                    /* 0: Manage Channels decides */
    struct validation_role *role;        /* validation_role.h */
    struct channel_queue queue;          /* of tickets */
    struct cooldown owner_cooldown;      /* messages to owners, by ticket */
    struct cooldown permission_cooldown; /* lines to operators about a missing permission */
    struct retry_queue retry_queue;      /* panels and pins */
    struct pending_list pending;
    struct dedup dedup;     /* interactions */
    bool replaying;         /* the event in hand was replayed by a RESUME */
    int64_t away_since_ms;  /* missed_tickets.h; UTC, 0: nothing was missed */
    bool pins_by_old_route; /* this API does not know the new one */
    size_t operations;      /* under way */
    struct operation *first_operation;
    void (*on_idle)(void *ctx); /* set while stopping: the last operation has ended */
    void *on_idle_ctx;
};

#endif
