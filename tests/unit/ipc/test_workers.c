/* workers.h: names. */
#include "workers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void workers_are_found_by_program_or_by_first_part(void **state)
{
    (void)state;
    enum worker worker = WORKERS;
    assert_true(worker_named("gateway-worker", &worker) && worker == WORKER_GATEWAY);
    assert_true(worker_named("sheets", &worker) && worker == WORKER_SHEETS);
    assert_true(worker_named("simulator", &worker) && worker == WORKER_SIMULATOR);
}

static void other_names_are_nobody(void **state)
{
    (void)state;
    enum worker worker = WORKER_HEALTH;
    assert_false(worker_named("", &worker));
    assert_false(worker_named("gate", &worker));
    assert_false(worker_named("gateway-", &worker));
    assert_false(worker_named("supervisor", &worker));
    assert_int_equal(worker, WORKER_HEALTH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workers_are_found_by_program_or_by_first_part),
        cmocka_unit_test(other_names_are_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
