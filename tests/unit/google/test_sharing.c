/* Who may do what with a file. */
#include "sharing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void the_best_of_ones_own_and_everybodys_right_counts(void **state)
{
    (void)state;
    struct sharing p = {0};
    sharing_set(&p, "user", "ana@example.com", ROLE_WRITER);
    assert_int_equal(sharing_of(&p, "ANA@example.com"), ROLE_WRITER);
    assert_int_equal(sharing_of(&p, "bea@example.com"), ROLE_NONE);
    sharing_set(&p, "anyone", "", ROLE_READER);
    assert_int_equal(sharing_of(&p, "bea@example.com"), ROLE_READER);
    assert_int_equal(sharing_of(&p, ""), ROLE_READER);
    assert_int_equal(sharing_of(&p, "ana@example.com"), ROLE_WRITER);
}

static void a_right_is_changed_or_taken_away_and_never_doubled(void **state)
{
    (void)state;
    struct sharing p = {0};
    sharing_set(&p, "user", "ana@example.com", ROLE_WRITER);
    sharing_set(&p, "user", "ana@example.com", ROLE_READER);
    assert_int_equal(p.count, 1);
    sharing_set(&p, "user", "ana@example.com", ROLE_NONE);
    sharing_set(&p, "user", "ana@example.com", ROLE_NONE);
    assert_int_equal(p.count, 0);
}

static void there_is_a_cap(void **state)
{
    (void)state;
    struct sharing p = {0};
    char who[24];
    for (unsigned i = 0; i < PERMISSIONS_MOST; i++) {
        snprintf(who, sizeof who, "%u@example.com", i);
        assert_true(sharing_set(&p, "user", who, ROLE_READER));
    }
    assert_false(sharing_set(&p, "user", "one more", ROLE_READER));
    assert_true(sharing_set(&p, "user", "3@example.com", ROLE_OWNER));
}

static void an_entry_is_found_by_its_id_which_is_not_used_again(void **state)
{
    (void)state;
    struct sharing p = {0};
    sharing_set(&p, "user", "a", ROLE_READER);
    sharing_set(&p, "user", "a", ROLE_NONE);
    sharing_set(&p, "user", "b", ROLE_READER);
    assert_null(sharing_find(&p, "1"));
    assert_string_equal(sharing_find(&p, "2")->who, "b");
    sharing_set(&p, "anyone", "", ROLE_READER);
    assert_string_equal(sharing_find(&p, "anyoneWithLink")->type, "anyone");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_of_ones_own_and_everybodys_right_counts),
        cmocka_unit_test(a_right_is_changed_or_taken_away_and_never_doubled),
        cmocka_unit_test(there_is_a_cap),
        cmocka_unit_test(an_entry_is_found_by_its_id_which_is_not_used_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
