/* The state is always right, and a change is said once. */
#include "condition.h"

#include "log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int lines;
static char last[LOG_LINE_MAX + 1];

static void take_line(void *ctx, enum log_level level, const char *line, size_t length)
{
    (void)ctx;
    (void)level;
    lines++;
    memcpy(last, line, length);
    last[length] = '\0';
}

static void each_change_is_said_once(void **state)
{
    (void)state;
    struct metrics metrics;
    struct condition c;
    const struct log_options options = {.program = "test", .level = LOG_INFO, .sink = take_line};
    log_open(&options);
    metrics_init(&metrics, WORKER_SHEETS);
    condition_init(&c, &metrics);
    condition_set(&c, CONDITION_WORKS, "", "");
    condition_set(&c, CONDITION_WORKS, "", "");
    assert_int_equal(lines, 1);
    condition_set(&c, CONDITION_FAILS, "panne", "");
    condition_set(&c, CONDITION_FAILS, "lenteur", "");
    assert_int_equal(lines, 2);
    assert_string_equal(c.words, "lenteur");
    assert_true(metrics_get(&metrics, METRIC_SHEETS_STATE) == 2);
    condition_set(&c, CONDITION_WORKS, "", "");
    assert_non_null(strstr(last, "de nouveau"));
    condition_set(&c, CONDITION_REFUSED, "partagez", "");
    assert_non_null(strstr(last, "❌ Erreur critique : partagez"));
    condition_set(&c, CONDITION_REFUSED, "partagez", "");
    assert_int_equal(lines, 4);
    condition_set(&c, CONDITION_REFUSED, "activez", ""); /* another repair is news */
    assert_int_equal(lines, 5);
    assert_true(metrics_get(&metrics, METRIC_SHEETS_STATE) == 4);
    condition_set(&c, CONDITION_TAB_MISSING, "corrigez", "correct");
    assert_non_null(strstr(last, "❌ Erreur critique : corrigez"));
    assert_non_null(strstr(last, "sheets.tab_missing"));
    assert_string_equal(metrics.troubles[TROUBLE_MAIN].english, "correct");
    condition_set(&c, CONDITION_TAB_GONE, "annulez", "");
    assert_non_null(strstr(last, "sheets.tab_gone"));
    assert_int_equal(lines, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_change_is_said_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
