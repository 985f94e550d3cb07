/* push_request.h: who is called how. */
#include "push_request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define UUID "0f3c1a2b-1234-5678-9abc-def012345678"

static void check(const char *address, struct push_state state, const char *expected)
{
    struct buffer out;
    buffer_init(&out, 4096);
    push_address(&out, address, &state);
    assert_string_equal(buffer_string(&out), expected);
    buffer_free(&out);
}

static void kuma_is_told_the_state_and_the_latency(void **state)
{
    (void)state;
    struct push_state good = {HEALTH_HEALTHY, "", 0.1234}, bad = {HEALTH_DEGRADED, "sheets_off", 0};
    check("https://k.example/api/push/tok?status=up&msg=OK&ping=", good,
          "https://k.example/api/push/tok?status=up&msg=healthy&ping=124");
    check("https://k.example/kuma/api/push/tok", bad,
          "https://k.example/kuma/api/push/tok?status=up&msg=degraded%20sheets_off&ping=");
    check("https://k.example/api/push/tok#x", (struct push_state){HEALTH_STARTING, "", 0},
          "https://k.example/api/push/tok?status=up&msg=starting&ping=");
}

static void others_are_called_as_they_are(void **state)
{
    (void)state;
    struct push_state good = {HEALTH_HEALTHY, "", 0.1};
    check("https://hc-ping.com/" UUID, good, "https://hc-ping.com/" UUID);
    check("https://b.example/beat?key=/api/push/", good, "https://b.example/beat?key=/api/push/");
}

static void an_address_says_whose_it_is(void **state)
{
    (void)state;
    static const struct {
        const char *address;
        enum push_kind kind;
    } CASES[] = {
        {"https://k.example/api/push/tok", PUSH_KUMA},
        {"https://hc-ping.com/" UUID, PUSH_HEALTHCHECKS},
        {"https://hc-ping.com/key/my-check", PUSH_HEALTHCHECKS},
        {"https://checks.example/ping/" UUID "/", PUSH_HEALTHCHECKS},
        {"https://checks.example/ping/0f3c1a2b-1234-5678-9abc-def01234567", PUSH_PLAIN},
        {"https://b.example/beat?id=" UUID, PUSH_PLAIN},
        {"https://b.example/beat", PUSH_PLAIN},
    };
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++)
        assert_int_equal(push_kind(CASES[i].address), CASES[i].kind);
}

static void failure_goes_to_its_own_path(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"https://hc-ping.com/" UUID, "https://hc-ping.com/" UUID "/fail"},
        {"https://hc-ping.com/" UUID "/?x=1", "https://hc-ping.com/" UUID "/fail?x=1"},
    };
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        struct buffer out;
        buffer_init(&out, 4096);
        push_fail_address(&out, CASES[i][0]);
        assert_string_equal(buffer_string(&out), CASES[i][1]);
        buffer_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kuma_is_told_the_state_and_the_latency),
        cmocka_unit_test(others_are_called_as_they_are),
        cmocka_unit_test(an_address_says_whose_it_is),
        cmocka_unit_test(failure_goes_to_its_own_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
