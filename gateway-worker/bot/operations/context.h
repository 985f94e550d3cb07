/* What the bot's stories share. A story (a press, a panel being posted) is one allocation that lives from an
 * event to its last answer; it begins and ends here, so that a stop can wait for the ones under way. Private
 * to bot/. */
#ifndef VIGIE_CONTEXT_H
#define VIGIE_CONTEXT_H

#include "metrics.h"
#include "notices.h"
#include "owed.h"
#include "pending.h"
#include "seen.h"
#include "ticket_line.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct caches;
struct channel_cache;
struct loop;
struct reporter;
struct rest;
struct row_store;
struct story;
struct tasks;
struct validation_role;

struct bot_context {
    struct loop *loop; /* all borrowed from bot.c's owner, or owned by bot.c */
    struct rest *rest;
    struct row_store *rows;
    struct caches *caches;
    struct channel_cache *channels; /* of the caches */
    struct tasks *tasks;
    struct metrics *metrics;
    struct reporter *reporter; /* for what must be seen at once */
    const char *ticket_prefix;
    uint64_t own_id;              /* the bot's own user; 0: READY has yet to say */
    uint64_t role_id;             /* 0: Manage Channels decides */
    struct validation_role *role; /* validation_role.h */
    struct ticket_line line;
    struct notices notices; /* owners who were told, by ticket */
    struct notices advised; /* operators, of a missing permission */
    struct owed owed;       /* panels and pins, to tickets */
    struct pending_list pending;
    struct seen seen;       /* interactions */
    bool replaying;         /* the event in hand was replayed by a RESUME */
    int64_t away_since_ms;  /* missed_tickets.h; UTC, 0: nothing was missed */
    bool pins_by_old_route; /* this API does not know the new one */
    size_t stories;         /* under way */
    struct story *first_story;
    void (*on_idle)(void *ctx); /* set while stopping: the last story has ended */
    void *on_idle_ctx;
};

/* Events are turned away at this many stories; one that was let in may begin others. */
#define STORIES_MOST 512
bool story_room(const struct bot_context *bot);

/* A zeroed story of `size` bytes. `free_inside` frees what it holds, not itself; NULL: nothing. */
void *story_begin(struct bot_context *bot, size_t size, void (*free_inside)(void *story));
/* Frees it. */
void story_end(struct bot_context *bot, void *story);
/* At the program's end: those whose answers will not come any more. */
void stories_drop(struct bot_context *bot);

#endif
