/* Several service accounts of one project. */
#include "accounts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void an_account_is_found_by_its_name_and_its_name_is_taken(void **state)
{
    (void)state;
    struct accounts a = {0};
    assert_null(accounts_find(&a, ""));
    struct rsa_key *key = rsa_key_generate();
    struct buffer json;
    buffer_init(&json, 16384);
    rsa_key_write_json(key, "http://127.0.0.1:1/token", &json);
    struct account *added = accounts_add(&a, key);
    assert_ptr_equal(added, &a.list[1]); /* the first place is that of the settings */
    assert_ptr_equal(accounts_find(&a, account_email(added)), added);
    assert_null(accounts_find(&a, ""));
    assert_null(accounts_add(&a, rsa_key_from_json(buffer_string(&json))));
    buffer_free(&json);
    accounts_free(&a);
}

static void a_spent_quota_is_whole_again_after_a_refill(void **state)
{
    (void)state;
    struct accounts a = {0};
    assert_true(quota_take(&a.list[1].writes, 1, true, 1000));
    assert_false(quota_take(&a.list[1].writes, 1, true, 1000));
    assert_true(quota_take(&a.list[2].writes, 1, true, 1000));
    assert_int_equal(accounts_refused(&a), 1);
    accounts_refill(&a);
    assert_int_equal(accounts_refused(&a), 0);
    assert_true(quota_take(&a.list[1].writes, 1, true, 1000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_account_is_found_by_its_name_and_its_name_is_taken),
        cmocka_unit_test(a_spent_quota_is_whole_again_after_a_refill),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
