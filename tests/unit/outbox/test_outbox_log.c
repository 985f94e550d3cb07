/* What is the matter with the outbox's disk is said once, with the repair, and its end too. */
#include "outbox_log.h"

#include "log.h"
#include "store.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int lines;
static char last[LOG_LINE_MAX + 1];
static enum log_level level_of_last;

static void take_line(void *ctx, enum log_level level, const char *line, size_t length)
{
    (void)ctx;
    lines++;
    level_of_last = level;
    memcpy(last, line, length);
    last[length] = '\0';
}

/* The journal's words are ours. */
static struct journal_condition now;

struct journal_condition journal_condition(struct journal *journal)
{
    (void)journal;
    return now;
}

static struct metrics metrics;
static struct outbox_log outbox_log;

static int set_up(void **state)
{
    (void)state;
    const struct log_options options = {.program = "test", .level = LOG_INFO, .sink = take_line};
    log_open(&options);
    metrics_init(&metrics, WORKER_SHEETS);
    outbox_log = (struct outbox_log){.metrics = &metrics};
    now = (struct journal_condition){.trouble = ERR_OK};
    lines = 0;
    return 0;
}

static void look(struct journal_condition condition, int lines_by_then)
{
    now = condition;
    outbox_log_look(&outbox_log, NULL);
    assert_int_equal(lines, lines_by_then);
}

static struct err full(void)
{
    return err_make(ERR_STORE, "store.commit", STORE_DISK_FULL);
}

static void a_fault_is_said_once_it_lasts_and_when_it_is_over(void **state)
{
    (void)state;
    look((struct journal_condition){.trouble = full(), .troubled_ms = 300, .since_wall_ms = 5000}, 0);
    assert_true(metrics_get(&metrics, METRIC_STATE_FAILING_SHEETS) == 5);
    struct journal_condition lasting = {
        .trouble = full(), .troubled_ms = 5000, .since_wall_ms = 5000, .lasts = true};
    look(lasting, 1);
    assert_int_equal(level_of_last, LOG_ERROR);
    assert_non_null(
        strstr(last, "❌ Erreur critique : le disque de STATE_DIR est plein. Libérez de la place"));
    assert_null(strstr(last, "refusée")); /* what is tried again may be stored */
    look(lasting, 1);
    lasting.unsettled = true;
    look(lasting, 2);
    assert_non_null(strstr(last, "ne peuvent pas quitter la file"));
    look(lasting, 2);
    look((struct journal_condition){.trouble = ERR_OK}, 3);
    assert_non_null(strstr(last, "peut de nouveau être écrite"));
    assert_true(metrics_get(&metrics, METRIC_STATE_FAILING_SHEETS) == 0);
    look((struct journal_condition){.trouble = ERR_OK}, 3);
    look(lasting, 5); /* another time is news again */
}

static void a_short_fault_is_no_news(void **state)
{
    (void)state;
    look((struct journal_condition){.trouble = full(), .troubled_ms = 300, .since_wall_ms = 1}, 0);
    look((struct journal_condition){.trouble = ERR_OK}, 0);
}

static void a_disk_that_is_only_slow_is_said_after_half_a_minute(void **state)
{
    (void)state;
    struct journal_condition slow = {
        .trouble = err_make(ERR_TIMEOUT, "journal.slow", 0), .troubled_ms = 12000, .lasts = true};
    look(slow, 0);
    slow.troubled_ms = 30000;
    look(slow, 1);
    assert_non_null(strstr(last, "trop lent"));
}

static void without_a_folder_it_is_a_warning_and_then_its_end(void **state)
{
    (void)state;
    struct journal_condition memory = {.trouble = err_make(ERR_SYSTEM, "file.mkdir", ENOTDIR),
                                       .troubled_ms = 60000,
                                       .lasts = true,
                                       .in_memory = true,
                                       .since_wall_ms = 1000};
    look(memory, 1);
    assert_int_equal(level_of_last, LOG_WARN);
    assert_non_null(strstr(last, "STATE_DIR"));
    look(memory, 1);
    look((struct journal_condition){.trouble = ERR_OK}, 2);
    assert_non_null(strstr(last, "y est gardée"));
}

static void what_was_found_is_said(void **state)
{
    (void)state;
    look((struct journal_condition){.moved_aside = true}, 1);
    assert_non_null(strstr(last, ".corrupt-"));
    look((struct journal_condition){.emptied = true}, 2);
    assert_non_null(strstr(last, "vidé"));
    look((struct journal_condition){.rebuilt = true}, 3);
    assert_int_equal(level_of_last, LOG_NOTICE);
    outbox_log_parked(0);
    assert_int_equal(lines, 3);
    outbox_log_parked(2);
    assert_non_null(strstr(last, "rows=2"));
}

/* Whoever is refused reads them: each names the folder, and what to do. */
static void every_reason_names_the_folder(void **state)
{
    (void)state;
    static const int CODES[] = {STORE_DISK_FULL,   STORE_READ_ONLY, STORE_IO,          STORE_BUSY,
                                STORE_CANNOT_OPEN, STORE_CORRUPT,   STORE_NO_DATABASE, 1};
    for (size_t i = 0; i < sizeof(CODES) / sizeof(CODES[0]); i++)
        assert_non_null(strstr(outbox_reason(err_make(ERR_STORE, "", CODES[i] | 3 << 8)), "STATE_DIR"));
    assert_ptr_equal(outbox_reason(err_make(ERR_SYSTEM, "", ENOSPC)), outbox_reason(full()));
    assert_non_null(strstr(outbox_reason(err_make(ERR_SYSTEM, "", EACCES)), "droits"));
    assert_non_null(strstr(outbox_reason(err_make(ERR_FULL, "", 0)), "attendent déjà"));
    assert_non_null(strstr(outbox_reason(err_make(ERR_UNAVAILABLE, "", 0)), "s'arrête"));
}

static void a_writer_that_was_ended_is_said_each_time_and_a_folder_without_locks_once(void **state)
{
    (void)state;
    look((struct journal_condition){.trouble = ERR_OK, .ended_writer = 4711}, 1);
    assert_int_equal(level_of_last, LOG_WARN);
    assert_non_null(strstr(last, "pid=4711"));
    look((struct journal_condition){.trouble = ERR_OK, .not_lockable = ENOLCK}, 2);
    look((struct journal_condition){.trouble = ERR_OK, .not_lockable = ENOLCK}, 2);
    look((struct journal_condition){.trouble = ERR_OK, .ended_writer = 4712}, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_writer_that_was_ended_is_said_each_time_and_a_folder_without_locks_once,
                               set_up),
        cmocka_unit_test_setup(a_fault_is_said_once_it_lasts_and_when_it_is_over, set_up),
        cmocka_unit_test_setup(a_short_fault_is_no_news, set_up),
        cmocka_unit_test_setup(a_disk_that_is_only_slow_is_said_after_half_a_minute, set_up),
        cmocka_unit_test_setup(without_a_folder_it_is_a_warning_and_then_its_end, set_up),
        cmocka_unit_test_setup(what_was_found_is_said, set_up),
        cmocka_unit_test(every_reason_names_the_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
