/* Which row of ours the clearing of a second row fell on. */
#include "clear_aims.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ONE 1020827427888435210u
#define TWO 1020827427888435211u

static char restored[80];
static struct row_map *before, *now;

static int set_up(void **state)
{
    (void)state;
    before = row_map_create();
    now = row_map_create();
    row_map_add(before, 2, ONE, "[1]", "{}", "7");
    row_map_add(before, 3, ONE, "[1]", "{}", "7");
    row_map_add(before, 4, TWO, "[2]", "{}", "8");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    row_map_destroy(&before);
    row_map_destroy(&now);
    return 0;
}

static void take(void *ctx, const struct row *row)
{
    (void)ctx;
    snprintf(restored, sizeof(restored), "%s %s", row->key, row->b);
}

/* The second row of ONE was to be cleared at `place`. */
static const char *look(uint32_t place, bool left)
{
    struct sent_row sent = {
        .id = ONE, .place = place, .columns = 0xF | SENT_CLEARS, .cells = {1}, .unanswered = left};
    const struct in_doubt in_doubt = {&sent, 1, 1};
    restored[0] = '\0';
    clear_aims_look(&in_doubt, before, now, take, NULL);
    return restored;
}

static void the_row_that_is_gone_instead_of_the_second_one_is_to_be_written_again(void **state)
{
    (void)state;
    row_map_add(now, 2, ONE, "[1]", "{}", "7");
    row_map_add(now, 5, ONE, "[1]", "{}", "7");
    assert_string_equal(look(3, true), "1020827427888435211 [2]");
    assert_string_equal(look(3, false), ""); /* it has not left */
}

static void a_row_that_a_person_deleted_meanwhile_is_gone(void **state)
{
    (void)state;
    row_map_add(now, 2, ONE, "[1]", "{}", "7");
    assert_string_equal(look(3, true), "");
}

static void one_that_lands_late_where_another_row_stood_is_seen_by_the_gap(void **state)
{
    (void)state;
    row_map_add(now, 2, ONE, "[1]", "{}", "7");
    assert_string_equal(look(4, true), "1020827427888435211 [2]");
    row_map_add(now, 4, TWO + 1, "[2]", "{}", "8"); /* the row itself was deleted, and the next moved up */
    assert_string_equal(look(4, true), "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_row_that_is_gone_instead_of_the_second_one_is_to_be_written_again),
        TEST(a_row_that_a_person_deleted_meanwhile_is_gone),
        TEST(one_that_lands_late_where_another_row_stood_is_seen_by_the_gap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
