/* Who waits is found by what he waits for, by his row, by his deadline. */
#include "waiting_gets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static struct waiting_get get(uint64_t seq, const char *key, enum awaited awaited, uint64_t deadline_ms)
{
    struct waiting_get g = {.seq = seq, .awaited = awaited, .deadline_ms = deadline_ms};
    snprintf(g.key, sizeof(g.key), "%s", key);
    return g;
}

static void each_is_taken_out_once_and_in_its_order(void **state)
{
    (void)state;
    struct waiting_gets w = {.count = 0};
    struct waiting_get taken[WAITING_GETS_MAX];
    const struct waiting_get gets[] = {get(1, "a", AWAITS_READ, 10), get(2, "a", AWAITS_DISK, 20),
                                       get(3, "b", AWAITS_DISK, 30), get(4, "a", AWAITS_DISK, 40)};
    for (size_t i = 0; i < 4; i++)
        assert_true(waiting_gets_add(&w, &gets[i]));
    assert_int_equal(waiting_gets_take(&w, AWAITS_DISK, "a", taken), 2);
    assert_int_equal(taken[0].seq, 2);
    assert_int_equal(taken[1].seq, 4);
    assert_int_equal(waiting_gets_take(&w, AWAITS_DISK, "a", taken), 0);
    assert_int_equal(waiting_gets_take_overdue(&w, 9, taken), 0);
    assert_int_equal(waiting_gets_take_overdue(&w, 10, taken), 1);
    assert_int_equal(taken[0].seq, 1);
    assert_int_equal(waiting_gets_take(&w, AWAITS_DISK, NULL, taken), 1);
    assert_int_equal(w.count, 0);
}

static void there_is_an_end_to_waiting(void **state)
{
    (void)state;
    static struct waiting_gets w;
    const struct waiting_get one = get(1, "a", AWAITS_READ, 10);
    for (size_t i = 0; i < WAITING_GETS_MAX; i++)
        assert_true(waiting_gets_add(&w, &one));
    assert_false(waiting_gets_add(&w, &one));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_taken_out_once_and_in_its_order),
        cmocka_unit_test(there_is_an_end_to_waiting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
