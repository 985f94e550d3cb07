/* retry_queue.h: who is tried next and when, how much is risked, and what gives way. */
#include "retry_queue.h"

#include "buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define NOW_MS 5000000u

static struct retry_queue queue;

static int clear(void **state)
{
    (void)state;
    queue = (struct retry_queue){.count = 0};
    return 0;
}

static void the_newest_channel_comes_first_and_each_stands_there_once(void **state)
{
    (void)state;
    assert_true(retry_queue_put(&queue, 5, 0, RETRY_FOR_ROW, NOW_MS));
    assert_true(retry_queue_put(&queue, 9, 0, RETRY_FOR_ROW, NOW_MS));
    assert_true(retry_queue_put(&queue, 7, 0, RETRY_FOR_ROW, NOW_MS));
    assert_true(retry_queue_put(&queue, 7, 0, ACTION_POST, NOW_MS));
    assert_int_equal(queue.count, 3);
    assert_int_equal(queue.items[0].channel_id, 9);
    assert_int_equal(queue.items[1].channel_id, 7);
    assert_int_equal(queue.items[1].action, ACTION_POST);
    assert_int_equal(queue.items[2].channel_id, 5);
}

static void each_failure_doubles_the_wait_up_to_a_limit(void **state)
{
    (void)state;
    (void)retry_queue_put(&queue, 5, 0, RETRY_FOR_ROW, NOW_MS);
    uint64_t first = retry_queue_find(&queue, 5, 0)->due_ms - NOW_MS;
    (void)retry_queue_put(&queue, 5, 0, RETRY_FOR_ROW, NOW_MS);
    assert_int_equal(retry_queue_find(&queue, 5, 0)->due_ms - NOW_MS, 2 * first);
    for (int i = 0; i < 100; i++)
        (void)retry_queue_put(&queue, 5, 0, RETRY_FOR_ROW, NOW_MS);
    assert_in_range(retry_queue_find(&queue, 5, 0)->due_ms - NOW_MS, 2 * first, 120000);
}

static void the_oldest_gives_way(void **state)
{
    (void)state;
    for (uint64_t id = 10; id < 10 + RETRY_QUEUE_MAX; id++)
        assert_true(retry_queue_put(&queue, id, 0, RETRY_FOR_ROW, NOW_MS));
    assert_false(retry_queue_put(&queue, 5, 0, RETRY_FOR_ROW, NOW_MS));
    assert_null(retry_queue_find(&queue, 5, 0));
    assert_false(retry_queue_put(&queue, 1000, 0, RETRY_FOR_ROW, NOW_MS));
    assert_int_equal(queue.count, RETRY_QUEUE_MAX);
    assert_int_equal(queue.items[0].channel_id, 1000);
    assert_null(retry_queue_find(&queue, 10, 0));
    assert_non_null(retry_queue_find(&queue, 11, 0));
}

static void a_pin_is_settled_without_its_panel_and_both_are_forgotten_with_the_channel(void **state)
{
    (void)state;
    (void)retry_queue_put(&queue, 5, 0, RETRY_FOR_ROW, NOW_MS);
    (void)retry_queue_put(&queue, 5, 77, ACTION_PIN, NOW_MS);
    (void)retry_queue_put(&queue, 6, 78, ACTION_PIN, NOW_MS);
    retry_queue_remove(&queue, 5, 77);
    assert_non_null(retry_queue_find(&queue, 5, 0));
    assert_null(retry_queue_find(&queue, 5, 77));
    (void)retry_queue_put(&queue, 5, 77, ACTION_PIN, NOW_MS);
    retry_queue_remove_channel(&queue, 5);
    assert_int_equal(queue.count, 1);
    assert_int_equal(queue.items[0].channel_id, 6);
}

static void few_refusals_are_risked_in_an_hour(void **state)
{
    (void)state;
    assert_int_equal(retry_queue_risks_left(&queue, NOW_MS), RETRY_REFUSALS_MAX);
    for (unsigned i = 0; i < RETRY_REFUSALS_MAX; i++)
        retry_queue_refused(&queue, NOW_MS + i);
    assert_int_equal(retry_queue_risks_left(&queue, NOW_MS + 1000), 0);
    assert_int_equal(retry_queue_risks_left(&queue, NOW_MS + RETRY_HOUR_MS), 1);
    assert_int_equal(retry_queue_risks_left(&queue, NOW_MS + 2 * RETRY_HOUR_MS), RETRY_REFUSALS_MAX);
}

static void a_successor_owes_the_same_and_believes_no_nonsense(void **state)
{
    (void)state;
    struct buffer text;
    struct json_value *array = NULL;
    struct retry_queue successor = {.count = 0};
    (void)retry_queue_put(&queue, 5, 0, RETRY_FOR_ROW, NOW_MS);
    (void)retry_queue_put(&queue, 6, 78, ACTION_PIN, NOW_MS);
    buffer_init(&text, 4096);
    struct json_writer w = json_writer(&text);
    retry_queue_write(&queue, &w);
    assert_false(err_is(json_parse(buffer_string(&text), text.length, &array)));
    retry_queue_restore(&successor, array, NOW_MS);
    json_destroy(&array);
    buffer_free(&text);
    assert_int_equal(successor.count, 2);
    assert_int_equal(retry_queue_find(&successor, 5, 0)->action, RETRY_FOR_ROW);
    assert_int_equal(retry_queue_find(&successor, 6, 78)->action, ACTION_PIN);

    static const char NONSENSE[] = "[[\"7\",\"0\",99],[\"8\",\"0\",-1],[0,0,0],7,[]]";
    assert_false(err_is(json_parse(NONSENSE, strlen(NONSENSE), &array)));
    retry_queue_restore(&successor, array, NOW_MS);
    json_destroy(&array);
    assert_int_equal(successor.count, 2);
}

#define OWED_TEST(name) cmocka_unit_test_setup(name, clear)

int main(void)
{
    const struct CMUnitTest tests[] = {
        OWED_TEST(the_newest_channel_comes_first_and_each_stands_there_once),
        OWED_TEST(each_failure_doubles_the_wait_up_to_a_limit),
        OWED_TEST(the_oldest_gives_way),
        OWED_TEST(a_pin_is_settled_without_its_panel_and_both_are_forgotten_with_the_channel),
        OWED_TEST(few_refusals_are_risked_in_an_hour),
        OWED_TEST(a_successor_owes_the_same_and_believes_no_nonsense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
