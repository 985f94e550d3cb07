/* alert_queue.h: order, room, and what may be dropped. */
#include "alert_queue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct alert_queue queue;

static struct alert_message message(unsigned n)
{
    struct alert_message m = {.rule = ALERT_DOWN, .delivery = {ALERT_WAITS, ALERT_WAITS}};
    snprintf(m.id, sizeof(m.id), "a-%u", n);
    return m;
}

static int begin(void **state)
{
    (void)state;
    memset(&queue, 0, sizeof(queue));
    return 0;
}

static bool add(unsigned n)
{
    struct alert_message m = message(n);
    return alert_queue_add(&queue, &m);
}

static const char *next(enum alert_channel_id channel)
{
    struct alert_message *m = alert_queue_next(&queue, channel);
    return m ? m->id : "none";
}

static void messages_leave_in_order_to_each_channel_by_itself(void **state)
{
    (void)state;
    add(1);
    add(2);
    assert_string_equal(next(ALERT_WEBHOOK), "a-1");
    alert_queue_find(&queue, "a-1")->delivery[ALERT_WEBHOOK] = ALERT_TAKEN;
    assert_string_equal(next(ALERT_WEBHOOK), "a-2");
    assert_string_equal(next(ALERT_FALLBACK), "a-1");
    assert_int_equal(alert_queue_waiting(&queue, ALERT_WEBHOOK), 1);
}

static void one_that_was_refused_lets_the_others_pass_and_is_given_up_in_the_end(void **state)
{
    (void)state;
    add(1);
    add(2);
    struct alert_message *first = alert_queue_find(&queue, "a-1");
    assert_false(alert_message_rejected(first, ALERT_WEBHOOK));
    assert_string_equal(next(ALERT_WEBHOOK), "a-2");
    for (int i = 2; i < ALERT_REJECT_MAX; i++)
        assert_false(alert_message_rejected(first, ALERT_WEBHOOK));
    assert_true(alert_message_rejected(first, ALERT_WEBHOOK));
    assert_int_equal(first->delivery[ALERT_WEBHOOK], ALERT_GIVEN_UP);
    assert_int_equal(first->delivery[ALERT_FALLBACK], ALERT_WAITS);
}

static void room_is_made_by_what_is_done_then_by_what_reached_somebody_then_counted(void **state)
{
    (void)state;
    for (unsigned n = 0; n < ALERT_QUEUE_MAX; n++)
        add(n);
    struct alert_message *done = alert_queue_find(&queue, "a-9");
    done->delivery[0] = done->delivery[1] = ALERT_TAKEN;
    alert_queue_find(&queue, "a-5")->delivery[ALERT_FALLBACK] = ALERT_TAKEN;
    assert_true(add(100));
    assert_null(alert_queue_find(&queue, "a-9"));
    assert_true(add(101));
    assert_null(alert_queue_find(&queue, "a-5"));
    assert_int_equal(queue.dropped, 0);
    assert_false(add(102));
    assert_null(alert_queue_find(&queue, "a-0"));
    assert_int_equal(queue.dropped, 1);
    assert_int_equal(queue.count, ALERT_QUEUE_MAX);
    assert_non_null(alert_queue_find(&queue, "a-102"));
}

static void two_queues_are_united_without_doubles(void **state)
{
    (void)state;
    static struct alert_queue other;
    struct alert_message old = message(1), both = message(2);
    memset(&other, 0, sizeof(other));
    alert_queue_add(&other, &old);
    alert_queue_add(&other, &both);
    add(2);
    add(3);
    alert_queue_merge(&queue, &other);
    assert_int_equal(queue.count, 3);
    assert_string_equal(queue.messages[0].id, "a-1");
    assert_string_equal(queue.messages[2].id, "a-3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(messages_leave_in_order_to_each_channel_by_itself, begin),
        cmocka_unit_test_setup(one_that_was_refused_lets_the_others_pass_and_is_given_up_in_the_end, begin),
        cmocka_unit_test_setup(room_is_made_by_what_is_done_then_by_what_reached_somebody_then_counted,
                               begin),
        cmocka_unit_test_setup(two_queues_are_united_without_doubles, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
