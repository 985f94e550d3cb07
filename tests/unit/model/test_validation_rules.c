/* The rules of CONTRACT section 5. */
#include "validation_rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ALICE 234567890123456789u
#define BRUNO 345678901234567890u

static struct ticket_row row;

static int setup(void **state)
{
    (void)state;
    ticket_row_init(&row);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    ticket_row_free(&row);
    return 0;
}

static void a_press_validates_and_a_second_one_withdraws(void **state)
{
    (void)state;
    assert_int_equal(validation_toggle(&row, ALICE), VALIDATION_CHANGED);
    assert_true(ticket_row_validated_by(&row, ALICE));
    assert_int_equal(validation_toggle(&row, ALICE), VALIDATION_CHANGED);
    assert_false(ticket_row_validated_by(&row, ALICE));
}

static void a_press_removes_the_pressers_correction_and_no_others(void **state)
{
    (void)state;
    ticket_row_set_correction(&row, ALICE, "a");
    ticket_row_set_correction(&row, BRUNO, "b");
    validation_toggle(&row, ALICE);
    assert_null(ticket_row_correction_of(&row, ALICE));
    assert_string_equal(ticket_row_correction_of(&row, BRUNO), "b");
}

static void a_correction_is_stored_and_ends_the_pressers_validation(void **state)
{
    (void)state;
    validation_toggle(&row, ALICE);
    validation_toggle(&row, BRUNO);
    assert_int_equal(validation_correct(&row, ALICE, "Revoir l'âge"), VALIDATION_CHANGED);
    assert_string_equal(ticket_row_correction_of(&row, ALICE), "Revoir l'âge");
    assert_false(ticket_row_validated_by(&row, ALICE));
    assert_true(ticket_row_validated_by(&row, BRUNO));
}

static void the_same_correction_again_changes_nothing(void **state)
{
    (void)state;
    validation_correct(&row, ALICE, "a");
    assert_int_equal(validation_correct(&row, ALICE, "a"), VALIDATION_UNCHANGED);
    assert_int_equal(validation_correct(&row, ALICE, "b"), VALIDATION_CHANGED);
    assert_string_equal(ticket_row_correction_of(&row, ALICE), "b");
}

static void a_blank_correction_withdraws_it(void **state)
{
    (void)state;
    assert_int_equal(validation_correct(&row, ALICE, " \n\t"), VALIDATION_UNCHANGED);
    validation_correct(&row, ALICE, "a");
    assert_int_equal(validation_correct(&row, ALICE, " \n\t"), VALIDATION_CHANGED);
    assert_null(ticket_row_correction_of(&row, ALICE));
}

static void a_row_without_room_says_so(void **state)
{
    (void)state;
    static char text[CORRECTION_MAX + 1];
    memset(text, 'a', CORRECTION_MAX);
    enum validation_result result = VALIDATION_CHANGED;
    for (uint64_t user = 1; user <= 13 && result == VALIDATION_CHANGED; user++)
        result = validation_correct(&row, user, text);
    assert_int_equal(result, VALIDATION_NO_ROOM);
    for (uint64_t user = 1; row.validator_count < ROW_VALIDATORS_MAX; user++)
        ticket_row_add_validator(&row, user);
    assert_int_equal(validation_toggle(&row, ALICE), VALIDATION_NO_ROOM);
}

#define RULE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        RULE(a_press_validates_and_a_second_one_withdraws),
        RULE(a_press_removes_the_pressers_correction_and_no_others),
        RULE(a_correction_is_stored_and_ends_the_pressers_validation),
        RULE(the_same_correction_again_changes_nothing),
        RULE(a_blank_correction_withdraws_it),
        RULE(a_row_without_room_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
