/* One at a time per ticket. */
#include "channel_queue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct channel_queue queue;
static int called[8], calls;

static void on_front(void *ctx)
{
    called[calls++] = *(int *)ctx;
}

static int setup(void **state)
{
    (void)state;
    queue = (struct channel_queue){.first = NULL};
    calls = 0;
    return 0;
}

static int NUMBERS[] = {0, 1, 2, 3};

static struct queue_entry turn(uint64_t channel, int number)
{
    return (struct queue_entry){.channel_id = channel, .on_front = on_front, .ctx = &NUMBERS[number]};
}

static void the_second_of_a_ticket_waits_for_the_first(void **state)
{
    (void)state;
    struct queue_entry a = turn(7, 0), b = turn(7, 1), c = turn(7, 2);
    assert_int_equal(channel_queue_join(&queue, &a), QUEUE_FIRST);
    assert_int_equal(channel_queue_join(&queue, &b), QUEUE_WAITS);
    assert_int_equal(channel_queue_join(&queue, &c), QUEUE_WAITS);
    assert_int_equal(calls, 0);
    channel_queue_leave(&queue, &a);
    assert_int_equal(calls, 1);
    assert_int_equal(called[0], 1);
    channel_queue_leave(&queue, &b);
    assert_int_equal(called[1], 2);
    channel_queue_leave(&queue, &c);
    assert_int_equal(calls, 2);
    assert_int_equal(queue.count, 0);
}

static void tickets_do_not_wait_for_each_other(void **state)
{
    (void)state;
    struct queue_entry a = turn(7, 0), b = turn(8, 1);
    assert_int_equal(channel_queue_join(&queue, &a), QUEUE_FIRST);
    assert_int_equal(channel_queue_join(&queue, &b), QUEUE_FIRST);
    channel_queue_leave(&queue, &a);
    assert_int_equal(calls, 0);
}

static void who_is_behind_is_of_the_same_ticket(void **state)
{
    (void)state;
    struct queue_entry a = turn(7, 0), b = turn(8, 1), c = turn(7, 2);
    (void)channel_queue_join(&queue, &a);
    (void)channel_queue_join(&queue, &b);
    (void)channel_queue_join(&queue, &c);
    assert_ptr_equal(channel_queue_behind(&a), &c);
    assert_null(channel_queue_behind(&b));
    assert_null(channel_queue_behind(&c));
}

static void a_full_line_refuses(void **state)
{
    (void)state;
    static struct queue_entry turns[QUEUE_ENTRIES_MAX + 1];
    for (size_t i = 0; i < QUEUE_ENTRIES_MAX; i++) {
        turns[i] = turn(i, 0);
        assert_int_equal(channel_queue_join(&queue, &turns[i]), QUEUE_FIRST);
    }
    assert_int_equal(channel_queue_join(&queue, &turns[QUEUE_ENTRIES_MAX]), QUEUE_REFUSED);
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
