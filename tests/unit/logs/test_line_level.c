/* The lead of a worker's line. */
#include "line_level.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void a_lead_is_read_and_taken_off(void **state)
{
    (void)state;
    const char *line = "<3>raté";
    size_t length = strlen(line);
    enum log_level level = LOG_INFO;
    assert_true(line_level_take(&line, &length, &level));
    assert_string_equal(line, "raté");
    assert_int_equal(length, strlen("raté"));
    assert_int_equal(level, LOG_ERROR);
}

static void anything_else_is_no_lead(void **state)
{
    (void)state;
    static const char *const LINES[] = {"", "<", "<3", "<9>x", "<33>x", "3>x", "<a>x", " <3>x"};
    for (size_t i = 0; i < sizeof(LINES) / sizeof(LINES[0]); i++) {
        const char *line = LINES[i];
        size_t length = strlen(line);
        enum log_level level = LOG_INFO;
        assert_false(line_level_take(&line, &length, &level));
        assert_ptr_equal(line, LINES[i]);
        assert_int_equal(length, strlen(LINES[i]));
    }
}

static void only_what_the_log_made_is_a_rendered_line(void **state)
{
    (void)state;
    static const char *const RENDERED[] = {"2024-01-01T12:00:00.123Z info p m event=e", "{\"ts\":\"…\"}"};
    static const char *const PLAIN[] = {"", "2024", "2024-01-01 12:00:00", "Arrêt immédiat : plus de mémoire",
                                        "20x4-01-01T12:00:00.123Z info"};
    for (size_t i = 0; i < sizeof(RENDERED) / sizeof(RENDERED[0]); i++)
        assert_true(line_is_rendered(RENDERED[i], strlen(RENDERED[i])));
    for (size_t i = 0; i < sizeof(PLAIN) / sizeof(PLAIN[0]); i++)
        assert_false(line_is_rendered(PLAIN[i], strlen(PLAIN[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_the_log_made_is_a_rendered_line),
        cmocka_unit_test(a_lead_is_read_and_taken_off),
        cmocka_unit_test(anything_else_is_no_lead),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
