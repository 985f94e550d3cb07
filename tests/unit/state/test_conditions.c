/* What counts as the case, and since when. */
#include "conditions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define STARTED 1000000
#define NOW     1060000
#define WALL    INT64_C(1704110400000)

/* A service that has been up for a minute, all well; each test spoils something. */
struct world {
    struct snapshot snapshot;
    struct timeline timeline;
    struct condition_inputs inputs;
    struct conditions conditions;
};

static void report_line(struct world *w, enum worker worker, const char *line)
{
    snapshot_metrics(&w->snapshot, worker, line, strlen(line), NOW);
}

static void make_world(struct world *w)
{
    memset(w, 0, sizeof(*w));
    snapshot_init(&w->snapshot);
    w->snapshot.supervisor = (struct supervisor_view){.known = true, .started_ms = STARTED, .taken_ms = NOW};
    w->snapshot.supervisor.workers[WORKER_GATEWAY] = (struct worker_view){.listed = true, .state = WORKER_UP};
    w->snapshot.supervisor.workers[WORKER_SHEETS] = (struct worker_view){.listed = true, .state = WORKER_UP};
    report_line(w, WORKER_GATEWAY,
                "GATEWAY_STATE 1\nGATEWAY_CONNECTED 1\nGATEWAY_READIES 1\nGATEWAY_LATENCY 0.1\n");
    report_line(w, WORKER_SHEETS, "SHEETS_STATE 1\n");
    timeline_look(&w->timeline, &w->snapshot, NOW, WALL);
    w->inputs = (struct condition_inputs){
        .snapshot = &w->snapshot, .timeline = &w->timeline, .latency_warn_s = 10, .born_ms = STARTED};
}

/* Looks and measures at NOW + later_ms; how long `condition` has been the case. */
static int64_t held(struct world *w, enum condition condition, uint64_t later_ms)
{
    timeline_look(&w->timeline, &w->snapshot, NOW + later_ms, WALL + (int64_t)later_ms);
    conditions_measure(&w->conditions, &w->inputs, NOW + later_ms, WALL + (int64_t)later_ms);
    return w->conditions.held_ms[condition];
}

static void all_well_means_only_always_holds(void **state)
{
    (void)state;
    struct world w;
    make_world(&w);
    (void)held(&w, CONDITION_ALWAYS, 0);
    for (int i = 0; i < CONDITIONS; i++)
        if (i != CONDITION_ALWAYS && i != CONDITION_SUPERVISOR_SILENT)
            assert_int_equal(w.conditions.held_ms[i], CONDITION_ABSENT);
    assert_int_equal(w.conditions.held_ms[CONDITION_SUPERVISOR_SILENT], 0);
}

static void without_any_snapshot_there_is_no_data_and_the_clock_runs_from_birth(void **state)
{
    (void)state;
    struct world w;
    make_world(&w);
    snapshot_init(&w.snapshot);
    assert_int_equal(held(&w, CONDITION_NO_DATA, 0), NOW - STARTED);
    assert_int_equal(w.conditions.held_ms[CONDITION_SUPERVISOR_SILENT], NOW - STARTED);
    assert_int_equal(w.conditions.held_ms[CONDITION_NEVER_READY], CONDITION_ABSENT);
}

static void silence_of_the_supervisor_is_the_age_of_its_snapshot(void **state)
{
    (void)state;
    struct world w;
    make_world(&w);
    assert_int_equal(held(&w, CONDITION_SUPERVISOR_SILENT, 31000), 31000);
}

static void never_ready_counts_from_the_supervisors_start(void **state)
{
    (void)state;
    struct world w;
    make_world(&w);
    w.timeline = (struct timeline){0};
    report_line(&w, WORKER_GATEWAY, "GATEWAY_CONNECTED 0\nGATEWAY_READIES 0\n");
    assert_int_equal(held(&w, CONDITION_NEVER_READY, 0), NOW - STARTED);
    assert_int_equal(w.conditions.held_ms[CONDITION_GATEWAY_LOST], CONDITION_ABSENT);
}

static void a_resumed_session_was_ready_too(void **state)
{
    (void)state;
    struct world w;
    make_world(&w);
    w.timeline = (struct timeline){0};
    report_line(&w, WORKER_GATEWAY, "GATEWAY_CONNECTED 0\nGATEWAY_READIES 0\nGATEWAY_RESUMES 1\n");
    assert_int_equal(held(&w, CONDITION_NEVER_READY, 0), CONDITION_ABSENT);
    assert_int_equal(w.conditions.held_ms[CONDITION_GATEWAY_LOST], NOW - STARTED);
}

static void lost_counts_from_the_last_moment_of_connection(void **state)
{
    (void)state;
    struct world w;
    make_world(&w);
    report_line(&w, WORKER_GATEWAY, "GATEWAY_CONNECTED 0\nGATEWAY_STATE 2\n");
    assert_int_equal(held(&w, CONDITION_GATEWAY_LOST, 5000), 5000);
}

static void a_dead_gateway_worker_is_a_lost_connection_whatever_it_last_said(void **state)
{
    (void)state;
    struct world w;
    make_world(&w);
    w.snapshot.supervisor.workers[WORKER_GATEWAY].state = WORKER_WAITING;
    assert_int_equal(held(&w, CONDITION_GATEWAY_LOST, 7000), 7000);
}

static void the_close_code_names_the_refusal(void **state)
{
    (void)state;
    static const struct {
        int code;
        enum condition condition;
    } CASES[] = {{4004, CONDITION_TOKEN_REFUSED},
                 {4013, CONDITION_INTENTS_REFUSED},
                 {4014, CONDITION_INTENTS_REFUSED},
                 {4010, CONDITION_GATEWAY_REFUSED}};
    for (size_t i = 0; i < 4; i++) {
        struct world w;
        char line[96];
        make_world(&w);
        snprintf(line, sizeof(line), "GATEWAY_STATE 3\nGATEWAY_CONNECTED 0\nGATEWAY_CLOSE_CODE %d\n",
                 CASES[i].code);
        report_line(&w, WORKER_GATEWAY, line);
        assert_int_equal(held(&w, CASES[i].condition, 0), 0);
    }
}

static void a_ban_counts_from_when_it_was_seen(void **state)
{
    (void)state;
    struct world w;
    char line[96];
    make_world(&w);
    snprintf(line, sizeof(line), "IP_BLOCK_UNTIL %lld\n", (long long)(WALL / 1000 + 3600));
    report_line(&w, WORKER_GATEWAY, line);
    assert_int_equal(held(&w, CONDITION_IP_BANNED, 0), 0);
    assert_int_equal(held(&w, CONDITION_IP_BANNED, 9000), 9000);
    assert_int_equal(w.timeline.banned_until_s, WALL / 1000 + 3600);
    assert_int_equal(held(&w, CONDITION_IP_BANNED, 3600000), CONDITION_ABSENT); /* over */
    assert_int_equal(w.timeline.banned_until_s, 0);
}

static void a_ban_that_is_renewed_counts_from_the_lost_connection(void **state)
{
    (void)state;
    struct world w;
    char line[96];
    make_world(&w);
    snprintf(line, sizeof(line), "GATEWAY_CONNECTED 0\nIP_BLOCK_UNTIL %lld\n",
             (long long)(WALL / 1000 + 900));
    report_line(&w, WORKER_GATEWAY, line);
    assert_int_equal(held(&w, CONDITION_IP_BANNED, 700000), 700000); /* first seen now, lost for 700 s */
}

static void any_worker_hung_or_in_a_crash_loop_counts_since_it_was_seen(void **state)
{
    (void)state;
    struct world w;
    make_world(&w);
    w.snapshot.supervisor.workers[WORKER_SHEETS].crash_loop = true;
    assert_int_equal(held(&w, CONDITION_CRASH_LOOP, 0), 0);
    assert_int_equal(held(&w, CONDITION_CRASH_LOOP, 4000), 4000);
    assert_int_equal(w.conditions.held_ms[CONDITION_JUST_NOTICED], 0);
    w.snapshot.supervisor.workers[WORKER_SHEETS].crash_loop = false;
    assert_int_equal(held(&w, CONDITION_CRASH_LOOP, 5000), CONDITION_ABSENT);
    assert_int_equal(w.conditions.held_ms[CONDITION_JUST_NOTICED], CONDITION_ABSENT);
    w.snapshot.supervisor.workers[WORKER_SHEETS].state = WORKER_HUNG;
    assert_int_equal(held(&w, CONDITION_HUNG, 6000), 0);
    assert_int_equal(held(&w, CONDITION_HUNG, 36000), 30000);
}

static void tell_sheets_state(struct world *w, int sheets_state)
{
    char line[32];
    snprintf(line, sizeof(line), "SHEETS_STATE %d\n", sheets_state);
    report_line(w, WORKER_SHEETS, line);
}

static void the_sheets_state_is_told_by_its_number(void **state)
{
    (void)state;
    static const enum condition EXPECTED[] = {CONDITION_SHEETS_FAILING, CONDITION_SHEETS_OFF,
                                              CONDITION_SHEETS_REFUSED, CONDITION_TAB_MISSING,
                                              CONDITION_TAB_GONE};
    for (int i = 0; i < 5; i++) {
        struct world w;
        make_world(&w);
        tell_sheets_state(&w, i + 2);
        assert_int_equal(held(&w, EXPECTED[i], 0), 0);
        assert_int_equal(held(&w, EXPECTED[i], 30000), 30000);
        tell_sheets_state(&w, 1);
        assert_int_equal(held(&w, EXPECTED[i], 31000), CONDITION_ABSENT);
    }
}

static void a_refused_row_is_told_until_there_is_none(void **state)
{
    (void)state;
    struct world w;
    make_world(&w);
    report_line(&w, WORKER_SHEETS, "SHEETS_STATE 1\nSHEETS_DEAD 2\n");
    assert_int_equal(held(&w, CONDITION_ROWS_REFUSED, 0), 0);
    assert_int_equal(held(&w, CONDITION_ROWS_REFUSED, 30000), 30000);
    report_line(&w, WORKER_SHEETS, "SHEETS_STATE 1\nSHEETS_DEAD 0\n");
    assert_int_equal(held(&w, CONDITION_ROWS_REFUSED, 31000), CONDITION_ABSENT);
}

/* Else a kill would be an all-clear, and the next 30 s too. */
static void what_a_killed_sheets_worker_said_stands_until_its_successor_speaks(void **state)
{
    (void)state;
    struct world w;
    make_world(&w);
    tell_sheets_state(&w, 4);
    (void)held(&w, CONDITION_SHEETS_REFUSED, 0);
    w.snapshot.supervisor.workers[WORKER_SHEETS].state = WORKER_WAITING;
    assert_int_equal(held(&w, CONDITION_SHEETS_REFUSED, 31000), 31000);
    w.snapshot.supervisor.workers[WORKER_SHEETS].state = WORKER_UP;
    tell_sheets_state(&w, 0);
    assert_int_equal(held(&w, CONDITION_SHEETS_REFUSED, 32000), 32000);
    tell_sheets_state(&w, 2);
    assert_int_equal(held(&w, CONDITION_SHEETS_REFUSED, 33000), CONDITION_ABSENT);
    assert_int_equal(w.conditions.held_ms[CONDITION_SHEETS_FAILING], 0);
}

static void a_dead_sheets_worker_is_unknown_since_it_was_last_known(void **state)
{
    (void)state;
    struct world w;
    make_world(&w);
    w.snapshot.supervisor.workers[WORKER_SHEETS].state = WORKER_WAITING;
    assert_int_equal(held(&w, CONDITION_SHEETS_UNKNOWN, 8000), 8000);
    assert_int_equal(w.conditions.held_ms[CONDITION_SHEETS_FAILING], CONDITION_ABSENT);
}

static void the_outbox_is_as_old_as_its_oldest_row(void **state)
{
    (void)state;
    struct world w;
    char line[64];
    make_world(&w);
    snprintf(line, sizeof(line), "SHEETS_QUEUE_SINCE %lld\n", (long long)(WALL / 1000 - 300));
    report_line(&w, WORKER_SHEETS, line);
    assert_int_equal(held(&w, CONDITION_OUTBOX_OLD, 0), 300000);
}

static void a_state_folder_that_takes_nothing_is_held_since_its_worker_says_so(void **state)
{
    (void)state;
    struct world w;
    char line[80];
    make_world(&w);
    assert_int_equal(held(&w, CONDITION_STATE_FAILING, 0), CONDITION_ABSENT);
    snprintf(line, sizeof(line), "STATE_FAILING_SHEETS %lld\n", (long long)(WALL / 1000 - 31));
    report_line(&w, WORKER_SHEETS, line);
    assert_int_equal(held(&w, CONDITION_STATE_FAILING, 0), 31000);
    snprintf(line, sizeof(line), "STATE_FAILING_GATEWAY %lld\n", (long long)(WALL / 1000 - 40));
    report_line(&w, WORKER_GATEWAY, line);
    assert_int_equal(held(&w, CONDITION_STATE_FAILING, 0), 40000); /* whoever waits longest */
    report_line(&w, WORKER_GATEWAY, "STATE_FAILING_GATEWAY 0\n");
    assert_int_equal(held(&w, CONDITION_STATE_FAILING, 0), 31000);
    report_line(&w, WORKER_SHEETS, "STATE_FAILING_SHEETS 0\n");
    snprintf(line, sizeof(line), "STATE_FAILING_HEALTH %lld\n", (long long)(WALL / 1000 - 20));
    report_line(&w, WORKER_HEALTH, line);
    assert_int_equal(held(&w, CONDITION_STATE_FAILING, 0), 20000);
    report_line(&w, WORKER_HEALTH, "STATE_FAILING_HEALTH 0\n");
    assert_int_equal(held(&w, CONDITION_STATE_FAILING, 0), CONDITION_ABSENT);
}

static void a_spent_budget_counts_until_its_end_and_a_new_worker_says_nothing_of_it(void **state)
{
    (void)state;
    struct world w;
    char line[80];
    make_world(&w);
    snprintf(line, sizeof(line), "GATEWAY_IDENTIFIES_LEFT 0\nGATEWAY_IDENTIFIES_UNTIL %lld\n",
             (long long)(WALL / 1000 + 60));
    report_line(&w, WORKER_GATEWAY, line);
    assert_int_equal(held(&w, CONDITION_IDENTIFIES_SPENT, 0), 0);
    assert_int_equal(held(&w, CONDITION_IDENTIFIES_AWAITED, 0), CONDITION_ABSENT); /* connected */
    report_line(&w, WORKER_GATEWAY, "GATEWAY_CONNECTED 0\n");
    assert_int_equal(held(&w, CONDITION_IDENTIFIES_AWAITED, 5000), 5000);
    report_line(&w, WORKER_GATEWAY, "GATEWAY_IDENTIFIES_UNTIL 0\n");
    assert_int_equal(held(&w, CONDITION_IDENTIFIES_SPENT, 31000), 31000);
    report_line(&w, WORKER_GATEWAY, "GATEWAY_IDENTIFIES_LEFT 1000\n");
    assert_int_equal(held(&w, CONDITION_IDENTIFIES_SPENT, 32000), CONDITION_ABSENT);
    report_line(&w, WORKER_GATEWAY, line);
    assert_int_equal(held(&w, CONDITION_IDENTIFIES_SPENT, 61000), CONDITION_ABSENT); /* it has ended */
}

static void a_missing_role_counts_until_it_is_known_to_be_there(void **state)
{
    (void)state;
    struct world w;
    make_world(&w);
    report_line(&w, WORKER_GATEWAY, "VALIDATION_ROLE 2\n");
    assert_int_equal(held(&w, CONDITION_ROLE_MISSING, 0), 0);
    report_line(&w, WORKER_GATEWAY, "VALIDATION_ROLE 0\n");
    assert_int_equal(held(&w, CONDITION_ROLE_MISSING, 31000), 31000);
    report_line(&w, WORKER_GATEWAY, "VALIDATION_ROLE 1\n");
    assert_int_equal(held(&w, CONDITION_ROLE_MISSING, 32000), CONDITION_ABSENT);
}

static void latency_counts_over_the_limit_and_only_while_connected(void **state)
{
    (void)state;
    struct world w;
    make_world(&w);
    report_line(&w, WORKER_GATEWAY, "GATEWAY_LATENCY 10\n");
    assert_int_equal(held(&w, CONDITION_LATENCY_HIGH, 0), CONDITION_ABSENT);
    report_line(&w, WORKER_GATEWAY, "GATEWAY_LATENCY 10.5\n");
    assert_int_equal(held(&w, CONDITION_LATENCY_HIGH, 0), 0);
    assert_int_equal(held(&w, CONDITION_LATENCY_HIGH, 2000), 2000);
    report_line(&w, WORKER_GATEWAY, "GATEWAY_CONNECTED 0\n");
    assert_int_equal(held(&w, CONDITION_LATENCY_HIGH, 3000), CONDITION_ABSENT);
}

static void memory_and_configuration_are_taken_as_told(void **state)
{
    (void)state;
    struct world w;
    make_world(&w);
    w.inputs.memory = MEMORY_HIGH;
    strcpy(w.snapshot.supervisor.config_error, "DISCORD_TOKEN : absent.");
    assert_int_equal(held(&w, CONDITION_MEMORY_HIGH, 0), 0);
    assert_int_equal(w.conditions.held_ms[CONDITION_CONFIG_BROKEN], 0);
    w.inputs.memory = MEMORY_CRITICAL;
    assert_int_equal(held(&w, CONDITION_MEMORY_CRITICAL, 5000), 0);
    assert_int_equal(w.conditions.held_ms[CONDITION_MEMORY_HIGH], 5000); /* that it is, too */
    w.inputs.memory = MEMORY_FINE;
    assert_int_equal(held(&w, CONDITION_MEMORY_HIGH, 6000), CONDITION_ABSENT);
}

static void a_token_that_rest_refuses_is_refused_although_the_gateway_still_holds(void **state)
{
    (void)state;
    struct world w;
    make_world(&w);
    report_line(&w, WORKER_GATEWAY, "REST_TOKEN_REFUSED 1\n");
    assert_int_equal(held(&w, CONDITION_TOKEN_REFUSED, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_state_folder_that_takes_nothing_is_held_since_its_worker_says_so),
        cmocka_unit_test(all_well_means_only_always_holds),
        cmocka_unit_test(without_any_snapshot_there_is_no_data_and_the_clock_runs_from_birth),
        cmocka_unit_test(silence_of_the_supervisor_is_the_age_of_its_snapshot),
        cmocka_unit_test(never_ready_counts_from_the_supervisors_start),
        cmocka_unit_test(a_resumed_session_was_ready_too),
        cmocka_unit_test(lost_counts_from_the_last_moment_of_connection),
        cmocka_unit_test(a_dead_gateway_worker_is_a_lost_connection_whatever_it_last_said),
        cmocka_unit_test(the_close_code_names_the_refusal),
        cmocka_unit_test(a_ban_counts_from_when_it_was_seen),
        cmocka_unit_test(a_ban_that_is_renewed_counts_from_the_lost_connection),
        cmocka_unit_test(any_worker_hung_or_in_a_crash_loop_counts_since_it_was_seen),
        cmocka_unit_test(what_a_killed_sheets_worker_said_stands_until_its_successor_speaks),
        cmocka_unit_test(the_sheets_state_is_told_by_its_number),
        cmocka_unit_test(a_refused_row_is_told_until_there_is_none),
        cmocka_unit_test(a_dead_sheets_worker_is_unknown_since_it_was_last_known),
        cmocka_unit_test(the_outbox_is_as_old_as_its_oldest_row),
        cmocka_unit_test(a_spent_budget_counts_until_its_end_and_a_new_worker_says_nothing_of_it),
        cmocka_unit_test(a_missing_role_counts_until_it_is_known_to_be_there),
        cmocka_unit_test(latency_counts_over_the_limit_and_only_while_connected),
        cmocka_unit_test(memory_and_configuration_are_taken_as_told),
        cmocka_unit_test(a_token_that_rest_refuses_is_refused_although_the_gateway_still_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
