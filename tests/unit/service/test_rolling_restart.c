/* Restarts that were asked for: now, or one after the other. */
#include "rolling_restart.h"

#include "running_children.h"

static struct rolling_restart rolling;

static int fresh(void **state)
{
    (void)state;
    children_run();
    rolling_restart_init(&rolling, &the_loop, &children);
    return 0;
}

static int over(void **state)
{
    (void)state;
    children_end();
    return 0;
}

static unsigned renewals(void)
{
    unsigned count = 0;
    for (int i = 0; i < WORKERS; i++)
        count += children.by_worker[i] ? children.by_worker[i]->renewals : 0;
    return count;
}

static struct child *the_one_that_is_down(void)
{
    for (int i = 0; i < WORKERS; i++)
        if (children.by_worker[i] && !children.by_worker[i]->up)
            return children.by_worker[i];
    return NULL;
}

static void now_is_now(void **state)
{
    (void)state;
    rolling_restart_now(&rolling, WORKER_SHEETS);
    assert_int_equal(children.by_worker[WORKER_SHEETS]->renewals, 1);
    assert_int_equal(logged("event=worker.renewed"), 1);
}

static void the_next_one_waits_until_the_one_before_is_up_again(void **state)
{
    (void)state;
    rolling_restart_add(&rolling, WORKER_GATEWAY);
    rolling_restart_add(&rolling, WORKER_SHEETS);
    rolling_restart_go_on(&rolling);
    rolling_restart_go_on(&rolling);
    child_link_begin(&the_one_that_is_down()->link, 2); /* its successor runs, but is not READY */
    rolling_restart_go_on(&rolling);
    assert_int_equal(renewals(), 1);
    comes_up(the_one_that_is_down());
    rolling_restart_go_on(&rolling);
    assert_int_equal(renewals(), 2);
    comes_up(the_one_that_is_down());
    rolling_restart_go_on(&rolling);
    rolling_restart_go_on(&rolling);
    assert_int_equal(renewals(), 2);
    assert_int_equal(logged("event=worker.rolling_over"), 1);
}

static void a_worker_that_does_not_run_here_is_not_restarted(void **state)
{
    (void)state;
    rolling_restart_add(&rolling, WORKER_SIMULATOR);
    rolling_restart_go_on(&rolling);
    assert_int_equal(renewals(), 0);
}

static void one_that_does_not_come_back_ends_it_and_the_others_are_named(void **state)
{
    (void)state;
    rolling_restart_add(&rolling, WORKER_GATEWAY);
    rolling_restart_add(&rolling, WORKER_SHEETS);
    rolling_restart_go_on(&rolling);
    pass(10 * 60 * 1000);
    rolling_restart_go_on(&rolling);
    rolling_restart_go_on(&rolling);
    assert_int_equal(renewals(), 1);
    assert_int_equal(logged("event=worker.not_renewed"), 1);
    assert_int_equal(logged("event=worker.rolling_failed"), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, over)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(now_is_now),
        TEST(the_next_one_waits_until_the_one_before_is_up_again),
        TEST(a_worker_that_does_not_run_here_is_not_restarted),
        TEST(one_that_does_not_come_back_ends_it_and_the_others_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
