/* identify_report.h: a spent budget is said once, with its end, and so is its end. */
#include "identify_report.h"

#include "log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HOUR INT64_C(3600000)
#define NOON (INT64_C(490000) * HOUR)

static char lines[4096];

static void keep_line(void *ctx, enum log_level level, const char *line, size_t length)
{
    (void)ctx;
    (void)level;
    size_t used = strlen(lines);
    snprintf(lines + used, sizeof(lines) - used, "%.*s", (int)length, line);
}

static size_t count_of(const char *event)
{
    size_t count = 0;
    for (const char *at = lines; (at = strstr(at, event)) != NULL; at++)
        count++;
    return count;
}

static void a_spent_budget_is_said_once_until_it_has_room(void **state)
{
    (void)state;
    struct metrics metrics;
    struct identify_budget budget;
    metrics_init(&metrics, WORKER_GATEWAY);
    identify_budget_init(&budget);
    log_open(
        &(struct log_options){.program = "test", .level = LOG_DEBUG, .format = LOG_TEXT, .sink = keep_line});
    identify_report(&metrics, &budget, NOON);
    assert_int_equal(metrics_get(&metrics, METRIC_GATEWAY_IDENTIFIES_LEFT), 1000);
    for (int i = 0; i < IDENTIFY_HARD_STOP; i++)
        identify_budget_spent(&budget, 0, NOON);
    identify_report(&metrics, &budget, NOON + 1);
    identify_report(&metrics, &budget, NOON + HOUR + 1); /* and for another hour */
    assert_int_equal(metrics_get(&metrics, METRIC_GATEWAY_IDENTIFIES_LEFT), 50);
    assert_true(metrics_get(&metrics, METRIC_GATEWAY_IDENTIFIES_UNTIL) == (double)(NOON + 2 * HOUR) / 1000);
    assert_int_equal(count_of("event=gateway.identifies_spent"), 1);
    assert_non_null(strstr(metrics.troubles[TROUBLE_IDENTIFIES].french, "18:00:00 UTC"));
    identify_report(&metrics, &budget, NOON + 25 * HOUR);
    identify_report(&metrics, &budget, NOON + 25 * HOUR + 1);
    assert_int_equal(count_of("event=gateway.identifies_free"), 1);
    assert_string_equal(metrics.troubles[TROUBLE_IDENTIFIES].french, "");
    assert_true(metrics_get(&metrics, METRIC_GATEWAY_IDENTIFIES_UNTIL) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_spent_budget_is_said_once_until_it_has_room)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
