/* Which cells a person is told of. */
#include "overwritten.h"

#include "cell.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ONE 1020827427888435210u
#define TWO 1020827427888435211u

static struct foreign_rows *before, *seen;
static struct row_map *ours_before, *ours;
static struct buffer cells;

static int set_up(void **state)
{
    (void)state;
    before = foreign_rows_create();
    seen = foreign_rows_create();
    ours_before = row_map_create();
    ours = row_map_create();
    buffer_init(&cells, 1000);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    foreign_rows_destroy(&before);
    foreign_rows_destroy(&seen);
    row_map_destroy(&ours_before);
    row_map_destroy(&ours);
    buffer_free(&cells);
    return 0;
}

/* B and C of ONE were sent to row 5, and did not meet it. */
static struct sent_row sent_to_five(const char *fell_on)
{
    return (struct sent_row){.id = ONE,
                             .place = 5,
                             .columns = 6,
                             .cells = {cell_hash("[1]"), cell_hash("{}"), 0},
                             .unanswered = true,
                             .fell_on = fell_on ? cell_typed_hash(fell_on) : 0};
}

static const char *look(struct sent_row *sent, const struct foreign_hit *hits, size_t hit_count)
{
    struct in_doubt in_doubt = {sent, 1, 1};
    const struct overwritten_view view = {before, seen, hits, hit_count, ours_before, ours};
    buffer_clear(&cells);
    (void)overwritten_look(&in_doubt, &view, &cells);
    return buffer_string(&cells);
}

static void a_row_that_was_never_seen_is_named_once_wherever_it_stands(void **state)
{
    (void)state;
    struct sent_row sent = sent_to_five("scollage");
    assert_true(foreign_rows_add(seen, 9, (const char *const[]){"scollage", "s[1]", "s{}", "sdemain"}));
    assert_string_equal(look(&sent, NULL, 0), "B9:C9");
    assert_string_equal(look(&sent, NULL, 0), "");
}

static void without_an_answer_it_is_looked_for_where_the_write_was_aimed(void **state)
{
    (void)state;
    struct sent_row sent = sent_to_five(NULL);
    assert_true(foreign_rows_add(seen, 9, (const char *const[]){"scollage", "s[1]", "s{}", ""}));
    assert_string_equal(look(&sent, NULL, 0), "");
    assert_true(foreign_rows_add(seen, 5, (const char *const[]){"scollage", "s[1]", "s{}", ""}));
    assert_string_equal(look(&sent, NULL, 0), "B5:C5");
}

static void what_is_put_back_or_was_so_before_or_is_no_longer_ours_is_not_named(void **state)
{
    (void)state;
    struct sent_row sent = sent_to_five("sa");
    const struct foreign_hit hit = {5, NULL};
    assert_true(foreign_rows_add(seen, 5, (const char *const[]){"sa", "s[1]", "s{}", ""}));
    assert_string_equal(look(&sent, &hit, 1), "");
    assert_true(foreign_rows_add(before, 7, (const char *const[]){"sa", "s[1]", "s{}", ""}));
    assert_string_equal(look(&sent, NULL, 0), "");
    sent = sent_to_five("sb");
    assert_true(foreign_rows_add(seen, 6, (const char *const[]){"sb", "s[1]", "stout autre", ""}));
    assert_string_equal(look(&sent, NULL, 0), "");
    sent.unanswered = false;
    assert_true(foreign_rows_add(seen, 8, (const char *const[]){"sb", "s[1]", "s{}", ""}));
    assert_string_equal(look(&sent, NULL, 0), "");
}

static void a_row_with_an_id_that_was_never_seen_is_named_too(void **state)
{
    (void)state;
    struct sent_row sent = sent_to_five("s1020827427888435211");
    row_map_add(ours, 3, TWO, "[1]", "{}", "7");
    row_map_add(ours_before, 2, TWO, "[2]", "{}", "7");
    assert_string_equal(look(&sent, NULL, 0), ""); /* it is known, and written again (aims.h) */
    row_map_destroy(&ours_before);
    ours_before = row_map_create();
    assert_string_equal(look(&sent, NULL, 0), "B3:C3");
}

static void a_clearing_that_left_the_second_row_is_named_by_its_aim(void **state)
{
    (void)state;
    struct sent_row sent = {
        .id = ONE, .place = 3, .columns = 0xF | SENT_CLEARS, .cells = {1}, .unseen = true};
    row_map_add(ours_before, 2, ONE, "[1]", "{}", "7");
    row_map_add(ours, 2, ONE, "[1]", "{}", "7");
    assert_string_equal(look(&sent, NULL, 0), ""); /* it is done */
    row_map_add(ours, 4, ONE, "[1]", "{}", "7");
    assert_string_equal(look(&sent, NULL, 0), "A3:D3");
    assert_string_equal(look(&sent, NULL, 0), "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_row_that_was_never_seen_is_named_once_wherever_it_stands),
        TEST(without_an_answer_it_is_looked_for_where_the_write_was_aimed),
        TEST(what_is_put_back_or_was_so_before_or_is_no_longer_ours_is_not_named),
        TEST(a_clearing_that_left_the_second_row_is_named_by_its_aim),
        TEST(a_row_with_an_id_that_was_never_seen_is_named_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
