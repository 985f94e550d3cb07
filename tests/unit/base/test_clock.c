/* clock.h: how times and durations are written. */
#include "clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void durations_read_like_python_timedelta(void **state)
{
    (void)state;
    static const struct {
        uint64_t seconds;
        const char *text;
    } CASES[] = {
        {0, "0:00:00"},
        {7, "0:00:07"},
        {3600, "1:00:00"},
        {86399, "23:59:59"},
        {86400, "1 day, 0:00:00"},
        {93784, "1 day, 2:03:04"},
        {259200, "3 days, 0:00:00"},
        {8640000, "100 days, 0:00:00"},
    };
    char text[64];
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++)
        assert_string_equal(clock_duration(CASES[i].seconds, text, sizeof(text)), CASES[i].text);
}

static void timestamps_are_utc_without_suffix_or_with_milliseconds_and_z(void **state)
{
    (void)state;
    char text[CLOCK_TEXT_SIZE];
    int64_t noon = 1704110400000; /* 2024-01-01 12:00 UTC */
    assert_string_equal(clock_iso_seconds(noon + 999, text, sizeof(text)), "2024-01-01T12:00:00");
    assert_string_equal(clock_iso_millis(noon + 7, text, sizeof(text)), "2024-01-01T12:00:00.007Z");
    assert_string_equal(clock_time_of_day(noon, text, sizeof(text)), "12:00:00");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(durations_read_like_python_timedelta),
        cmocka_unit_test(timestamps_are_utc_without_suffix_or_with_milliseconds_and_z),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
