/* task.h: when a task runs, when its run has failed, what is said about it. */
#include "task.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define START 1000000u
#define HALF  0x80000000u /* of all randomness: the middle */

static const struct task_row CALLED = {.name = "appelée",
                                       .period_ms = 60000,
                                       .first_ms = 10000,
                                       .deadline_ms = 30000,
                                       .drive = TASK_CALLED,
                                       .repair = ""};
static const struct task_row SELF = {.name = "autonome",
                                     .period_ms = 60000,
                                     .first_ms = 10000,
                                     .deadline_ms = 30000,
                                     .drive = TASK_SELF,
                                     .alert_after_ms = 60000,
                                     .repair = ""};

static struct task task_of(const struct task_row *row)
{
    struct task task;
    task_init(&task, row, START);
    return task;
}

/* Begins the run that is due next; returns when. */
static uint64_t begin(struct task *task)
{
    uint64_t now = task->due_ms;
    assert_true(task_tick(task, now, HALF).start);
    return now;
}

static enum task_news run(struct task *task, enum task_end end)
{
    uint64_t now = begin(task);
    return task_ended(task, end, now + 1, HALF).news;
}

static void the_first_run_comes_after_its_delay_and_not_before(void **state)
{
    (void)state;
    struct task task = task_of(&CALLED);
    assert_false(task_tick(&task, START + 9999, HALF).start);
    assert_true(task_tick(&task, START + 10000, HALF).start);
    assert_false(task_tick(&task, START + 10001, HALF).start);
}

static void the_next_run_comes_a_period_later_give_or_take_a_tenth(void **state)
{
    (void)state;
    static const struct {
        uint32_t random;
        uint64_t wait_ms;
    } CASES[] = {{0, 54000}, {HALF, 60000}, {UINT32_MAX, 66000}};
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        struct task task = task_of(&CALLED);
        uint64_t now = begin(&task) + 500;
        struct task_step step = task_ended(&task, TASK_DONE, now, CASES[i].random);
        assert_true(step.succeeded);
        assert_false(step.failed);
        assert_int_equal(task.due_ms, now + CASES[i].wait_ms);
    }
}

static void a_run_that_is_not_reported_by_its_deadline_has_failed_and_is_repeated(void **state)
{
    (void)state;
    struct task task = task_of(&CALLED);
    uint64_t began = begin(&task);
    assert_false(task_tick(&task, began + 29999, HALF).failed);
    struct task_step step = task_tick(&task, began + 30000, HALF);
    assert_true(step.failed);
    assert_false(step.start);
    assert_int_equal(step.news, TASK_NEWS_FAILED);
    assert_in_range(task.due_ms, began + 30000 + 2500, began + 30000 + 5000);
    assert_true(task_tick(&task, task.due_ms, HALF).start);
}

static void a_report_after_the_deadline_is_not_counted_again(void **state)
{
    (void)state;
    struct task task = task_of(&CALLED);
    uint64_t began = begin(&task);
    (void)task_tick(&task, began + 30000, HALF);
    struct task_step step = task_ended(&task, TASK_DONE, began + 30001, HALF);
    assert_false(step.succeeded);
    assert_int_equal(task.failures, 1);
}

static void failures_are_followed_by_ever_longer_pauses_up_to_the_period(void **state)
{
    (void)state;
    static const uint64_t LONGEST[] = {5000, 10000, 20000, 40000, 60000, 60000};
    struct task task = task_of(&CALLED);
    for (size_t i = 0; i < sizeof(LONGEST) / sizeof(LONGEST[0]); i++) {
        uint64_t now = begin(&task);
        assert_true(task_ended(&task, TASK_FAILED, now, UINT32_MAX).failed);
        assert_int_equal(task.due_ms, now + LONGEST[i]);
    }
    (void)run(&task, TASK_DONE);
    uint64_t now = begin(&task);
    (void)task_ended(&task, TASK_FAILED, now, UINT32_MAX);
    assert_int_equal(task.due_ms, now + LONGEST[0]);
}

static void three_failures_in_a_row_alert_once_and_the_recovery_is_told(void **state)
{
    (void)state;
    struct task task = task_of(&CALLED);
    assert_int_equal(run(&task, TASK_FAILED), TASK_NEWS_FAILED);
    assert_int_equal(run(&task, TASK_FAILED), TASK_NEWS_FAILED);
    assert_int_equal(run(&task, TASK_FAILED), TASK_NEWS_ALERT);
    assert_int_equal(run(&task, TASK_FAILED), TASK_NO_NEWS);
    assert_int_equal(run(&task, TASK_FAILED), TASK_NO_NEWS);
    assert_int_equal(run(&task, TASK_DONE), TASK_NEWS_WORKS);
    assert_int_equal(run(&task, TASK_DONE), TASK_NO_NEWS);
}

static void failures_that_are_not_in_a_row_alert_nobody(void **state)
{
    (void)state;
    struct task task = task_of(&CALLED);
    for (int i = 0; i < 6; i++) {
        assert_int_equal(run(&task, TASK_FAILED), TASK_NEWS_FAILED);
        assert_int_equal(run(&task, TASK_FAILED), TASK_NEWS_FAILED);
        assert_int_equal(run(&task, TASK_DONE), TASK_NEWS_WORKS);
    }
}

static void a_skipped_run_neither_fails_nor_forgives(void **state)
{
    (void)state;
    struct task task = task_of(&CALLED);
    (void)run(&task, TASK_FAILED);
    (void)run(&task, TASK_FAILED);
    uint64_t now = begin(&task);
    struct task_step step = task_ended(&task, TASK_SKIPPED, now, HALF);
    assert_false(step.failed || step.succeeded);
    assert_int_equal(task.due_ms, now + 60000);
    assert_int_equal(run(&task, TASK_FAILED), TASK_NEWS_ALERT);
}

static void who_drives_himself_may_report_between_the_calls(void **state)
{
    (void)state;
    struct task task = task_of(&SELF);
    uint64_t due = task.due_ms;
    assert_true(task_ended(&task, TASK_FAILED, START + 1, HALF).failed);
    assert_int_equal(task.due_ms, due);
    assert_true(task_ended(&task, TASK_DONE, START + 2, HALF).succeeded);
    assert_int_equal(task.due_ms, due);
}

static void quick_failures_of_who_drives_himself_alert_only_when_they_last(void **state)
{
    (void)state;
    struct task task = task_of(&SELF);
    for (unsigned i = 0; i < 20; i++)
        assert_int_not_equal(task_ended(&task, TASK_FAILED, START + i * 100, HALF).news, TASK_NEWS_ALERT);
    assert_int_equal(task_ended(&task, TASK_FAILED, START + 60000, HALF).news, TASK_NEWS_ALERT);
    assert_int_equal(task_ended(&task, TASK_FAILED, START + 60001, HALF).news, TASK_NO_NEWS);
    assert_int_equal(task_ended(&task, TASK_DONE, START + 60002, HALF).news, TASK_NEWS_WORKS);
}

static void soon_means_now_unless_a_run_is_under_way(void **state)
{
    (void)state;
    struct task task = task_of(&CALLED);
    task_soon(&task, START + 5);
    assert_true(task_tick(&task, START + 5, HALF).start);
    uint64_t deadline = task.due_ms;
    task_soon(&task, START + 6);
    assert_int_equal(task.due_ms, deadline);
}

static void each_row_of_the_table_can_be_run(void **state)
{
    (void)state;
    for (int i = 0; i < TASKS; i++) {
        const struct task_row *row = task_row((enum task_id)i);
        assert_true(row->period_ms > 0 && row->deadline_ms > 0 && row->name[0] && row->repair[0]);
        assert_true(metric_owned_by(row->success, row->worker) && metric_kind(row->success) == METRIC_GAUGE);
        assert_true(metric_owned_by(row->failures, row->worker) &&
                    metric_kind(row->failures) == METRIC_COUNTER);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_run_comes_after_its_delay_and_not_before),
        cmocka_unit_test(the_next_run_comes_a_period_later_give_or_take_a_tenth),
        cmocka_unit_test(a_run_that_is_not_reported_by_its_deadline_has_failed_and_is_repeated),
        cmocka_unit_test(a_report_after_the_deadline_is_not_counted_again),
        cmocka_unit_test(failures_are_followed_by_ever_longer_pauses_up_to_the_period),
        cmocka_unit_test(three_failures_in_a_row_alert_once_and_the_recovery_is_told),
        cmocka_unit_test(failures_that_are_not_in_a_row_alert_nobody),
        cmocka_unit_test(a_skipped_run_neither_fails_nor_forgives),
        cmocka_unit_test(who_drives_himself_may_report_between_the_calls),
        cmocka_unit_test(quick_failures_of_who_drives_himself_alert_only_when_they_last),
        cmocka_unit_test(soon_means_now_unless_a_run_is_under_way),
        cmocka_unit_test(each_row_of_the_table_can_be_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
