/* Alerts of the running service: judges the rules each second, keeps what was told and what waits, and brings
 * it to the channels. One per health-server, owned by main. The order at the start: alerts_create, then
 * perhaps alerts_restore, then alerts_tick each second. */
#ifndef VIGIE_ALERTS_H
#define VIGIE_ALERTS_H

#include "alert_signals.h"
#include "alerts_view.h"
#include "buffer.h"
#include "metrics.h"

struct alerts;
struct loop;
struct settings;

struct alerts_handlers {
    /* Something changed that a successor must know: call alerts_keep now. */
    void (*on_changed)(void *ctx);
    void *ctx;
};

/* `settings` and `metrics` live longer. Begins to read what STATE_DIR holds. */
struct alerts *alerts_create(struct loop *loop, const struct settings *settings, struct metrics *metrics,
                             const struct alerts_handlers *handlers);

/* What a predecessor kept with the supervisor. Malformed: ignored. */
void alerts_restore(struct alerts *alerts, const char *text, size_t length);
/* Appends one line without its newline, at most `most` bytes; nothing where that is too little. */
void alerts_keep(struct alerts *alerts, struct buffer *out, size_t most);

/* `in` without state_dir_failures, which is known here. */
void alerts_tick(struct alerts *alerts, const struct alert_inputs *in);

/* Fills it anew; lives as long as `alerts`. */
const struct alerts_view *alerts_view(struct alerts *alerts);

/* UTC milliseconds since when what it keeps cannot be written, 0: it can, -1: nobody knows yet. */
int64_t alerts_failing_since_ms(const struct alerts *alerts);

/* Sends nothing more, waits a moment for answers that are under way and for the disk, then calls
 * `on_stopped`, once, from the loop. `supervisor_stops`: in order, so that nobody is missed until the next
 * start. */
void alerts_stop(struct alerts *alerts, bool supervisor_stops, void (*on_stopped)(void *ctx), void *ctx);

/* Accepts NULL. */
void alerts_destroy(struct alerts **alerts);

#endif
