/* Two hold the object, the thread and the loop, and the last one frees it. The thread wakes the loop only
 * while that still listens, which the mutex decides. */
#include "detached_work.h"

#include "loop.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <uv.h>

#define STACK_BYTES ((size_t)256 * 1024) /* the modules of nsswitch.conf(5) have large locals */

struct detached_work {
    uv_async_t ended; /* the loop's */
    const struct detached_work_kind *kind;
    void *data, *ctx;      /* data: the thread's until it has ended */
    pthread_mutex_t mutex; /* guards the rest */
    unsigned holders;
    bool listens; /* the loop does */
};

static void release(struct detached_work *w)
{
    pthread_mutex_lock(&w->mutex);
    bool last = --w->holders == 0;
    pthread_mutex_unlock(&w->mutex);
    if (!last)
        return;
    w->kind->discard(w->data);
    pthread_mutex_destroy(&w->mutex);
    free(w);
}

/* ---- The thread's side. */

static void *run(void *ctx)
{
    struct detached_work *w = ctx;
    w->kind->work(w->data);
    pthread_mutex_lock(&w->mutex);
    if (w->listens)
        uv_async_send(&w->ended);
    pthread_mutex_unlock(&w->mutex);
    release(w);
    return NULL;
}

/* Signals are the loop's: the thread is born with all of them blocked. */
static int start_thread(struct detached_work *w)
{
    pthread_t thread;
    pthread_attr_t detached;
    sigset_t all, before;
    sigfillset(&all);
    int refused = pthread_sigmask(SIG_SETMASK, &all, &before);
    if (refused) /* `before` says nothing then */
        return refused;
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&detached, STACK_BYTES);
    refused = pthread_create(&thread, &detached, run, w);
    pthread_attr_destroy(&detached);
    if (pthread_sigmask(SIG_SETMASK, &before, NULL) != 0)
        abort(); /* deaf to SIGTERM for ever else */
    return refused;
}

/* ---- The loop's side. */

static void handle_closed(uv_handle_t *handle)
{
    release(handle->data);
}

static void listen_no_more(struct detached_work *w)
{
    pthread_mutex_lock(&w->mutex);
    w->listens = false;
    pthread_mutex_unlock(&w->mutex);
    uv_close((uv_handle_t *)&w->ended, handle_closed);
}

static void thread_ended(uv_async_t *async)
{
    struct detached_work *w = async->data;
    listen_no_more(w);
    w->kind->done(w->ctx, w->data);
}

struct err detached_work_start(struct loop *loop, const struct detached_work_kind *kind, void *data,
                               void *ctx, struct detached_work **ret_work)
{
    struct detached_work *w = calloc(1, sizeof(*w));
    if (!w || pthread_mutex_init(&w->mutex, NULL) != 0)
        abort();
    *ret_work = NULL;
    w->kind = kind;
    w->data = data;
    w->ctx = ctx;
    w->holders = 1;
    int rc = uv_async_init(loop_uv(loop), &w->ended, thread_ended);
    if (rc != 0) {
        release(w);
        return err_make(ERR_LOOP, "detached_work.async", rc);
    }
    w->ended.data = w;
    w->holders = 2;
    w->listens = true;
    int refused = start_thread(w);
    if (refused) {
        w->holders = 1;
        listen_no_more(w);
        return err_make(ERR_SYSTEM, "detached_work.thread", refused);
    }
    *ret_work = w;
    return ERR_OK;
}

void detached_work_abandon(struct detached_work **take_work)
{
    struct detached_work *w = *take_work;
    if (!w)
        return;
    *take_work = NULL;
    listen_no_more(w);
}
