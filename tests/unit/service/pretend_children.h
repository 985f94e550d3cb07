/* Pretend children, in place of child.c, and a log that is kept: a test says what a child is, and reads what
 * was asked of it. For one test program each. */
#ifndef VIGIE_TEST_PRETEND_CHILDREN_H
#define VIGIE_TEST_PRETEND_CHILDREN_H

#include "child.h"
#include "log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "worker/pretend_channel.h"

struct child {
    struct child_options options;
    struct child_handlers handlers;
    void *ctx;
    struct child_link link;
    struct instance instance;
    struct channel channel;
    bool up, waits, stopped;
    unsigned starts, renewals, kills, dead, collected, watched;
    uint64_t grace_ms, hang_timeout_ms; /* as it was told last */
    char **environment;
    int secrets_fd;
};

static struct child *created[WORKERS]; /* NULL: none, or destroyed */
static char asked[256];                /* "e2 k1 r3": what was asked of which worker, in order */

static inline void note(char what, const struct child *child)
{
    size_t length = strlen(asked);
    snprintf(asked + length, sizeof(asked) - length, "%s%c%d", length ? " " : "", what,
             (int)child->link.worker);
}

struct child *child_create(const struct child_options *options, const struct child_handlers *handlers,
                           void *ctx)
{
    static const struct child_link_handlers NONE;
    struct child *child = calloc(1, sizeof(*child));
    assert_non_null(child);
    child->options = *options;
    child->handlers = *handlers;
    child->ctx = ctx;
    child->waits = true;
    child->hang_timeout_ms = options->hang_timeout_ms;
    child->environment = options->parts.environment;
    child->secrets_fd = options->parts.secrets_fd;
    child->instance.pid = 1000 + (pid_t)options->parts.worker;
    child->instance.channel = &child->channel;
    child_link_init(&child->link, options->parts.worker, &child->instance, &NONE, NULL);
    child_link_begin(&child->link, 1);
    created[options->parts.worker] = child;
    return child;
}

void child_destroy(struct child **take_child)
{
    if (*take_child)
        created[(*take_child)->link.worker] = NULL;
    free(*take_child);
    *take_child = NULL;
}

void child_start(struct child *child)
{
    child->starts++;
    child->waits = false;
    note('s', child);
}

void child_set_parts(struct child *child, char **environment, int secrets_fd)
{
    child->environment = environment;
    child->secrets_fd = secrets_fd;
}

void child_set_hang_timeout(struct child *child, uint64_t hang_timeout_ms)
{
    child->hang_timeout_ms = hang_timeout_ms;
}

void child_renew(struct child *child)
{
    child->renewals++;
    child->up = false;
    note('r', child);
}

void child_end(struct child *child, uint64_t grace_ms)
{
    child->grace_ms = grace_ms;
    note('e', child);
}

void child_kill(struct child *child)
{
    child->kills++;
    note('k', child);
}

bool child_waits(const struct child *child)
{
    return child->waits;
}

bool child_stopped(const struct child *child)
{
    return child->stopped;
}

pid_t child_pid(const struct child *child)
{
    return child->instance.pid;
}

void child_dead(struct child *child)
{
    child->dead++;
}

void child_collected(struct child *child, int wait_status)
{
    (void)wait_status;
    child->collected++;
}

void child_watch(struct child *child, uint64_t now_ms, struct watchdog_turn turn)
{
    (void)now_ms;
    child->watched += turn.may_judge;
}

enum worker child_worker(const struct child *child)
{
    return child->link.worker;
}

bool child_up(const struct child *child)
{
    return child->up;
}

struct child_link *child_link_of(struct child *child)
{
    return &child->link;
}

struct worker_view child_view(const struct child *child, uint64_t now_ms)
{
    (void)now_ms;
    return (struct worker_view){.name = worker_name(child->link.worker),
                                .pid = child->instance.pid,
                                .state = child->up ? "up" : "waiting",
                                .last_exit = ""};
}

/* It is welcome and READY, as another instance than before if it was asked to be. */
static inline void comes_up(struct child *child)
{
    child_link_begin(&child->link, 1 + child->renewals);
    child->link.welcomed = child->up = true;
}

/* ---- The log. */

static char log_lines[16384];

static void keep_line(void *ctx, enum log_level level, const char *line, size_t length)
{
    size_t used = strlen(log_lines), room = sizeof(log_lines) - 1 - used;
    (void)ctx;
    (void)level;
    strncat(log_lines, line, length < room ? length : room);
}

static inline void open_kept_log(void)
{
    log_lines[0] = asked[0] = '\0';
    nothing_sent();
    log_open(&(struct log_options){.program = "supervisor", .level = LOG_DEBUG, .sink = keep_line});
}

static inline unsigned logged(const char *event)
{
    unsigned count = 0;
    for (const char *at = log_lines; (at = strstr(at, event)); at++)
        count++;
    return count;
}

#endif
