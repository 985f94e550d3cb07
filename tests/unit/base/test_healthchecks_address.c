/* Which addresses are checks at Healthchecks, and which of them say that something is wrong. */
#include "healthchecks_address.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define UUID "0f3c1a2b-1234-5678-9abc-def012345678"

static void a_check_is_known_by_its_host_or_by_the_uuid_at_its_end(void **state)
{
    (void)state;
    assert_true(healthchecks_is_check("https://hc-ping.com/my-key/my-slug"));
    assert_true(healthchecks_is_check("https://status.example/ping/" UUID));
    assert_true(healthchecks_is_check("https://status.example/ping/" UUID "//?a=b"));
    assert_false(healthchecks_is_check("https://status.example/ping/" UUID "/fail"));
    assert_false(healthchecks_is_check("https://status.example/?to=https://hc-ping.com/x"));
    assert_false(healthchecks_is_check("https://status.example/0f3c1a2b-1234-5678-9abc-def01234567g"));
    assert_false(healthchecks_is_check(UUID));
    assert_false(healthchecks_is_check(""));
}

static void what_says_that_something_is_wrong_ends_with_fail(void **state)
{
    (void)state;
    assert_int_equal(healthchecks_fail_at("https://hc-ping.com/x/fail"), 21);
    assert_int_equal(healthchecks_fail_at("https://hc-ping.com/x/fail/?a=/b"), 21);
    assert_int_equal(healthchecks_fail_at("https://hc-ping.com/x?a=/fail"), 0);
    assert_int_equal(healthchecks_fail_at("https://hc-ping.com/x/failed"), 0);
    assert_int_equal(healthchecks_fail_at("fail"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_check_is_known_by_its_host_or_by_the_uuid_at_its_end),
        cmocka_unit_test(what_says_that_something_is_wrong_ends_with_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
