/* All that health-server sends by itself, as one thing for main: alerts to people, calls through the public
 * address, heartbeats to monitors. */
#ifndef VIGIE_OUTBOUND_H
#define VIGIE_OUTBOUND_H

#include "alert_memory.h"
#include "buffer.h"
#include "conditions.h"
#include "report.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct loop;
struct metrics;
struct outbound;
struct settings;

/* `settings` and `metrics` live longer. `on_changed`: the successor must know of something now, so that what
 * was sent is not sent again; call outbound_keep. */
struct outbound *outbound_create(struct loop *loop, const struct settings *settings, struct metrics *metrics,
                                 void (*on_changed)(void *ctx), void *ctx);

/* The KEEP body: the first line is somebody else's, ours follow. Restoring is for before the first tick. */
void outbound_restore(struct outbound *outbound, const char *body, size_t length);
/* With room for OUTBOUND_KEPT_MAX whatever waits to be sent is in it. */
void outbound_keep(struct outbound *outbound, struct buffer *body);
#define OUTBOUND_KEPT_MAX (ALERT_SHORT_MAX + 1024)

/* Each second. */
void outbound_tick(struct outbound *outbound, const struct report *report,
                   const struct conditions *conditions);

/* Puts what pages show into the report, as of the last tick. */
void outbound_show(const struct outbound *outbound, struct report *report);

/* As alerts_failing_since_ms. */
int64_t outbound_failing_since_ms(const struct outbound *outbound);

/* Nothing leaves any more; `on_stopped` comes once, from the loop, within about a second. `supervisor_stops`:
 * in order. */
void outbound_stop(struct outbound *outbound, bool supervisor_stops, void (*on_stopped)(void *ctx),
                   void *ctx);

/* Accepts NULL. */
void outbound_destroy(struct outbound **outbound);

#endif
