/* libuv loop, timers and stop signals. */
#include "loop.h"

#include "allocate.h"
#include "fatal.h"

#include <assert.h>
#include <signal.h>
#include <stdlib.h>
#include <uv.h>

enum { STOP_SIGNALS = 3, POOL_THREADS = 4 /* libuv's own number, unless UV_THREADPOOL_SIZE says another */ };
/* SIGHUP: the terminal was closed. */
static const int STOP_NUMBERS[STOP_SIGNALS] = {SIGTERM, SIGINT, SIGHUP};

struct loop {
    uv_loop_t uv;
    uv_signal_t stop_signals[STOP_SIGNALS];
    unsigned holds;
    bool watches_signals;
    void (*on_stop)(void *ctx);
    void (*on_hangup)(void *ctx); /* NULL: a stop too */
    void *on_stop_ctx;
};

struct loop_timer {
    uv_timer_t uv;
    void (*on_time)(void *ctx);
    void *ctx;
};

struct loop *loop_create(void)
{
    fatal_check_stack();
    struct loop *loop = calloc(1, sizeof(*loop));
    int rc = loop ? uv_loop_init(&loop->uv) : UV_ENOMEM;
    if (rc != 0)
        fatal_start("uv_loop_init", -rc);
    return loop;
}

/* ---- The pool's threads. */

static void wait_for_others(void *ctx)
{
    uv_sem_t *all_there = ctx;
    uv_sem_wait(all_there);
}

/* As many threads at once as the pool will have; the errno of the first that cannot be made. */
static int probe_threads(void)
{
    uv_thread_t threads[POOL_THREADS];
    uv_sem_t all_there;
    unsigned made = 0;
    int rc = uv_sem_init(&all_there, 0);
    if (rc != 0)
        return -rc;
    while (made < POOL_THREADS && rc == 0) {
        rc = uv_thread_create(&threads[made], wait_for_others, &all_there);
        made += rc == 0;
    }
    for (unsigned i = 0; i < made; i++)
        uv_sem_post(&all_there);
    for (unsigned i = 0; i < made; i++)
        uv_thread_join(&threads[i]);
    uv_sem_destroy(&all_there);
    return -rc;
}

static void no_work(uv_work_t *work)
{
    (void)work;
}

static void pool_stands(uv_work_t *work, int status)
{
    (void)status;
    work->data = NULL;
}

void loop_start_pool(struct loop *loop)
{
    uv_work_t first = {.data = &first};
    int number = probe_threads();
    if (number != 0)
        fatal_start("pthread_create", number);
    (void)uv_queue_work(&loop->uv, &first, no_work, pool_stands); /* fails without a callback only */
    while (first.data)
        uv_run(&loop->uv, UV_RUN_ONCE);
}

void loop_run(struct loop *loop)
{
    uv_run(&loop->uv, UV_RUN_DEFAULT);
}

void loop_stop(struct loop *loop)
{
    uv_stop(&loop->uv);
}

void loop_hold(struct loop *loop)
{
    loop->holds++;
}

void loop_release(struct loop *loop)
{
    assert(loop->holds);
    loop->holds--;
}

void loop_destroy(struct loop **take_loop)
{
    struct loop *loop = *take_loop;
    if (!loop)
        return;
    *take_loop = NULL;
    if (loop->watches_signals)
        for (int i = 0; i < STOP_SIGNALS; i++)
            uv_close((uv_handle_t *)&loop->stop_signals[i], NULL);
    while (loop->holds)
        uv_run(&loop->uv, UV_RUN_ONCE);
    uv_run(&loop->uv, UV_RUN_NOWAIT);
    if (uv_loop_close(&loop->uv) == 0)
        free(loop);
    /* else: a handle is still open. Leak rather than free memory that it points into; the leak checker says
     * so. */
}

uint64_t loop_now_ms(const struct loop *loop)
{
    return uv_now(&loop->uv);
}

struct uv_loop_s *loop_uv(struct loop *loop)
{
    return &loop->uv;
}

static void stop_signalled(uv_signal_t *handle, int number)
{
    struct loop *loop = handle->data;
    if (number == SIGHUP && loop->on_hangup)
        loop->on_hangup(loop->on_stop_ctx);
    else
        loop->on_stop(loop->on_stop_ctx);
}

void loop_on_hangup(struct loop *loop, void (*on_hangup)(void *ctx))
{
    loop->on_hangup = on_hangup;
}

void loop_on_stop_signal(struct loop *loop, void (*on_stop)(void *ctx), void *ctx)
{
    assert(!loop->watches_signals);
    signal(SIGPIPE, SIG_IGN);
    loop->on_stop = on_stop;
    loop->on_stop_ctx = ctx;
    loop->watches_signals = true;
    for (int i = 0; i < STOP_SIGNALS; i++) {
        struct sigaction before = {0};
        int rc = uv_signal_init(&loop->uv, &loop->stop_signals[i]);
        if (rc != 0)
            fatal_start("uv_signal_init", -rc);
        loop->stop_signals[i].data = loop;
        sigaction(STOP_NUMBERS[i], NULL, &before);
        if (STOP_NUMBERS[i] != SIGHUP || before.sa_handler != SIG_IGN) /* nohup(1) wants it ignored */
            rc = uv_signal_start(&loop->stop_signals[i], stop_signalled, STOP_NUMBERS[i]);
        if (rc != 0)
            fatal_start("uv_signal_start", -rc);
    }
}

static void timer_fired(uv_timer_t *handle)
{
    struct loop_timer *timer = handle->data;
    timer->on_time(timer->ctx);
}

struct loop_timer *loop_timer_create(struct loop *loop, void (*on_time)(void *ctx), void *ctx)
{
    struct loop_timer *timer = allocate(1, sizeof(*timer));
    timer->on_time = on_time;
    timer->ctx = ctx;
    uv_timer_init(&loop->uv, &timer->uv);
    timer->uv.data = timer;
    return timer;
}

void loop_timer_start(struct loop_timer *timer, uint64_t after_ms)
{
    uv_timer_start(&timer->uv, timer_fired, after_ms, 0);
}

void loop_timer_repeat(struct loop_timer *timer, uint64_t every_ms)
{
    uv_timer_start(&timer->uv, timer_fired, every_ms, every_ms);
}

void loop_timer_stop(struct loop_timer *timer)
{
    uv_timer_stop(&timer->uv);
}

bool loop_timer_active(const struct loop_timer *timer)
{
    return uv_is_active((const uv_handle_t *)&timer->uv);
}

static void timer_closed(uv_handle_t *handle)
{
    free(handle->data);
}

void loop_timer_destroy(struct loop_timer **take_timer)
{
    struct loop_timer *timer = *take_timer;
    if (!timer)
        return;
    *take_timer = NULL;
    uv_close((uv_handle_t *)&timer->uv, timer_closed);
}
