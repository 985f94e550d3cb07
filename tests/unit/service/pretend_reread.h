/* A pretend reading of the settings, in place of reread.c, and a control server that keeps its answers. For
 * one test program each. */
#ifndef VIGIE_TEST_PRETEND_REREAD_H
#define VIGIE_TEST_PRETEND_REREAD_H

#include "control_socket.h"
#include "reread.h"

#include <stdio.h>
#include <string.h>

struct reread {
    struct reread_handlers handlers;
    void *ctx;
    bool busy;
};
static struct reread the_reread;
static struct reread_order last_order;
static unsigned readings;
static struct err reading_error; /* of the next start */

struct reread *reread_create(struct loop *loop, const struct reread_handlers *handlers, void *ctx)
{
    (void)loop;
    the_reread = (struct reread){.handlers = *handlers, .ctx = ctx};
    readings = 0;
    reading_error = ERR_OK;
    return &the_reread;
}

struct err reread_start(struct reread *r, const struct reread_order *order, const int secrets_fds[WORKERS],
                        char *const *environment)
{
    (void)secrets_fds;
    (void)environment;
    if (err_is(reading_error))
        return reading_error;
    last_order = *order;
    readings++;
    r->busy = true;
    return ERR_OK;
}

bool reread_busy(const struct reread *r)
{
    return r->busy;
}

bool reread_collected(struct reread *r, pid_t pid)
{
    (void)r;
    return pid == 777;
}

void reread_destroy(struct reread **r)
{
    *r = NULL;
}

/* The process answers and ends. What of `result` was not taken is freed. */
static inline void reading_ends(struct reread_result *result)
{
    the_reread.handlers.on_reread(the_reread.ctx, result);
    settings_free(&result->settings);
    the_reread.busy = false;
    the_reread.handlers.on_idle(the_reread.ctx);
}

static inline void reading_fails(struct err e)
{
    the_reread.handlers.on_failed(the_reread.ctx, e);
    the_reread.busy = false;
    the_reread.handlers.on_idle(the_reread.ctx);
}

/* ---- Answers to callers. */

static struct {
    uint64_t ticket;
    int status;
    char text[2048];
} answers[8];
static unsigned answer_count;

void control_server_answer(struct control_server *server, uint64_t ticket, int status, const char *text)
{
    (void)server;
    answers[answer_count].ticket = ticket;
    answers[answer_count].status = status;
    snprintf(answers[answer_count++].text, sizeof(answers[0].text), "%s", text);
}

#endif
