/* owed.h: who is tried next and when, how much is risked, and what gives way. */
#include "owed.h"

#include "buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define NOW_MS 5000000u

static struct owed owed;

static int clear(void **state)
{
    (void)state;
    owed = (struct owed){.count = 0};
    return 0;
}

static void the_newest_channel_comes_first_and_each_stands_there_once(void **state)
{
    (void)state;
    assert_true(owed_put(&owed, 5, 0, OWED_FOR_ROW, NOW_MS));
    assert_true(owed_put(&owed, 9, 0, OWED_FOR_ROW, NOW_MS));
    assert_true(owed_put(&owed, 7, 0, OWED_FOR_ROW, NOW_MS));
    assert_true(owed_put(&owed, 7, 0, ACT_POST, NOW_MS));
    assert_int_equal(owed.count, 3);
    assert_int_equal(owed.items[0].channel_id, 9);
    assert_int_equal(owed.items[1].channel_id, 7);
    assert_int_equal(owed.items[1].act, ACT_POST);
    assert_int_equal(owed.items[2].channel_id, 5);
}

static void each_failure_doubles_the_wait_up_to_a_limit(void **state)
{
    (void)state;
    (void)owed_put(&owed, 5, 0, OWED_FOR_ROW, NOW_MS);
    uint64_t first = owed_find(&owed, 5, 0)->due_ms - NOW_MS;
    (void)owed_put(&owed, 5, 0, OWED_FOR_ROW, NOW_MS);
    assert_int_equal(owed_find(&owed, 5, 0)->due_ms - NOW_MS, 2 * first);
    for (int i = 0; i < 100; i++)
        (void)owed_put(&owed, 5, 0, OWED_FOR_ROW, NOW_MS);
    assert_in_range(owed_find(&owed, 5, 0)->due_ms - NOW_MS, 2 * first, 120000);
}

static void the_oldest_gives_way(void **state)
{
    (void)state;
    for (uint64_t id = 10; id < 10 + OWED_MOST; id++)
        assert_true(owed_put(&owed, id, 0, OWED_FOR_ROW, NOW_MS));
    assert_false(owed_put(&owed, 5, 0, OWED_FOR_ROW, NOW_MS));
    assert_null(owed_find(&owed, 5, 0));
    assert_false(owed_put(&owed, 1000, 0, OWED_FOR_ROW, NOW_MS));
    assert_int_equal(owed.count, OWED_MOST);
    assert_int_equal(owed.items[0].channel_id, 1000);
    assert_null(owed_find(&owed, 10, 0));
    assert_non_null(owed_find(&owed, 11, 0));
}

static void a_pin_is_settled_without_its_panel_and_both_are_forgotten_with_the_channel(void **state)
{
    (void)state;
    (void)owed_put(&owed, 5, 0, OWED_FOR_ROW, NOW_MS);
    (void)owed_put(&owed, 5, 77, ACT_PIN, NOW_MS);
    (void)owed_put(&owed, 6, 78, ACT_PIN, NOW_MS);
    owed_settle(&owed, 5, 77);
    assert_non_null(owed_find(&owed, 5, 0));
    assert_null(owed_find(&owed, 5, 77));
    (void)owed_put(&owed, 5, 77, ACT_PIN, NOW_MS);
    owed_forget(&owed, 5);
    assert_int_equal(owed.count, 1);
    assert_int_equal(owed.items[0].channel_id, 6);
}

static void few_refusals_are_risked_in_an_hour(void **state)
{
    (void)state;
    assert_int_equal(owed_risks_left(&owed, NOW_MS), OWED_REFUSALS_MOST);
    for (unsigned i = 0; i < OWED_REFUSALS_MOST; i++)
        owed_refused(&owed, NOW_MS + i);
    assert_int_equal(owed_risks_left(&owed, NOW_MS + 1000), 0);
    assert_int_equal(owed_risks_left(&owed, NOW_MS + OWED_HOUR_MS), 1);
    assert_int_equal(owed_risks_left(&owed, NOW_MS + 2 * OWED_HOUR_MS), OWED_REFUSALS_MOST);
}

static void a_successor_owes_the_same_and_believes_no_nonsense(void **state)
{
    (void)state;
    struct buffer text;
    struct json_value *array = NULL;
    struct owed successor = {.count = 0};
    (void)owed_put(&owed, 5, 0, OWED_FOR_ROW, NOW_MS);
    (void)owed_put(&owed, 6, 78, ACT_PIN, NOW_MS);
    buffer_init(&text, 4096);
    struct json_writer w = json_writer(&text);
    owed_write(&owed, &w);
    assert_false(err_is(json_parse(buffer_string(&text), text.length, &array)));
    owed_restore(&successor, array, NOW_MS);
    json_destroy(&array);
    buffer_free(&text);
    assert_int_equal(successor.count, 2);
    assert_int_equal(owed_find(&successor, 5, 0)->act, OWED_FOR_ROW);
    assert_int_equal(owed_find(&successor, 6, 78)->act, ACT_PIN);

    static const char NONSENSE[] = "[[\"7\",\"0\",99],[\"8\",\"0\",-1],[0,0,0],7,[]]";
    assert_false(err_is(json_parse(NONSENSE, strlen(NONSENSE), &array)));
    owed_restore(&successor, array, NOW_MS);
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
