/* Group after group, then out of the loop. */
#include "ordered_stop.h"

#include "stop_plan.h"

#include "running_children.h"

static struct ordered_stop stop;
static unsigned begun;

static void on_begun(void *ctx)
{
    (void)ctx;
    assert_string_equal(asked, ""); /* before the first child is ended */
    begun++;
}

static int fresh(void **state)
{
    (void)state;
    children_run();
    begun = 0;
    ordered_stop_init(&stop, &the_loop, &children, on_begun, NULL);
    return 0;
}

static int over(void **state)
{
    (void)state;
    ordered_stop_fini(&stop);
    children_end();
    return 0;
}

static void ends(enum worker worker)
{
    children.by_worker[worker]->stopped = true;
    ordered_stop_child_changed(&stop, children.by_worker[worker]);
}

static void children_end_in_the_order_of_the_plan(void **state)
{
    (void)state;
    assert_true(ordered_stop_begin(&stop));
    assert_int_equal(begun, 1);
    unsigned groups = 0;
    while (!loop_stops) {
        bool left[WORKERS];
        for (int i = 0; i < WORKERS; i++)
            left[i] = children.by_worker[i] && !children.by_worker[i]->stopped;
        unsigned group = stop_plan_group(left);
        for (int i = 0; i < WORKERS; i++) {
            bool its_turn = left[i] && stop_plan_in_group((enum worker)i, group);
            if (left[i])
                assert_int_equal(children.by_worker[i]->grace_ms, its_turn ? stop_plan_grace_ms(group) : 0);
        }
        for (int i = 0; i < WORKERS; i++)
            if (left[i] && stop_plan_in_group((enum worker)i, group))
                ends((enum worker)i);
        groups++;
    }
    assert_true(groups > 1);
    assert_int_equal(loop_stops, 1);
}

static void it_begins_once(void **state)
{
    (void)state;
    assert_true(ordered_stop_begin(&stop));
    char first[sizeof(asked)];
    memcpy(first, asked, sizeof(asked));
    assert_false(ordered_stop_begin(&stop));
    ordered_stop_child_changed(&stop, children.by_worker[WORKER_HEALTH]);
    assert_string_equal(asked, first);
    assert_int_equal(begun, 1);
    assert_int_equal(logged("event=supervisor.stopping"), 1);
}

static void a_child_that_waits_for_its_next_start_is_not_started_any_more(void **state)
{
    (void)state;
    ordered_stop_begin(&stop);
    asked[0] = '\0';
    children.by_worker[WORKER_HEALTH]->waits = true;
    ordered_stop_child_changed(&stop, children.by_worker[WORKER_HEALTH]);
    assert_int_equal(asked[0], 'e');
    assert_int_equal(children.by_worker[WORKER_HEALTH]->grace_ms, 0);
}

static void a_second_signal_kills(void **state)
{
    (void)state;
    ordered_stop_signalled(&stop);
    assert_null(strchr(asked, 'k'));
    ordered_stop_signalled(&stop);
    for (int i = 0; i < WORKERS; i++)
        assert_true(!children.by_worker[i] || children.by_worker[i]->kills == 1);
    assert_int_equal(logged("event=supervisor.stop_now"), 1);
}

static void it_does_not_last_for_ever(void **state)
{
    (void)state;
    ordered_stop_begin(&stop);
    pass(STOP_WHOLE_MS - 1);
    assert_int_equal(loop_stops, 0);
    pass(1);
    assert_int_equal(loop_stops, 1);
    assert_int_equal(logged("event=supervisor.stop_abandoned"), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, over)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(children_end_in_the_order_of_the_plan),
        TEST(it_begins_once),
        TEST(a_child_that_waits_for_its_next_start_is_not_started_any_more),
        TEST(a_second_signal_kills),
        TEST(it_does_not_last_for_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
