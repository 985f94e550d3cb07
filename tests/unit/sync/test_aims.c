/* Which rows of ours a lost write fell on. */
#include "aims.h"

#include "cell.h"

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
static unsigned count;

static void take(void *ctx, const struct row *row)
{
    (void)ctx;
    count++;
    snprintf(restored, sizeof(restored), "%s %s", row->key, row->b);
}

/* ONE was sent to row 2 with "[1]"; TWO holds `b` at `place` now, and "[2]" before. */
static unsigned look(uint32_t place, const char *b, bool unanswered)
{
    struct sent_row sent = {
        .id = ONE, .place = 2, .columns = 2, .cells = {cell_hash("[1]")}, .unanswered = unanswered};
    const struct in_doubt in_doubt = {&sent, 1, 1};
    struct row_map *before = row_map_create(), *now = row_map_create();
    row_map_add(before, 0, TWO, "[2]", "{}", "7");
    row_map_add(now, place, TWO, b, "{}", "7");
    count = 0;
    aims_look(&in_doubt, before, now, take, NULL);
    aims_look(&in_doubt, NULL, now, take, NULL); /* nothing is known: nothing is said */
    row_map_destroy(&before);
    row_map_destroy(&now);
    return count;
}

static void a_row_at_the_place_that_holds_what_was_sent_is_to_be_as_it_was(void **state)
{
    (void)state;
    assert_int_equal(look(2, "[1]", true), 1);
    assert_string_equal(restored, "1020827427888435211 [2]");
}

static void what_people_changed_is_theirs(void **state)
{
    (void)state;
    assert_int_equal(look(2, "[3]", true), 0);  /* nothing of ours */
    assert_int_equal(look(3, "[1]", true), 0);  /* elsewhere */
    assert_int_equal(look(2, "[2]", true), 0);  /* as it was */
    assert_int_equal(look(2, "[1]", false), 0); /* it has not left, or was answered */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_at_the_place_that_holds_what_was_sent_is_to_be_as_it_was),
        cmocka_unit_test(what_people_changed_is_theirs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
