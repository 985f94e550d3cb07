/* Work that may take for ever, and that nobody waits for. */
#include "detached_work.h"

#include "loop.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>
#include <uv.h>

#include <cmocka.h>

static struct loop *loop;
static pthread_t loop_thread;
static atomic_bool may_end;
static atomic_int begun, ended, discarded;
static atomic_bool signals_blocked;
static int done_calls;
static int data, ctx;

static void work(void *given)
{
    sigset_t mask;
    assert_ptr_equal(given, &data);
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    atomic_store(&signals_blocked, sigismember(&mask, SIGTERM) && sigismember(&mask, SIGCHLD));
    atomic_fetch_add(&begun, 1);
    while (!atomic_load(&may_end))
        usleep(1000);
    atomic_fetch_add(&ended, 1);
}

static void done(void *given_ctx, void *given)
{
    assert_ptr_equal(given_ctx, &ctx);
    assert_ptr_equal(given, &data);
    assert_true(pthread_equal(pthread_self(), loop_thread));
    assert_int_equal(atomic_load(&discarded), 0);
    done_calls++;
    loop_stop(loop);
}

static void discard(void *given)
{
    assert_ptr_equal(given, &data);
    atomic_fetch_add(&discarded, 1);
}

static const struct detached_work_kind KIND = {work, done, discard};

static int set_up(void **state)
{
    (void)state;
    loop = loop_create();
    loop_thread = pthread_self();
    atomic_store(&may_end, false);
    atomic_store(&begun, 0);
    atomic_store(&ended, 0);
    atomic_store(&discarded, 0);
    done_calls = 0;
    alarm(20); /* where it is waited for, that is for ever */
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    loop_destroy(&loop);
    while (!atomic_load(&discarded))
        usleep(1000);
    alarm(0);
    assert_int_equal(atomic_load(&discarded), 1);
    return 0;
}

static struct detached_work *start(void)
{
    struct detached_work *w = NULL;
    assert_false(err_is(detached_work_start(loop, &KIND, &data, &ctx, &w)));
    assert_non_null(w);
    return w;
}

static void its_end_comes_from_the_loop(void **state)
{
    (void)state;
    start();
    atomic_store(&may_end, true);
    assert_int_equal(done_calls, 0);
    loop_run(loop);
    assert_int_equal(done_calls, 1);
    assert_true(atomic_load(&signals_blocked));
}

static void nobody_waits_for_what_is_abandoned(void **state)
{
    (void)state;
    struct detached_work *w = start();
    while (!atomic_load(&begun))
        usleep(1000);
    detached_work_abandon(&w);
    assert_null(w);
    detached_work_abandon(&w);
    loop_destroy(&loop);
    assert_int_equal(atomic_load(&ended), 0);
    assert_int_equal(atomic_load(&discarded), 0);
    atomic_store(&may_end, true);
    while (!atomic_load(&discarded)) /* by its own thread */
        usleep(1000);
    assert_int_equal(done_calls, 0);
}

/* Its thread has ended, and the loop has not come to it yet. */
static void what_is_abandoned_is_not_told(void **state)
{
    (void)state;
    struct detached_work *w = start();
    atomic_store(&may_end, true);
    while (!atomic_load(&ended))
        usleep(1000);
    usleep(10000);
    detached_work_abandon(&w);
    while (!atomic_load(&discarded))
        uv_run(loop_uv(loop), UV_RUN_NOWAIT);
    assert_int_equal(done_calls, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(its_end_comes_from_the_loop, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nobody_waits_for_what_is_abandoned, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_abandoned_is_not_told, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
