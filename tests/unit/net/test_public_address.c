/* public_address.h: what the whole Internet can reach. */
#include "public_address.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void addresses_of_the_internet_are_public(void **state)
{
    (void)state;
    static const char *const GOOD[] = {"1.1.1.1",           "9.255.255.255",
                                       "11.0.0.0",          "100.63.0.1",
                                       "100.128.0.1",       "172.15.0.1",
                                       "172.32.0.1",        "192.167.1.1",
                                       "216.24.57.1",       "223.255.255.255",
                                       "192.0.1.0",         "192.0.3.0",
                                       "192.88.98.255",     "192.88.100.0",
                                       "198.17.255.255",    "198.20.0.0",
                                       "198.51.99.255",     "198.51.101.0",
                                       "203.0.112.255",     "203.0.114.0",
                                       "169.253.1.1",       "169.255.0.0",
                                       "126.255.0.1",       "128.0.0.0",
                                       "192.169.0.0",       "2000::",
                                       "2001:200::",        "2001:db7::1",
                                       "2001:db9::",        "2003::",
                                       "3ffe::1",           "3fff:1000::",
                                       "2606:4700::1",      "2a00:1450:4007::200e",
                                       "::ffff:1.1.1.1",    "64:ff9b::1.1.1.1",
                                       "64:ff9b::d818:3901"};
    for (size_t i = 0; i < sizeof(GOOD) / sizeof(GOOD[0]); i++)
        if (!address_is_public(GOOD[i]))
            fail_msg("%s", GOOD[i]);
}

static void all_others_are_not(void **state)
{
    (void)state;
    static const char *const BAD[] = {"0.0.0.0",
                                      "10.0.0.1",
                                      "10.255.255.255",
                                      "100.64.0.1",
                                      "100.127.255.255",
                                      "127.0.0.1",
                                      "127.9.9.9",
                                      "169.254.169.254",
                                      "172.16.0.1",
                                      "172.31.255.255",
                                      "192.168.0.1",
                                      "224.0.0.1",
                                      "255.255.255.255",
                                      "::",
                                      "::1",
                                      "fc00::1",
                                      "fd12::1",
                                      "fe80::1",
                                      "febf::1",
                                      "ff02::1",
                                      "::ffff:10.0.0.1",
                                      "::ffff:127.0.0.1",
                                      "::ffff:7f00:1",
                                      "::127.0.0.1",
                                      "64:ff9b::10.0.0.1",
                                      "64:ff9b::7f00:1",
                                      "64:ff9b:1::1.1.1.1",
                                      "::ffff:0:1.1.1.1",
                                      "2002:101:101::1",
                                      "fec0::1",
                                      "192.0.0.1",
                                      "192.0.0.170",
                                      "192.0.2.1",
                                      "192.88.99.1",
                                      "198.18.0.1",
                                      "198.19.255.255",
                                      "198.51.100.1",
                                      "203.0.113.1",
                                      "240.0.0.1",
                                      "100::1",
                                      "2001::1",
                                      "2001:2::1",
                                      "2001:20::1",
                                      "2001:db8::1",
                                      "3fff::1",
                                      "5f00::1",
                                      "localhost",
                                      "",
                                      "1.1.1",
                                      "fe80::1%lo",
                                      "1.1.1.1:80"};
    for (size_t i = 0; i < sizeof(BAD) / sizeof(BAD[0]); i++)
        if (address_is_public(BAD[i]))
            fail_msg("%s", BAD[i]);
}

struct range {
    const char *first, *last;
};

static const struct range ROWS[] = {
#define RANGE(first, last, what, source) {first, last},
#define EMBEDDED(first, what, source)
#include "special_addresses.def"
#undef RANGE
#undef EMBEDDED
};

/* One before (-1) or after (1) an address; false beyond its family's ends. */
static bool neighbour(const char *text, int step, char *ret_text)
{
    unsigned char bytes[16];
    int family = strchr(text, ':') ? AF_INET6 : AF_INET, i = family == AF_INET ? 4 : 16;
    assert_int_equal(inet_pton(family, text, bytes), 1);
    unsigned char wraps = step < 0 ? 0 : 0xff;
    while (i && bytes[i - 1] == wraps)
        bytes[--i] = (unsigned char)~wraps;
    if (i)
        bytes[i - 1] = (unsigned char)(bytes[i - 1] + step);
    assert_non_null(inet_ntop(family, bytes, ret_text, INET6_ADDRSTRLEN));
    return i != 0;
}

static void each_range_is_refused_from_its_first_address_to_its_last(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
        char before[INET6_ADDRSTRLEN], after[INET6_ADDRSTRLEN];
        if (address_is_public(ROWS[i].first) || address_is_public(ROWS[i].last))
            fail_msg("%s to %s", ROWS[i].first, ROWS[i].last);
        if (neighbour(ROWS[i].first, -1, before) && !address_is_public(before))
            fail_msg("%s, before %s", before, ROWS[i].first);
        if (neighbour(ROWS[i].last, 1, after) && !address_is_public(after))
            fail_msg("%s, after %s", after, ROWS[i].last);
    }
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
        cmocka_unit_test(each_range_is_refused_from_its_first_address_to_its_last),
        cmocka_unit_test(names_may_be_public_unless_they_are_local),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
