/* The inside of a program: for program.c (its parts and the supervisor's words) and program_events.c (what
 * the parts tell) only. */
#ifndef VIGIE_PROGRAM_PARTS_H
#define VIGIE_PROGRAM_PARTS_H

#include "bot.h"
#include "buffer.h"
#include "discovery.h"
#include "gateway.h"
#include "handover.h"
#include "ip_block.h"
#include "metrics.h"
#include "program.h"
#include "rest.h"

struct disk_queue;
struct loop_timer;
struct reporter;
struct state_file;
struct uplink;

struct program {
    struct loop *loop;               /* borrowed */
    const struct settings *settings; /* borrowed */
    struct metrics metrics;
    struct ip_block ip_block;
    struct uplink *uplink;
    struct http_client *http;
    struct rest *rest;
    struct bot *bot;
    struct gateway *gateway; /* NULL until it is known where to connect */
    struct discovery discovery;
    struct reporter *reporter;
    struct disk_queue *disk; /* all state files */
    struct state_file *session_file, *limits_file, *commands_file;
    struct buffer kept;            /* the predecessor's handover */
    struct handover handover;      /* ours */
    struct buffer handover_text;   /* as it was written last */
    struct loop_timer *keep_timer; /* due at once: what is kept has changed in this turn of the loop */
    uint64_t recorded;             /* bot_pending_begun, then */
    struct loop_timer *stop_deadline;
    bool taking_over;                     /* what is kept is whole as it stands: nothing may replace it yet */
    bool left, finished, saving, stopped; /* the steps of an ordered stop */
};

/* program_events.c. */
extern const struct rest_handlers PROGRAM_REST_EVENTS;
extern const struct gateway_handlers PROGRAM_GATEWAY_EVENTS;
bool program_screens(void *ctx, const char *type, size_t type_length, const char *data, size_t length);
/* bot_options.on_pending: what a successor must know has changed. Handed on once this turn of the loop is
 * over, before a request that was sent in it leaves. */
void program_keep(void *ctx);
/* Now. */
void program_keep_now(void *ctx);
/* A file of STATE_DIR begins to fail, or works again. */
void program_state_files_changed(void *ctx);

#endif
