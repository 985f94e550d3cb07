/* One at a time per ticket. */
#include "ticket_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct ticket_line line;
static int called[8], calls;

static void on_turn(void *ctx)
{
    called[calls++] = *(int *)ctx;
}

static int setup(void **state)
{
    (void)state;
    line = (struct ticket_line){.first = NULL};
    calls = 0;
    return 0;
}

static int NUMBERS[] = {0, 1, 2, 3};

static struct ticket_turn turn(uint64_t channel, int number)
{
    return (struct ticket_turn){.channel_id = channel, .on_turn = on_turn, .ctx = &NUMBERS[number]};
}

static void the_second_of_a_ticket_waits_for_the_first(void **state)
{
    (void)state;
    struct ticket_turn a = turn(7, 0), b = turn(7, 1), c = turn(7, 2);
    assert_int_equal(ticket_line_join(&line, &a), TICKET_FIRST);
    assert_int_equal(ticket_line_join(&line, &b), TICKET_WAITS);
    assert_int_equal(ticket_line_join(&line, &c), TICKET_WAITS);
    assert_int_equal(calls, 0);
    ticket_line_leave(&line, &a);
    assert_int_equal(calls, 1);
    assert_int_equal(called[0], 1);
    ticket_line_leave(&line, &b);
    assert_int_equal(called[1], 2);
    ticket_line_leave(&line, &c);
    assert_int_equal(calls, 2);
    assert_int_equal(line.count, 0);
}

static void tickets_do_not_wait_for_each_other(void **state)
{
    (void)state;
    struct ticket_turn a = turn(7, 0), b = turn(8, 1);
    assert_int_equal(ticket_line_join(&line, &a), TICKET_FIRST);
    assert_int_equal(ticket_line_join(&line, &b), TICKET_FIRST);
    ticket_line_leave(&line, &a);
    assert_int_equal(calls, 0);
}

static void who_is_behind_is_of_the_same_ticket(void **state)
{
    (void)state;
    struct ticket_turn a = turn(7, 0), b = turn(8, 1), c = turn(7, 2);
    (void)ticket_line_join(&line, &a);
    (void)ticket_line_join(&line, &b);
    (void)ticket_line_join(&line, &c);
    assert_ptr_equal(ticket_line_behind(&a), &c);
    assert_null(ticket_line_behind(&b));
    assert_null(ticket_line_behind(&c));
}

static void a_full_line_refuses(void **state)
{
    (void)state;
    static struct ticket_turn turns[TICKET_TURNS_MOST + 1];
    for (size_t i = 0; i < TICKET_TURNS_MOST; i++) {
        turns[i] = turn(i, 0);
        assert_int_equal(ticket_line_join(&line, &turns[i]), TICKET_FIRST);
    }
    assert_int_equal(ticket_line_join(&line, &turns[TICKET_TURNS_MOST]), TICKET_REFUSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_second_of_a_ticket_waits_for_the_first, setup),
        cmocka_unit_test_setup(tickets_do_not_wait_for_each_other, setup),
        cmocka_unit_test_setup(who_is_behind_is_of_the_same_ticket, setup),
        cmocka_unit_test_setup(a_full_line_refuses, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
