/* disk_queue.h: jobs in order, one at a time, off the loop's thread; done on it; destroyed only when all is
 * done. */
#include "disk_queue.h"

#include "loop.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define JOBS 5

static struct loop *loop;
static struct disk_queue *queue;
static pthread_t loop_thread;
static atomic_int running, most_running, on_loop_thread;
static char order[4 * JOBS];

struct numbered {
    struct disk_job job;
    char name;
    int again; /* how often it adds itself once more */
};

static void note(char c)
{
    size_t used = strlen(order);
    order[used] = c;
    order[used + 1] = '\0';
}

static void work(void *ctx)
{
    (void)ctx;
    int now = atomic_fetch_add(&running, 1) + 1;
    if (now > atomic_load(&most_running))
        atomic_store(&most_running, now);
    if (pthread_equal(pthread_self(), loop_thread))
        atomic_fetch_add(&on_loop_thread, 1);
    usleep(2000); /* long enough for a second thread to be seen, were there one */
    atomic_fetch_sub(&running, 1);
}

static void done(void *ctx)
{
    struct numbered *n = ctx;
    assert_true(pthread_equal(pthread_self(), loop_thread));
    assert_false(disk_job_busy(&n->job));
    note(n->name);
    if (n->again-- > 0)
        disk_queue_add(queue, &n->job);
}

static struct numbered numbered(char name, int again)
{
    return (struct numbered){.job = {.work = work, .done = done}, .name = name, .again = again};
}

static int set_up(void **state)
{
    (void)state;
    loop = loop_create();
    queue = disk_queue_create(loop);
    loop_thread = pthread_self();
    atomic_store(&most_running, 0);
    atomic_store(&on_loop_thread, 0);
    order[0] = '\0';
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    disk_queue_destroy(&queue);
    loop_destroy(&loop);
    return 0;
}

static void stop_loop(void *ctx)
{
    (void)ctx;
    note('.');
    loop_stop(loop);
}

static void runs_jobs_in_order_one_at_a_time_off_the_loop(void **state)
{
    (void)state;
    struct numbered jobs[JOBS];
    for (int i = 0; i < JOBS; i++) {
        jobs[i] = numbered((char)('a' + i), 0);
        jobs[i].job.ctx = &jobs[i];
        disk_queue_add(queue, &jobs[i].job);
        assert_true(disk_job_busy(&jobs[i].job));
    }
    disk_queue_when_idle(queue, stop_loop, NULL);
    assert_string_equal(order, "");
    loop_run(loop);
    assert_string_equal(order, "abcde.");
    assert_int_equal(atomic_load(&most_running), 1);
    assert_int_equal(atomic_load(&on_loop_thread), 0);
}

static void lets_a_job_add_itself_behind_the_others(void **state)
{
    (void)state;
    struct numbered twice = numbered('t', 1), once = numbered('o', 0);
    twice.job.ctx = &twice;
    once.job.ctx = &once;
    disk_queue_add(queue, &twice.job);
    disk_queue_add(queue, &once.job);
    disk_queue_when_idle(queue, stop_loop, NULL);
    loop_run(loop);
    assert_string_equal(order, "tot.");
}

static void tells_idle_from_the_loop_when_nothing_was_added(void **state)
{
    (void)state;
    disk_queue_when_idle(queue, stop_loop, NULL);
    assert_string_equal(order, "");
    loop_run(loop);
    assert_string_equal(order, ".");
}

static void finishes_what_was_added_before_it_is_destroyed(void **state)
{
    (void)state;
    struct numbered a = numbered('a', 2), b = numbered('b', 0);
    a.job.ctx = &a;
    b.job.ctx = &b;
    struct disk_queue *own = disk_queue_create(loop), *others = queue;
    queue = own; /* `a` adds itself to it */
    disk_queue_add(own, &a.job);
    disk_queue_add(own, &b.job);
    disk_queue_destroy(&own);
    assert_null(own);
    assert_string_equal(order, "abaa");
    queue = others;
}

static void destroys_without_turning_the_loop(void **state)
{
    (void)state;
    struct loop_timer *due = loop_timer_create(loop, stop_loop, NULL);
    struct numbered a = numbered('a', 0), b = numbered('b', 0);
    a.job.ctx = &a;
    b.job.ctx = &b;
    disk_queue_add(queue, &a.job);
    disk_queue_add(queue, &b.job);
    loop_timer_start(due, 0);
    disk_queue_destroy(&queue);
    assert_string_equal(order, "ab"); /* what else was due has not been called */
    loop_run(loop);
    assert_string_equal(order, "ab.");
    loop_timer_destroy(&due);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(runs_jobs_in_order_one_at_a_time_off_the_loop, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lets_a_job_add_itself_behind_the_others, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tells_idle_from_the_loop_when_nothing_was_added, set_up, tear_down),
        cmocka_unit_test_setup_teardown(finishes_what_was_added_before_it_is_destroyed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(destroys_without_turning_the_loop, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
