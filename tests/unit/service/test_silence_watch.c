/* The watchdog turns, and does not judge while the supervisor itself was held up. */
#include "silence_watch.h"

#include "running_children.h"

static struct silence_watch watch;

static int fresh(void **state)
{
    (void)state;
    children_run();
    silence_watch_init(&watch, &the_loop, &children);
    return 0;
}

static int over(void **state)
{
    (void)state;
    silence_watch_fini(&watch);
    children_end();
    return 0;
}

static unsigned watched(void)
{
    return children.by_worker[WORKER_SHEETS]->watched;
}

static void every_second_and_more_often_with_a_short_patience(void **state)
{
    (void)state;
    settings_put(&settings, SETTING_HANG_TIMEOUT_S, "30");
    silence_watch_use(&watch, &settings);
    assert_int_equal(children.by_worker[WORKER_SHEETS]->hang_timeout_ms, 30000);
    pass(3000);
    assert_int_equal(watched(), 3);
    settings_put(&settings, SETTING_HANG_TIMEOUT_S, "3");
    silence_watch_use(&watch, &settings);
    assert_int_equal(children.by_worker[WORKER_SHEETS]->hang_timeout_ms, 3000);
    pass(3000);
    assert_int_equal(watched(), 3 + 12);
}

static void time_that_the_supervisor_slept_is_held_against_nobody(void **state)
{
    (void)state;
    settings_put(&settings, SETTING_HANG_TIMEOUT_S, "30");
    silence_watch_use(&watch, &settings);
    pass(1000);
    the_loop.now_ms += 60000;
    turn_once();
    assert_int_equal(watched(), 1);
    assert_int_equal(logged("event=supervisor.late"), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, over)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_second_and_more_often_with_a_short_patience),
        TEST(time_that_the_supervisor_slept_is_held_against_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
