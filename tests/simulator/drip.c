/* Slow answers by h2o's own means: a generator that takes its time. */
#include "drip.h"

#include "loop.h"

struct drip {
    h2o_generator_t generator; /* first: h2o hands it back */
    h2o_req_t *req;
    h2o_iovec_t body; /* what is left */
    struct loop_timer *timer;
    uint64_t pause_ms;
};

/* The request's pool goes, whether the answer was whole or its reader left. */
static void drip_end(void *memory)
{
    struct drip *drip = memory;
    loop_timer_destroy(&drip->timer);
}

static void send_next(void *ctx)
{
    struct drip *drip = ctx;
    h2o_iovec_t next = h2o_iovec_init(drip->body.base, drip->body.len ? 1 : 0);
    drip->body.base += next.len;
    drip->body.len -= next.len;
    h2o_send(drip->req, &next, 1, drip->body.len ? H2O_SEND_STATE_IN_PROGRESS : H2O_SEND_STATE_FINAL);
}

static void sent(h2o_generator_t *generator, h2o_req_t *req)
{
    struct drip *drip = (struct drip *)generator;
    (void)req;
    loop_timer_start(drip->timer, drip->pause_ms);
}

void drip_begin(struct loop *loop, h2o_req_t *req, h2o_iovec_t body, uint64_t pause_ms)
{
    struct drip *drip = h2o_mem_alloc_shared(&req->pool, sizeof(*drip), drip_end);
    *drip = (struct drip){.generator = {sent, NULL}, .req = req, .body = body, .pause_ms = pause_ms};
    drip->timer = loop_timer_create(loop, send_next, drip);
    h2o_start_response(req, &drip->generator);
    send_next(drip);
}
