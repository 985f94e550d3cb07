/* send_budget.h: 120 in 60 seconds, and a reserve for our own heartbeats. */
#include "send_budget.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static unsigned take_all(struct send_budget *b, enum send_kind kind, uint64_t now_ms)
{
    unsigned taken = 0;
    while (!err_is(send_budget_take(b, kind, 100, now_ms)))
        taken++;
    return taken;
}

static void commands_leave_room_for_answers_and_these_for_beats(void **state)
{
    (void)state;
    struct send_budget b;
    send_budget_init(&b);
    assert_int_equal(take_all(&b, SEND_COMMAND, 1000), 104);
    assert_int_equal(take_all(&b, SEND_ANSWER, 1000), 8);
    assert_int_equal(take_all(&b, SEND_BEAT, 1000), 8);
}

static void the_refusal_says_how_long_to_wait(void **state)
{
    (void)state;
    struct send_budget b;
    send_budget_init(&b);
    take_all(&b, SEND_BEAT, 1000);
    struct err e = send_budget_take(&b, SEND_BEAT, 100, 21000);
    assert_int_equal(e.kind, ERR_FULL);
    assert_int_equal(e.code, 40000);
    assert_false(err_is(send_budget_take(&b, SEND_BEAT, 100, 61000)));
}

static void more_than_4096_bytes_are_never_sent(void **state)
{
    (void)state;
    struct send_budget b;
    send_budget_init(&b);
    assert_false(err_is(send_budget_take(&b, SEND_COMMAND, 4096, 0)));
    struct err e = send_budget_take(&b, SEND_COMMAND, 4097, 0);
    assert_int_equal(e.kind, ERR_FULL);
    assert_int_equal(e.code, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commands_leave_room_for_answers_and_these_for_beats),
        cmocka_unit_test(the_refusal_says_how_long_to_wait),
        cmocka_unit_test(more_than_4096_bytes_are_never_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
