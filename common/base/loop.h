/* The event loop of a program, its timers and its stop signals. The door to libuv for code that needs no
 * more. Callbacks run from loop_run only, never from inside the call that installed them. */
#ifndef VIGIE_LOOP_H
#define VIGIE_LOOP_H

#include <stdbool.h>
#include <stdint.h>

struct loop;
struct uv_loop_s;

/* Never NULL: without memory or descriptors the program ends with a line that says so (fatal_start). */
struct loop *loop_create(void);
/* Starts the threads of libuv's pool, on which disk work runs; before anything else is on the
 * loop. libuv would start them at their first use, and abort where the system has no room for them: here the
 * program ends with a line that says so. */
void loop_start_pool(struct loop *loop);
/* Runs until loop_stop. */
void loop_run(struct loop *loop);
void loop_stop(struct loop *loop);
/* Turns until nothing holds the loop, runs pending close callbacks, frees the loop, sets *loop to NULL. Every
 * timer must have been destroyed. */
void loop_destroy(struct loop **loop);
/* Between the two, libuv owes its caller a callback that frees something: loop_destroy waits for it. */
void loop_hold(struct loop *loop);
void loop_release(struct loop *loop);

/* Monotonic milliseconds, read once per turn of the loop. */
uint64_t loop_now_ms(const struct loop *loop);

/* For the files that are a door to libuv themselves (ipc/channel, net/http_client, transport/tcp,
 * http/server, supervisor). */
struct uv_loop_s *loop_uv(struct loop *loop);

/* `on_stop` is called at each SIGTERM, SIGINT or SIGHUP (not under nohup). At most one per loop. SIGPIPE is
 * ignored from then on. */
void loop_on_stop_signal(struct loop *loop, void (*on_stop)(void *ctx), void *ctx);

/* After that: SIGHUP is no stop here, but `on_hangup`, with the ctx of the stop. Under nohup neither. */
void loop_on_hangup(struct loop *loop, void (*on_hangup)(void *ctx));

struct loop_timer;
struct loop_timer *loop_timer_create(struct loop *loop, void (*on_time)(void *ctx), void *ctx);
/* Once, after `after_ms`. A running timer is started anew. */
void loop_timer_start(struct loop_timer *timer, uint64_t after_ms);
/* Every `every_ms`, first after `every_ms`. */
void loop_timer_repeat(struct loop_timer *timer, uint64_t every_ms);
void loop_timer_stop(struct loop_timer *timer);
bool loop_timer_active(const struct loop_timer *timer);
/* Allowed inside its own callback. Accepts NULL. */
void loop_timer_destroy(struct loop_timer **timer);

#endif
