/* The order of a stop. */
#include "stop_plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void workers_go_first_pages_next_pretend_discord_last(void **state)
{
    (void)state;
    bool left[WORKERS] = {true, true, true, true};
    unsigned group = stop_plan_group(left);
    assert_true(stop_plan_in_group(WORKER_GATEWAY, group));
    assert_true(stop_plan_in_group(WORKER_SHEETS, group));
    assert_false(stop_plan_in_group(WORKER_HEALTH, group));
    left[WORKER_GATEWAY] = false;
    assert_int_equal(stop_plan_group(left), group);
    left[WORKER_SHEETS] = false;
    group = stop_plan_group(left);
    assert_true(stop_plan_in_group(WORKER_HEALTH, group));
    assert_false(stop_plan_in_group(WORKER_SIMULATOR, group));
    left[WORKER_HEALTH] = false;
    assert_true(stop_plan_in_group(WORKER_SIMULATOR, stop_plan_group(left)));
    left[WORKER_SIMULATOR] = false;
    assert_int_equal(stop_plan_group(left), 0);
}

static void all_groups_together_stay_within_the_whole(void **state)
{
    (void)state;
    bool left[WORKERS] = {true, true, true, true};
    uint64_t sum = 0;
    for (unsigned group; (group = stop_plan_group(left)) != 0;) {
        assert_true(stop_plan_grace_ms(group) > 0);
        sum += stop_plan_grace_ms(group);
        for (int i = 0; i < WORKERS; i++)
            if (stop_plan_in_group((enum worker)i, group))
                left[i] = false;
    }
    assert_true(sum < STOP_WHOLE_MS);
    assert_true(STOP_WHOLE_MS < 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workers_go_first_pages_next_pretend_discord_last),
        cmocka_unit_test(all_groups_together_stay_within_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
