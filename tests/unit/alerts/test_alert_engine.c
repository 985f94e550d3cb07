/* alert_engine.h: each rule of alert_rules.def is raised by what it is about and by nothing else, and is over
 * when that is. */
#include "alert_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct fixture f;

static int begin(void **state)
{
    (void)state;
    fixture_init(&f);
    return 0;
}

static void spoil_status(enum condition condition, int64_t held_s)
{
    f.report.connected = condition != CONDITION_GATEWAY_LOST;
    fixture_verdict(&f, condition, held_s);
}

static void down(void)
{
    spoil_status(CONDITION_SUPERVISOR_SILENT, 31);
}
static void degraded(void)
{
    spoil_status(CONDITION_SHEETS_FAILING, 30);
}
static void memory_warn(void)
{
    f.report.memory_level = MEMORY_HIGH;
}
static void memory_critical(void)
{
    f.report.memory_level = MEMORY_CRITICAL;
}
static void latency(void)
{
    fixture_metrics(&f, WORKER_GATEWAY, "GATEWAY_LATENCY 10.5\n");
}
static void task_failures(void)
{
    f.report.task_failures = 3;
}
static void crash_loop(void)
{
    f.snapshot.supervisor.workers[WORKER_SHEETS].crash_loop = true;
}
static void hung(void)
{
    f.snapshot.supervisor.workers[WORKER_GATEWAY].state = WORKER_HUNG;
}
static void outbox_old(void)
{
    f.conditions.held_ms[CONDITION_OUTBOX_OLD] = 300000;
}
static void row_refused(void)
{
    fixture_metrics(&f, WORKER_SHEETS, "SHEETS_DEAD 1\n");
}
static void identifies_low(void)
{
    fixture_metrics(&f, WORKER_GATEWAY, "GATEWAY_IDENTIFIES_LEFT 199\n");
}
static void fatal_close(void)
{
    f.conditions.held_ms[CONDITION_GATEWAY_REFUSED] = 0;
}
static void ip_ban(void)
{
    f.conditions.held_ms[CONDITION_IP_BANNED] = 0;
}
static void state_dir(void)
{
    f.in.state_dir_failures.value = 1;
}
static void public_url(void)
{
    f.in.self_ping_failures.value = 3;
}

/* What is spoilt, which rules that raises, after how many seconds the first of them, and how long the
 * all-clear takes. */
static const struct {
    void (*spoil)(void);
    enum alert_rule rule;
    unsigned hold_s, over_s;
} CASES[] = {
    {down, ALERT_DOWN, 0, 10},
    {degraded, ALERT_DEGRADED, 600, 10},
    {memory_warn, ALERT_MEMORY_WARN, 30, 30},
    {memory_critical, ALERT_MEMORY_CRITICAL, 10, 30},
    {latency, ALERT_LATENCY, 30, 30},
    {task_failures, ALERT_TASK_FAILURES, 0, 60},
    {crash_loop, ALERT_CRASH_LOOP, 0, 30},
    {hung, ALERT_HUNG, 0, 329}, /* for five minutes it is news */
    {outbox_old, ALERT_OUTBOX_OLD, 0, 10},
    {row_refused, ALERT_ROW_REFUSED, 0, 10},
    {identifies_low, ALERT_IDENTIFIES_LOW, 30, 60},
    {fatal_close, ALERT_FATAL_CLOSE, 0, 10},
    {ip_ban, ALERT_IP_BAN, 0, 10},
    {state_dir, ALERT_STATE_DIR, 30, 10},
    {public_url, ALERT_PUBLIC_URL, 0, 0},
};

static size_t count(enum alert_rule rule, enum alert_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < f.engine.queue.count; i++)
        n += f.engine.queue.messages[i].rule == rule && f.engine.queue.messages[i].kind == kind;
    return n;
}

/* All good again, and the engine as it was. */
static void heal(void)
{
    struct alert_engine engine = f.engine;
    struct alert_now now = f.now;
    uint64_t now_ms = f.report.now_ms;
    fixture_init(&f);
    f.engine = engine;
    f.now = now;
    f.report.now_ms = now_ms;
}

static void nothing_is_told_while_all_is_well(void **state)
{
    (void)state;
    fixture_pass(&f, 5000);
    assert_int_equal(f.engine.queue.count, 0);
}

static void each_rule_is_raised_held_reminded_and_over(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        enum alert_rule rule = CASES[i].rule;
        fixture_init(&f);
        CASES[i].spoil();
        fixture_pass(&f, CASES[i].hold_s);
        assert_int_equal(count(rule, ALERT_RAISED), 0);
        fixture_pass(&f, 1);
        assert_int_equal(count(rule, ALERT_RAISED), 1);
        fixture_pass(&f, 24 * 3600 - 1);
        assert_int_equal(count(rule, ALERT_REMINDER), 0);
        fixture_pass(&f, 1);
        assert_int_equal(count(rule, ALERT_REMINDER), 1);
        heal();
        fixture_pass(&f, CASES[i].over_s);
        assert_int_equal(count(rule, ALERT_OVER), 0);
        fixture_pass(&f, 1);
        assert_int_equal(count(rule, ALERT_OVER), 1);
    }
}

static bool allowed_beside(enum alert_rule rule, enum alert_rule other)
{
    return rule == ALERT_MEMORY_CRITICAL && other == ALERT_MEMORY_WARN;
}

static void no_rule_is_raised_by_what_another_is_about(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        fixture_init(&f);
        CASES[i].spoil();
        fixture_pass(&f, 700);
        for (size_t n = 0; n < f.engine.queue.count; n++) {
            enum alert_rule rule = f.engine.queue.messages[n].rule;
            if (rule != CASES[i].rule && !allowed_beside(CASES[i].rule, rule))
                fail_msg("%s raised %s", alert_rule_row(CASES[i].rule)->name, alert_rule_row(rule)->name);
        }
    }
}

static void every_rule_but_the_notices_has_its_case_here(void **state)
{
    (void)state;
    for (int rule = 0; rule < ALERT_RULES; rule++) {
        bool here = alert_rule_row((enum alert_rule)rule)->severity == ALERT_NOTICE;
        for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++)
            here = here || CASES[i].rule == (enum alert_rule)rule;
        if (!here)
            fail_msg("%s", alert_rule_row((enum alert_rule)rule)->name);
    }
}

static void a_worker_that_was_replaced_for_its_silence_is_named(void **state)
{
    (void)state;
    struct worker_view *gateway = &f.snapshot.supervisor.workers[WORKER_GATEWAY];
    struct worker_view *sheets = &f.snapshot.supervisor.workers[WORKER_SHEETS];
    strcpy(sheets->last_exit, "hung, signal 6 (Aborted)"); /* an hour ago */
    sheets->up_since_ms = 100000;
    strcpy(gateway->last_exit, "hung, signal 6 (Aborted)");
    gateway->up_since_ms = FIXTURE_NOW;
    fixture_metrics(&f, WORKER_SUPERVISOR, "SUPERVISOR_HANGS 1\n");
    fixture_pass(&f, 1);
    assert_string_equal(f.engine.queue.messages[0].detail, "gateway-worker : hung, signal 6 (Aborted)");
}

static void one_that_is_silent_is_named_without_its_forerunners_end(void **state)
{
    (void)state;
    strcpy(f.snapshot.supervisor.workers[WORKER_GATEWAY].last_exit, "signal 9 (Killed)");
    hung();
    fixture_pass(&f, 1);
    assert_string_equal(f.engine.queue.messages[0].detail, "gateway-worker");
}

static void what_a_worker_says_is_to_be_done_is_told(void **state)
{
    (void)state;
    fixture_metrics(&f, WORKER_GATEWAY, "TROUBLE Posez un autre jeton.\n");
    fixture_verdict(&f, CONDITION_TOKEN_REFUSED, 0);
    fixture_pass(&f, 1);
    assert_string_equal(f.engine.queue.messages[0].reason, "token_refused");
    assert_string_equal(f.engine.queue.messages[0].repair, "Posez un autre jeton.");
    heal();
    fixture_pass(&f, 20);
    assert_int_equal(f.engine.queue.messages[f.engine.queue.count - 1].kind, ALERT_OVER);
    assert_string_equal(f.engine.queue.messages[f.engine.queue.count - 1].repair, "");
}

static void settings_to_correct_follow_the_verdicts_words(void **state)
{
    (void)state;
    char *error = f.snapshot.supervisor.config_error;
    memset(error, 'x', sizeof(f.snapshot.supervisor.config_error) - 1); /* the longest */
    memcpy(error, "DISCORD_TOKEN : il manque.", 26);
    fixture_verdict(&f, CONDITION_CONFIG_BROKEN, 0);
    fixture_pass(&f, 1);
    assert_non_null(strstr(f.engine.queue.messages[0].repair, "nommé ci-dessous"));
    assert_non_null(strstr(f.engine.queue.messages[0].repair, "\nDISCORD_TOKEN : il manque."));
}

/* As after a start: the count begins anew, and Sheets has not answered yet. */
static void what_is_not_known_again_yet_is_not_over(void **state)
{
    (void)state;
    public_url();
    degraded();
    fixture_pass(&f, 601);
    assert_int_equal(count(ALERT_PUBLIC_URL, ALERT_RAISED), 1);
    assert_int_equal(count(ALERT_DEGRADED, ALERT_RAISED), 1);
    heal();
    f.in.self_ping_failures.value = 1;
    f.conditions.held_ms[CONDITION_SHEETS_UNKNOWN] = 0;
    fixture_pass(&f, 100);
    f.conditions.held_ms[CONDITION_SHEETS_UNKNOWN] = CONDITION_ABSENT;
    f.report.connected = false;
    fixture_pass(&f, 100);
    assert_int_equal(count(ALERT_PUBLIC_URL, ALERT_OVER), 0);
    assert_int_equal(count(ALERT_DEGRADED, ALERT_OVER), 0);
    heal();
    fixture_pass(&f, 20);
    assert_int_equal(count(ALERT_PUBLIC_URL, ALERT_OVER), 1);
    assert_int_equal(count(ALERT_DEGRADED, ALERT_OVER), 1);
}

static void one_below_its_limit_is_not_told(void **state)
{
    (void)state;
    f.report.task_failures = 2;
    f.conditions.held_ms[CONDITION_OUTBOX_OLD] = 299999;
    f.in.self_ping_failures.value = 2;
    fixture_metrics(&f, WORKER_GATEWAY, "GATEWAY_IDENTIFIES_LEFT 200\nGATEWAY_LATENCY 10\n");
    fixture_pass(&f, 1000);
    assert_int_equal(f.engine.queue.count, 0);
}

static void a_start_and_a_short_loss_are_no_recovery(void **state)
{
    (void)state;
    spoil_status(CONDITION_GATEWAY_LOST, 601);
    fixture_pass(&f, 1);
    assert_int_equal(count(ALERT_DOWN, ALERT_RAISED), 1);
    f.report.status = HEALTH_STARTING; /* the supervisor was started anew */
    fixture_pass(&f, 120);
    f.report.status = HEALTH_DEGRADED; /* still not connected */
    fixture_pass(&f, 400);
    assert_int_equal(count(ALERT_DOWN, ALERT_OVER), 0);
    heal();
    fixture_pass(&f, 11);
    assert_int_equal(count(ALERT_DOWN, ALERT_OVER), 1);
}

static void a_hang_that_was_over_before_anybody_looked_is_told(void **state)
{
    (void)state;
    fixture_pass(&f, 2);
    fixture_metrics(&f, WORKER_SUPERVISOR, "SUPERVISOR_HANGS 1\n");
    fixture_pass(&f, 1);
    assert_int_equal(count(ALERT_HUNG, ALERT_RAISED), 1);
    fixture_pass(&f, 331);
    assert_int_equal(count(ALERT_HUNG, ALERT_OVER), 1);
    fixture_metrics(&f, WORKER_SUPERVISOR, "SUPERVISOR_HANGS 0\n"); /* another supervisor */
    fixture_pass(&f, 1000);
    assert_int_equal(f.engine.queue.count, 2);
}

static void nothing_is_judged_before_it_is_known(void **state)
{
    (void)state;
    memset(&f.snapshot, 0, sizeof(f.snapshot));
    snapshot_init(&f.snapshot);
    f.in.self_ping_failures.known = f.in.state_dir_failures.known = false;
    f.report.status = HEALTH_STARTING;
    f.report.connected = false;
    fixture_pass(&f, 1000);
    assert_int_equal(f.engine.queue.count, 0);
}

static void a_worker_that_cannot_write_is_told_of_though_we_can(void **state)
{
    (void)state;
    f.conditions.held_ms[CONDITION_STATE_FAILING] = 1000;
    fixture_pass(&f, 40);
    assert_non_null(fixture_last(&f));
    assert_int_equal(fixture_last(&f)->rule, ALERT_STATE_DIR);
    f.conditions.held_ms[CONDITION_STATE_FAILING] = CONDITION_ABSENT;
    fixture_pass(&f, 20);
    assert_int_equal(fixture_last(&f)->kind, ALERT_OVER);
}

static void only_the_last_all_clear_says_that_all_is_clear(void **state)
{
    (void)state;
    crash_loop();
    state_dir();
    fixture_pass(&f, 40);
    f.in.state_dir_failures.value = 0;
    fixture_pass(&f, 20);
    assert_int_equal(fixture_last(&f)->rule, ALERT_STATE_DIR);
    assert_int_equal(fixture_last(&f)->kind, ALERT_OVER);
    assert_false(fixture_last(&f)->all_clear);
    f.snapshot.supervisor.workers[WORKER_SHEETS].crash_loop = false;
    fixture_pass(&f, 40);
    assert_int_equal(fixture_last(&f)->rule, ALERT_CRASH_LOOP);
    assert_true(fixture_last(&f)->all_clear);
}

static void a_message_says_since_when_and_how_long(void **state)
{
    (void)state;
    memory_critical();
    f.report.memory_bytes = 470 * FIXTURE_MIB;
    fixture_pass(&f, 31);
    assert_string_equal(fixture_last(&f)->detail, "470.0 Mo ; avertissement à 400 Mo, critique à 460 Mo");
    assert_int_equal(fixture_last(&f)->since_ms, FIXTURE_WALL);
    fixture_pass(&f, 69);
    heal();
    fixture_pass(&f, 31);
    assert_int_equal(fixture_last(&f)->kind, ALERT_OVER);
    assert_int_equal(fixture_last(&f)->since_ms, FIXTURE_WALL);
    assert_int_equal(fixture_last(&f)->lasted_s, 100);
}

static void ids_differ_and_name_their_series(void **state)
{
    (void)state;
    down();
    crash_loop();
    fixture_pass(&f, 1);
    assert_int_equal(f.engine.queue.count, 2);
    assert_string_equal(f.engine.queue.messages[0].id, "1a2b3c4d-1");
    assert_string_equal(f.engine.queue.messages[1].id, "1a2b3c4d-2");
}

static void the_verdicts_reason_goes_with_the_rules_that_have_no_words(void **state)
{
    (void)state;
    down();
    fixture_pass(&f, 1);
    assert_string_equal(fixture_last(&f)->reason, "supervisor_silent");
    fixture_init(&f);
    crash_loop();
    fixture_pass(&f, 1);
    assert_string_equal(fixture_last(&f)->reason, "");
}

static void each_change_of_what_must_be_kept_counts_as_one(void **state)
{
    (void)state;
    fixture_pass(&f, 10);
    uint64_t quiet = f.engine.revision;
    memory_warn();
    fixture_pass(&f, 1);
    assert_true(f.engine.revision >
                quiet); /* rising is kept too, or a killed process would begin to count anew */
    uint64_t rising = f.engine.revision;
    fixture_pass(&f, 20);
    assert_int_equal(f.engine.revision, rising);
    fixture_pass(&f, 20);
    assert_true(f.engine.revision > rising);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(nothing_is_told_while_all_is_well, begin),
        cmocka_unit_test_setup(each_rule_is_raised_held_reminded_and_over, begin),
        cmocka_unit_test_setup(no_rule_is_raised_by_what_another_is_about, begin),
        cmocka_unit_test_setup(every_rule_but_the_notices_has_its_case_here, begin),
        cmocka_unit_test_setup(a_worker_that_was_replaced_for_its_silence_is_named, begin),
        cmocka_unit_test_setup(one_that_is_silent_is_named_without_its_forerunners_end, begin),
        cmocka_unit_test_setup(what_a_worker_says_is_to_be_done_is_told, begin),
        cmocka_unit_test_setup(settings_to_correct_follow_the_verdicts_words, begin),
        cmocka_unit_test_setup(what_is_not_known_again_yet_is_not_over, begin),
        cmocka_unit_test_setup(one_below_its_limit_is_not_told, begin),
        cmocka_unit_test_setup(a_start_and_a_short_loss_are_no_recovery, begin),
        cmocka_unit_test_setup(a_hang_that_was_over_before_anybody_looked_is_told, begin),
        cmocka_unit_test_setup(nothing_is_judged_before_it_is_known, begin),
        cmocka_unit_test_setup(a_worker_that_cannot_write_is_told_of_though_we_can, begin),
        cmocka_unit_test_setup(only_the_last_all_clear_says_that_all_is_clear, begin),
        cmocka_unit_test_setup(a_message_says_since_when_and_how_long, begin),
        cmocka_unit_test_setup(ids_differ_and_name_their_series, begin),
        cmocka_unit_test_setup(the_verdicts_reason_goes_with_the_rules_that_have_no_words, begin),
        cmocka_unit_test_setup(each_change_of_what_must_be_kept_counts_as_one, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
