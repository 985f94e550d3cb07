/* What is written down before a write leaves, and for how long. */
#include "in_doubt.h"

#include "cell.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ID  1020827427888435210u
#define NOW 1700000000000

static const struct sent_row *updates(void)
{
    static struct sent_row rows[2];
    for (uint32_t i = 0; i < 2; i++)
        rows[i] = (struct sent_row){
            .id = ID + i, .place = 3 + i, .columns = 2, .cells = {cell_hash("[1]"), cell_hash("{}"), i}};
    return rows;
}

static const bool ALL_MET[] = {true, true}, FIRST_MET[] = {true, false};
static const uint64_t FELL_ON[] = {0, 99};

static void a_batch_is_written_down_once_and_goes_when_it_was_answered(void **state)
{
    (void)state;
    struct in_doubt d = {0};
    assert_true(in_doubt_depart(&d, updates(), 2, NOW));
    assert_int_equal(d.count, 2);
    assert_int_equal(d.rows[0].id, ID);
    assert_int_equal(d.rows[0].place, 3);
    assert_true(d.rows[0].cells[0] == cell_hash("[1]"));
    assert_false(
        in_doubt_depart(&d, updates(), 2, NOW + 30000)); /* as it is on disk, which may have taken so long */
    assert_true(in_doubt_depart(&d, updates(), 2, NOW + 60000)); /* ... with another moment */
    in_doubt_answered(&d, ALL_MET, FELL_ON);
    assert_int_equal(d.count, 0);
    in_doubt_free(&d);
}

static void a_batch_that_does_not_leave_after_all_is_forgotten_with_the_next(void **state)
{
    (void)state;
    struct in_doubt d = {0};
    assert_true(in_doubt_depart(&d, updates(), 2, NOW));
    assert_false(in_doubt_depart(&d, updates(), 1, NOW)); /* less than what is on disk needs no writing */
    assert_int_equal(d.count, 1);
    in_doubt_refused(&d);
    assert_int_equal(d.count, 0);
    in_doubt_free(&d);
}

static void what_was_not_answered_or_fell_elsewhere_stays_until_it_cannot_land_any_more(void **state)
{
    (void)state;
    struct in_doubt d = {0};
    (void)in_doubt_depart(&d, updates(), 1, NOW);
    in_doubt_unanswered(&d);
    (void)in_doubt_depart(&d, updates(), 2, NOW + 100);
    in_doubt_answered(&d, FIRST_MET, FELL_ON);
    assert_int_equal(d.count, 2); /* the first may land a second time, the second fell on somebody */
    assert_int_equal(d.rows[1].fell_on, 99);
    assert_false(in_doubt_looked(&d));
    assert_false(in_doubt_sweep(&d, NOW + IN_DOUBT_MS - 1));
    assert_true(in_doubt_sweep(&d, NOW + 100 + IN_DOUBT_MS));
    assert_int_equal(d.count, 0);
    in_doubt_free(&d);
}

static void what_was_carried_out_nobody_knows_where_stays_until_the_sheet_was_looked_at(void **state)
{
    (void)state;
    struct in_doubt d = {0};
    (void)in_doubt_depart(&d, updates(), 2, NOW);
    assert_false(in_doubt_astray(&d)); /* it has not even left */
    in_doubt_carried_out(&d);
    assert_true(in_doubt_astray(&d));
    assert_true(in_doubt_looked(&d));
    assert_int_equal(d.count, 0);
    in_doubt_free(&d);
}

static void a_persons_row_that_is_put_back_is_known_by_its_place(void **state)
{
    (void)state;
    const struct sent_row row = {.place = 8, .columns = 0xE, .cells = {1, 2, 3}};
    struct in_doubt d = {0}, read = {0};
    struct buffer text;
    buffer_init(&text, IN_DOUBT_BYTES_MAX);
    assert_true(in_doubt_depart(&d, &row, 1, NOW));
    in_doubt_write(&d, &text);
    in_doubt_read(&read, buffer_string(&text), NOW);
    assert_int_equal(read.count, 1);
    assert_int_equal(read.rows[0].place, 8);
    assert_true(sent_row_astray(&read.rows[0]));
    in_doubt_free(&read);
    in_doubt_free(&d);
    buffer_free(&text);
}

static void it_is_read_as_it_was_written_and_a_clock_that_jumps_bounds_it(void **state)
{
    (void)state;
    struct in_doubt d = {0}, read = {0};
    struct buffer text;
    buffer_init(&text, IN_DOUBT_BYTES_MAX);
    (void)in_doubt_depart(&d, updates(), 2, NOW);
    in_doubt_write(&d, &text);
    in_doubt_read(&read, "rubbish\n\n1 2\n", NOW);
    assert_int_equal(read.count, 0);
    in_doubt_read(&read, buffer_string(&text), NOW + 3000);
    assert_int_equal(read.count, 2);
    assert_true(read.rows[1].unanswered);
    assert_memory_equal(read.rows[1].cells, d.rows[1].cells, sizeof(d.rows[1].cells));
    assert_int_equal(in_doubt_age_ms(&read, NOW + 3000), 3000);
    in_doubt_free(&read);
    in_doubt_read(&read, buffer_string(&text), NOW - 3600000); /* an hour back: as if it had just left */
    assert_int_equal(in_doubt_age_ms(&read, NOW - 3600000), 0);
    assert_true(in_doubt_sweep(&read, NOW - 3600000 + IN_DOUBT_MS));
    in_doubt_free(&read);
    in_doubt_free(&d);
    buffer_free(&text);
}

static void no_row_is_longer_than_its_room(void **state)
{
    (void)state;
    struct in_doubt d = {0};
    struct buffer text;
    buffer_init(&text, IN_DOUBT_BYTES_MAX);
    for (unsigned i = 0; i < IN_DOUBT_MAX + 10; i++) {
        char line[160];
        snprintf(line, sizeof(line), "%llu %u 15 %llx %llx %llx %lld\n", (unsigned long long)UINT64_MAX - i,
                 UINT32_MAX, (unsigned long long)UINT64_MAX, (unsigned long long)UINT64_MAX,
                 (unsigned long long)UINT64_MAX, (long long)NOW * 1000);
        in_doubt_read(&d, line, NOW);
    }
    assert_int_equal(d.count, IN_DOUBT_MAX);
    in_doubt_write(&d, &text);
    assert_false(text.failed);
    in_doubt_free(&d);
    buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_is_written_down_once_and_goes_when_it_was_answered),
        cmocka_unit_test(a_batch_that_does_not_leave_after_all_is_forgotten_with_the_next),
        cmocka_unit_test(what_was_not_answered_or_fell_elsewhere_stays_until_it_cannot_land_any_more),
        cmocka_unit_test(what_was_carried_out_nobody_knows_where_stays_until_the_sheet_was_looked_at),
        cmocka_unit_test(a_persons_row_that_is_put_back_is_known_by_its_place),
        cmocka_unit_test(it_is_read_as_it_was_written_and_a_clock_that_jumps_bounds_it),
        cmocka_unit_test(no_row_is_longer_than_its_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
