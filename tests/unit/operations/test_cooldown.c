/* An owner is told at most once in five minutes. */
#include "cooldown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct cooldown cooldown;

static int setup(void **state)
{
    (void)state;
    cooldown = (struct cooldown){0};
    return 0;
}

static void an_owner_is_told_once_in_five_minutes(void **state)
{
    (void)state;
    assert_true(cooldown_take(&cooldown, 7, 1000));
    assert_false(cooldown_take(&cooldown, 7, 1000 + COOLDOWN_MS - 1));
    assert_true(cooldown_take(&cooldown, 7, 1000 + COOLDOWN_MS));
}

static void each_ticket_counts_for_itself(void **state)
{
    (void)state;
    assert_true(cooldown_take(&cooldown, 7, 0));
    assert_true(cooldown_take(&cooldown, 8, 0));
}

static void what_was_not_told_does_not_count(void **state)
{
    (void)state;
    assert_true(cooldown_take(&cooldown, 7, 0));
    cooldown_give_back(&cooldown, 7);
    assert_true(cooldown_take(&cooldown, 7, 1));
}

static void a_full_table_tells_nobody_rather_than_too_often(void **state)
{
    (void)state;
    for (uint64_t channel = 1; channel <= COOLDOWN_ENTRIES_MAX; channel++)
        assert_true(cooldown_take(&cooldown, channel, 10));
    assert_false(cooldown_take(&cooldown, 9999, 20));
    assert_false(cooldown_take(&cooldown, 1, 20));
    assert_true(cooldown_take(&cooldown, 9999, 10 + COOLDOWN_MS));
}

static void what_is_over_makes_room_and_is_not_handed_on(void **state)
{
    (void)state;
    for (uint64_t channel = 1; channel <= 5; channel++)
        assert_true(cooldown_take(&cooldown, channel, channel * 10));
    cooldown_give_back(&cooldown, 2);
    assert_true(cooldown_take(&cooldown, 9, 35 + COOLDOWN_MS)); /* 1 and 3 are over */
    assert_int_equal(cooldown.count, 3);
    assert_false(cooldown_take(&cooldown, 4, 36 + COOLDOWN_MS));
    assert_false(cooldown_take(&cooldown, 5, 36 + COOLDOWN_MS));
    struct buffer text;
    buffer_init(&text, 1024);
    struct json_writer w = json_writer(&text);
    cooldown_write(&cooldown, &w, 45 + COOLDOWN_MS); /* 4 is over by now */
    assert_null(strstr(buffer_string(&text), "\"4\""));
    assert_non_null(strstr(buffer_string(&text), "\"5\""));
    assert_non_null(strstr(buffer_string(&text), "\"9\""));
    buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(an_owner_is_told_once_in_five_minutes, setup),
        cmocka_unit_test_setup(each_ticket_counts_for_itself, setup),
        cmocka_unit_test_setup(what_was_not_told_does_not_count, setup),
        cmocka_unit_test_setup(what_is_over_makes_room_and_is_not_handed_on, setup),
        cmocka_unit_test_setup(a_full_table_tells_nobody_rather_than_too_often, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
