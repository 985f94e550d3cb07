/* A pretend connection, in place of transport/stack.c: the test is the Gateway. For one test program each. */
#ifndef VIGIE_TEST_PRETEND_STACK_H
#define VIGIE_TEST_PRETEND_STACK_H

#include "stack.h"
#include "upgrade.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct stack {
    struct stack_handlers handlers;
    void *ctx;
    bool open;
};

static struct stack the_stack;
static unsigned dials, frames_sent;
static uint16_t closed_with;
static char last_text[4200], dialled[256];
static struct err send_error;
static struct upgrade_refusal refusal;

struct stack *stack_open(struct loop *loop, const struct stack_endpoint *endpoint,
                         const struct stack_handlers *handlers, void *ctx)
{
    (void)loop;
    assert_false(the_stack.open);
    the_stack = (struct stack){*handlers, ctx, true};
    snprintf(dialled, sizeof(dialled), "%s%s", endpoint->host, endpoint->target);
    dials++;
    return &the_stack;
}

struct err stack_send(struct stack *stack, const char *text, size_t length)
{
    assert_true(stack->open);
    if (err_is(send_error))
        return send_error;
    frames_sent++;
    snprintf(last_text, sizeof(last_text), "%.*s", (int)length, text);
    return ERR_OK;
}

struct err stack_close(struct stack *stack, uint16_t code)
{
    assert_true(stack->open);
    closed_with = code;
    return ERR_OK;
}

const struct upgrade_refusal *stack_refusal(const struct stack *stack)
{
    assert_true(stack->open);
    return &refusal;
}

enum inflate_codec stack_codec(const struct stack *stack)
{
    assert_true(stack->open);
    return INFLATE_CODECS;
}

void stack_abort(struct stack **stack)
{
    if (*stack)
        the_stack.open = false;
    *stack = NULL;
}

static inline void no_stack(void)
{
    the_stack = (struct stack){.open = false};
    dials = frames_sent = closed_with = 0;
    last_text[0] = dialled[0] = '\0';
    send_error = ERR_OK;
    refusal = (struct upgrade_refusal){.retry_after_ms = 0};
}

/* ---- What the Gateway does. */

static inline void it_opens(void)
{
    the_stack.handlers.on_connected(the_stack.ctx);
    the_stack.handlers.on_open(the_stack.ctx);
}

static inline void it_says(const char *text)
{
    the_stack.handlers.on_received(the_stack.ctx, strlen(text));
    the_stack.handlers.on_message(the_stack.ctx, text, strlen(text));
}

static inline void it_closes(uint16_t code, struct err e)
{
    the_stack.handlers.on_closed(the_stack.ctx, code, e);
}

#endif
