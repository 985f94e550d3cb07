/* public_address.h: what the whole Internet can reach. */
#include "public_address.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void addresses_of_the_internet_are_public(void **state)
{
    (void)state;
    static const char *const GOOD[] = {
        "1.1.1.1",      "9.255.255.255",        "11.0.0.0",      "100.63.0.1",  "100.128.0.1",
        "172.15.0.1",   "172.32.0.1",           "192.167.1.1",   "216.24.57.1", "223.255.255.255",
        "2606:4700::1", "2a00:1450:4007::200e", "::ffff:1.1.1.1"};
    for (size_t i = 0; i < sizeof(GOOD) / sizeof(GOOD[0]); i++)
        if (!address_is_public(GOOD[i]))
            fail_msg("%s", GOOD[i]);
}

static void all_others_are_not(void **state)
{
    (void)state;
    static const char *const BAD[] = {
        "0.0.0.0",         "10.0.0.1",         "10.255.255.255",  "100.64.0.1", "100.127.255.255",
        "127.0.0.1",       "127.9.9.9",        "169.254.169.254", "172.16.0.1", "172.31.255.255",
        "192.168.0.1",     "224.0.0.1",        "255.255.255.255", "::",         "::1",
        "fc00::1",         "fd12::1",          "fe80::1",         "febf::1",    "ff02::1",
        "::ffff:10.0.0.1", "::ffff:127.0.0.1", "localhost",       "",           "1.1.1"};
    for (size_t i = 0; i < sizeof(BAD) / sizeof(BAD[0]); i++)
        if (address_is_public(BAD[i]))
            fail_msg("%s", BAD[i]);
}

static void names_may_be_public_unless_they_are_local(void **state)
{
    (void)state;
    assert_true(host_may_be_public("vigie.onrender.com"));
    assert_true(host_may_be_public("1.1.1.1"));
    static const char *const BAD[] = {"localhost", "app.localhost", "printer.local", "db.internal",
                                      "box.lan",   "vigie",         "127.0.0.1",     "::1",
                                      "10.1.2.3",  "2130706433",    "0x7f.1",        ""};
    for (size_t i = 0; i < sizeof(BAD) / sizeof(BAD[0]); i++)
        if (host_may_be_public(BAD[i]))
            fail_msg("%s", BAD[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_of_the_internet_are_public),
        cmocka_unit_test(all_others_are_not),
        cmocka_unit_test(names_may_be_public_unless_they_are_local),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
