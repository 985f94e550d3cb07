/* Inside of the service: for service.c, which builds it up and takes it down, service_tell.c, which says how
 * it is, service_control.c, which answers the operator, service_rolling.c, which restarts workers one after
 * the other, and service_stop.c, which ends it in order. */
#ifndef VIGIE_SERVICE_INSIDE_H
#define VIGIE_SERVICE_INSIDE_H

#include "buffer.h"
#include "control_request.h"
#include "control_socket.h"
#include "log.h"
#include "metrics.h"
#include "relay.h"
#include "rolling.h"
#include "service.h"
#include "snapshot.h"

#include <limits.h>

struct control_server;
struct detached_work;
struct log_router;
struct loop;
struct loop_timer;
struct reaper;
struct reporter;
struct reread;

struct service {
    struct service_options *options;
    struct loop *loop;
    struct footprint *footprint;
    struct log_router *router;
    struct reaper *reaper;
    struct child *children[WORKERS]; /* NULL: does not run here */
    struct relay relay;
    struct loop_timer *second, *watch, *stop_limit;
    struct watchdog watchdog;
    struct rolling rolling;
    struct reread *reread;
    /* Who is told what became of the settings: those whose reading runs, and those that wait for the next
     * one, since what they want read may have been written after it began. */
    struct reload_callers {
        uint64_t tickets[CONTROL_CALLERS_MAX]; /* of the control socket, by control_place; 0: none */
    } reload_now, reload_next;
    bool reload_asked; /* by anybody, and not begun */
    struct metrics metrics;
    struct reporter *reporter;
    struct control_server *control;
    bool control_lost;                /* and said */
    struct detached_work *state_look; /* under way; NULL: none */
    uint64_t state_due_ms;            /* the next look at STATE_DIR */
    struct buffer snapshot, metrics_body;
    char paths[WORKERS][PATH_MAX];
    char **environments[WORKERS];
    uint64_t started_ms, memory_limit_bytes;
    int64_t started_wall_ms;
    enum { RUNNING, STOPPING } phase;
    unsigned stop_group;
};

struct snapshot service_snapshot(const struct service *s);
/* To the health-server, if one is there to hear it. */
void service_send_snapshot(struct service *s);
void service_send_metrics(struct service *s);

/* Answers the commands that ask a running service; ctx is the service. */
int service_control_asked(void *ctx, struct control_request request, uint64_t ticket, struct buffer *reply);

/* Answers them from now on; takes the listener, on an error too. */
void service_open_control(struct service *s, struct control_listener *take_listener);
/* Nobody is answered, because of `e`: says so once. */
void service_control_closed(struct service *s, struct err e);
/* Each second: whether STATE_DIR is still the folder that we use, or is there again. */
void service_look_at_state(struct service *s);

/* Restarts a worker that runs here, now. */
void service_renew(struct service *s, enum worker worker);
/* Restarts the worker in its turn, one after the other. Nothing for a worker that does not run here. */
void service_roll(struct service *s, enum worker worker);
/* At each change of a child and each second: restarts the next one once the one before is up again. */
void service_roll_on(struct service *s);

/* Settings read again, for the caller with `ticket`, who is answered later: at once, or where they are being
 * read, once more after that for all who asked meanwhile. Returns CONTROL_LATER. */
int service_reload(struct service *s, uint64_t ticket);
struct reread *service_reread_create(struct service *s);
/* SIGHUP where no terminal was. ctx is the service. */
void service_hung_up(void *ctx);
/* The settings that the supervisor reads itself: log level, format, HANG_TIMEOUT_S. */
void service_use_settings(struct service *s);
uint64_t service_hang_timeout_ms(const struct service *s);
enum log_format service_log_format(const struct service *s);
/* Adds and starts the workers that belong here and are not there yet. */
void service_start_missing(struct service *s);

/* SIGTERM or SIGINT; the second one means now. ctx is the service. */
void service_stop_signalled(void *ctx);
/* Begins the ordered stop; false: it has begun already. */
bool service_stop(struct service *s);
/* The whole stop has taken too long. */
void service_stop_limit_passed(void *ctx);
/* While stopping, at each change of a child: ends the next group once the one before is gone, leaves the loop
 * once everybody is. */
void service_stop_on(struct service *s);

#endif
