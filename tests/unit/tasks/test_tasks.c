/* tasks.h: the shell calls who is due, counts what fails, and says so. Nothing here waits: TASK_COMMANDS is
 * due at once, the others are called by tasks_soon. */
#include "tasks.h"

#include "log.h"
#include "loop.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct loop *loop;
static struct tasks *tasks;
static struct metrics metrics;
static char said[8192];

static void sink(void *ctx, enum log_level level, const char *line, size_t length)
{
    (void)ctx;
    (void)level;
    strncat(said, line, length < sizeof(said) - strlen(said) - 1 ? length : sizeof(said) - strlen(said) - 1);
}

static int setup(void **state)
{
    (void)state;
    said[0] = '\0';
    log_open(&(struct log_options){.program = "test", .level = LOG_INFO, .sink = sink});
    metrics_init(&metrics, WORKER_GATEWAY);
    loop = loop_create();
    tasks = tasks_create(loop, &metrics);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    tasks_destroy(&tasks);
    loop_destroy(&loop);
    return 0;
}

static void succeeds(void *ctx)
{
    (void)ctx;
    tasks_ended(tasks, TASK_COMMANDS, TASK_DONE, NULL);
    loop_stop(loop);
}

static void fails(void *ctx)
{
    int *calls = ctx;
    ++*calls;
    tasks_ended(tasks, TASK_COMMANDS, TASK_FAILED, "une raison");
    loop_stop(loop);
}

static void a_task_is_called_from_the_loop_and_its_success_is_dated(void **state)
{
    (void)state;
    tasks_add(tasks, TASK_COMMANDS, succeeds, NULL);
    assert_true(metrics_get(&metrics, METRIC_TASK_COMMANDS_SUCCESS) == 0);
    loop_run(loop);
    assert_true(metrics_get(&metrics, METRIC_TASK_COMMANDS_SUCCESS) > 1e9);
    assert_true(metrics_get(&metrics, METRIC_TASK_FAILURES) == 0);
    assert_string_equal(said, "");
}

static void failures_are_counted_and_the_third_alerts_with_name_reason_and_repair(void **state)
{
    (void)state;
    int calls = 0;
    tasks_add(tasks, TASK_COMMANDS, fails, &calls);
    loop_run(loop);
    assert_non_null(strstr(said, " notice "));
    assert_null(strstr(said, "❌"));
    for (int i = 0; i < 2; i++) {
        tasks_soon(tasks, TASK_COMMANDS);
        loop_run(loop);
    }
    assert_int_equal(calls, 3);
    assert_true(metrics_get(&metrics, METRIC_TASK_FAILURES) == 3);
    assert_true(metrics_get(&metrics, METRIC_TASK_COMMANDS_FAILURES) == 3);
    const char *alert = strstr(said, "❌ Erreur critique");
    assert_non_null(alert);
    assert_non_null(strstr(alert, task_row(TASK_COMMANDS)->name));
    assert_non_null(strstr(alert, "une raison"));
    assert_non_null(strstr(alert, task_row(TASK_COMMANDS)->repair));
    assert_int_equal(log_errors(), 1);
}

static void only_what_was_added_is_reported(void **state)
{
    (void)state;
    tasks_ended(tasks, TASK_PANELS, TASK_FAILED, "une raison");
    tasks_soon(tasks, TASK_PANELS);
    tasks_ended(NULL, TASK_PANELS, TASK_FAILED, "une raison");
    assert_true(metrics_get(&metrics, METRIC_TASK_FAILURES) == 0);
    assert_string_equal(said, "");
}

static void stop_the_loop(void *ctx)
{
    (void)ctx;
    loop_stop(loop);
}

static void nothing_begins_after_the_stop(void **state)
{
    (void)state;
    int calls = 0;
    tasks_add(tasks, TASK_COMMANDS, fails, &calls);
    tasks_stop(tasks);
    tasks_soon(tasks, TASK_COMMANDS);
    struct loop_timer *timer = loop_timer_create(loop, stop_the_loop, NULL);
    loop_timer_start(timer, 1);
    loop_run(loop);
    loop_timer_destroy(&timer);
    assert_int_equal(calls, 0);
}

int main(void)
{
    const struct CMUnitTest tests_of_shell[] = {
        cmocka_unit_test_setup_teardown(a_task_is_called_from_the_loop_and_its_success_is_dated, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(failures_are_counted_and_the_third_alerts_with_name_reason_and_repair,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(only_what_was_added_is_reported, setup, teardown),
        cmocka_unit_test_setup_teardown(nothing_begins_after_the_stop, setup, teardown),
    };
    return cmocka_run_group_tests(tests_of_shell, NULL, NULL);
}
