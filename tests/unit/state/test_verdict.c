/* health_rules.def, row by row: each holds at its hold time, not before it, and yields to what stands above. */
#include "verdict.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct conditions nothing_wrong(void)
{
    struct conditions c;
    for (int i = 0; i < CONDITIONS; i++)
        c.held_ms[i] = CONDITION_ABSENT;
    c.held_ms[CONDITION_ALWAYS] = 0;
    return c;
}

static const struct health_rule *after(enum condition condition, int64_t held_s)
{
    struct conditions c = nothing_wrong();
    c.held_ms[condition] = held_s * 1000;
    return verdict(&c);
}

static void assert_verdict(enum condition condition, int64_t held_s, enum health_status status,
                           const char *reason)
{
    const struct health_rule *rule = after(condition, held_s);
    assert_int_equal(rule->status, status);
    assert_string_equal(rule->reason, reason);
}

static void assert_not_yet(enum condition condition, int64_t hold_s)
{
    struct conditions c = nothing_wrong();
    c.held_ms[condition] = hold_s * 1000;
    const struct health_rule *rule = verdict(&c);
    c.held_ms[condition]--;
    assert_ptr_not_equal(verdict(&c), rule);
}

static void nothing_wrong_is_healthy_without_a_reason(void **state)
{
    (void)state;
    struct conditions c = nothing_wrong();
    assert_int_equal(verdict(&c)->status, HEALTH_HEALTHY);
    assert_string_equal(verdict(&c)->reason, "");
}

static void broken_configuration_is_down_at_once(void **state)
{
    (void)state;
    assert_verdict(CONDITION_CONFIG_BROKEN, 0, HEALTH_DOWN, "config_error");
}

static void a_supervisor_silent_for_30_s_is_down(void **state)
{
    (void)state;
    assert_verdict(CONDITION_SUPERVISOR_SILENT, 29, HEALTH_HEALTHY, "");
    assert_verdict(CONDITION_SUPERVISOR_SILENT, 30, HEALTH_DOWN, "supervisor_silent");
    assert_not_yet(CONDITION_SUPERVISOR_SILENT, 30);
}

static void a_refused_token_is_down_at_once(void **state)
{
    (void)state;
    assert_verdict(CONDITION_TOKEN_REFUSED, 0, HEALTH_DOWN, "token_refused");
}

static void refused_intents_are_down_at_once(void **state)
{
    (void)state;
    assert_verdict(CONDITION_INTENTS_REFUSED, 0, HEALTH_DOWN, "intents_refused");
}

static void any_other_end_for_good_is_down_at_once(void **state)
{
    (void)state;
    assert_verdict(CONDITION_GATEWAY_REFUSED, 0, HEALTH_DOWN, "gateway_refused");
}

static void a_ban_is_degraded_at_once_and_down_after_600_s(void **state)
{
    (void)state;
    assert_verdict(CONDITION_IP_BANNED, 0, HEALTH_DEGRADED, "discord_ip_block");
    assert_verdict(CONDITION_IP_BANNED, 599, HEALTH_DEGRADED, "discord_ip_block");
    assert_verdict(CONDITION_IP_BANNED, 600, HEALTH_DOWN, "discord_ip_block");
    assert_not_yet(CONDITION_IP_BANNED, 600);
}

static void a_lost_connection_is_healthy_then_degraded_then_down(void **state)
{
    (void)state;
    assert_verdict(CONDITION_GATEWAY_LOST, 0, HEALTH_HEALTHY, "gateway_reconnecting");
    assert_verdict(CONDITION_GATEWAY_LOST, 119, HEALTH_HEALTHY, "gateway_reconnecting");
    assert_verdict(CONDITION_GATEWAY_LOST, 120, HEALTH_DEGRADED, "gateway_lost");
    assert_verdict(CONDITION_GATEWAY_LOST, 599, HEALTH_DEGRADED, "gateway_lost");
    assert_verdict(CONDITION_GATEWAY_LOST, 600, HEALTH_DOWN, "gateway_lost");
    assert_not_yet(CONDITION_GATEWAY_LOST, 120);
    assert_not_yet(CONDITION_GATEWAY_LOST, 600);
}

static void no_ready_yet_is_starting_then_degraded_then_down(void **state)
{
    (void)state;
    assert_verdict(CONDITION_NEVER_READY, 0, HEALTH_STARTING, "first_connection");
    assert_verdict(CONDITION_NEVER_READY, 119, HEALTH_STARTING, "first_connection");
    assert_verdict(CONDITION_NEVER_READY, 120, HEALTH_DEGRADED, "gateway_never_ready");
    assert_verdict(CONDITION_NEVER_READY, 600, HEALTH_DOWN, "gateway_never_ready");
}

static void no_supervisor_data_is_starting(void **state)
{
    (void)state;
    assert_verdict(CONDITION_NO_DATA, 0, HEALTH_STARTING, "no_data_yet");
}

static void assert_degraded_after_30_s(enum condition condition, const char *reason)
{
    assert_verdict(condition, 29, HEALTH_HEALTHY, "");
    assert_verdict(condition, 30, HEALTH_DEGRADED, reason);
    assert_not_yet(condition, 30);
}

static void a_worker_hung_or_in_a_crash_loop_is_degraded_after_30_s(void **state)
{
    (void)state;
    assert_degraded_after_30_s(CONDITION_CRASH_LOOP, "worker_crash_loop");
    assert_degraded_after_30_s(CONDITION_HUNG, "worker_hung");
}

static void sheets_refused_off_or_failing_for_30_s_is_degraded(void **state)
{
    (void)state;
    assert_degraded_after_30_s(CONDITION_SHEETS_REFUSED, "sheets_refused");
    assert_degraded_after_30_s(CONDITION_SHEETS_OFF, "sheets_off");
    assert_degraded_after_30_s(CONDITION_SHEETS_FAILING, "sheets_failing");
}

static void sheets_not_known_for_120_s_is_degraded(void **state)
{
    (void)state;
    assert_verdict(CONDITION_SHEETS_UNKNOWN, 119, HEALTH_HEALTHY, "");
    assert_verdict(CONDITION_SHEETS_UNKNOWN, 120, HEALTH_DEGRADED, "sheets_unknown");
}

static void a_row_that_waits_300_s_is_degraded(void **state)
{
    (void)state;
    assert_verdict(CONDITION_OUTBOX_OLD, 299, HEALTH_HEALTHY, "");
    assert_verdict(CONDITION_OUTBOX_OLD, 300, HEALTH_DEGRADED, "sheets_outbox_old");
}

static void a_state_folder_that_takes_nothing_for_30_s_is_degraded(void **state)
{
    (void)state;
    assert_verdict(CONDITION_STATE_FAILING, 29, HEALTH_HEALTHY, "");
    assert_verdict(CONDITION_STATE_FAILING, 30, HEALTH_DEGRADED, "state_dir_failing");
}

static void high_memory_and_latency_for_30_s_are_degraded(void **state)
{
    (void)state;
    assert_degraded_after_30_s(CONDITION_MEMORY_HIGH, "memory_high");
    assert_degraded_after_30_s(CONDITION_MEMORY_CRITICAL, "memory_critical");
    assert_degraded_after_30_s(CONDITION_LATENCY_HIGH, "latency_high");
}

static void
a_spent_budget_is_degraded_after_30_s_and_down_with_its_reason_once_nothing_is_connected(void **state)
{
    (void)state;
    assert_degraded_after_30_s(CONDITION_IDENTIFIES_SPENT, "identify_budget_spent");
    struct conditions c = nothing_wrong();
    c.held_ms[CONDITION_IDENTIFIES_SPENT] = c.held_ms[CONDITION_IDENTIFIES_AWAITED] = 599999;
    c.held_ms[CONDITION_NEVER_READY] = 599999;
    assert_int_equal(verdict(&c)->status, HEALTH_DEGRADED);
    assert_string_equal(verdict(&c)->reason, "identify_budget_spent");
    c.held_ms[CONDITION_IDENTIFIES_AWAITED] = c.held_ms[CONDITION_NEVER_READY] = 600000;
    assert_int_equal(verdict(&c)->status, HEALTH_DOWN);
    assert_string_equal(verdict(&c)->reason, "identify_budget_spent");
}

static void a_role_that_does_not_exist_is_degraded_after_30_s(void **state)
{
    (void)state;
    assert_degraded_after_30_s(CONDITION_ROLE_MISSING, "role_not_found");
}

static void a_tab_that_does_not_exist_is_degraded_after_30_s(void **state)
{
    (void)state;
    assert_degraded_after_30_s(CONDITION_TAB_MISSING, "sheet_tab_not_found");
    assert_degraded_after_30_s(CONDITION_TAB_GONE, "sheet_tab_gone");
    assert_degraded_after_30_s(CONDITION_ROWS_REFUSED, "sheet_row_refused");
}

/* CONTRACT section 3: "each after 30 s at least"; the ban has a row of its own there, without a hold. */
static void no_cause_is_degraded_before_30_s_but_a_ban(void **state)
{
    (void)state;
    size_t count;
    const struct health_rule *rules = verdict_rules(&count);
    for (size_t i = 0; i < count; i++)
        if (rules[i].status == HEALTH_DEGRADED && rules[i].condition != CONDITION_IP_BANNED)
            assert_true(rules[i].held_ms >= 30000);
}

static void what_was_just_noticed_is_healthy_and_said(void **state)
{
    (void)state;
    struct conditions c = nothing_wrong();
    c.held_ms[CONDITION_SHEETS_REFUSED] = 29999;
    c.held_ms[CONDITION_JUST_NOTICED] = 0;
    assert_int_equal(verdict(&c)->status, HEALTH_HEALTHY);
    assert_string_equal(verdict(&c)->reason, "just_noticed");
    c.held_ms[CONDITION_GATEWAY_LOST] = 5000;
    assert_string_equal(verdict(&c)->reason, "gateway_reconnecting");
}

static void a_sheet_unknown_for_long_outranks_what_was_known_before(void **state)
{
    (void)state;
    struct conditions c = nothing_wrong();
    c.held_ms[CONDITION_SHEETS_REFUSED] = 200000;
    c.held_ms[CONDITION_SHEETS_UNKNOWN] = 119999;
    assert_string_equal(verdict(&c)->reason, "sheets_refused");
    c.held_ms[CONDITION_SHEETS_UNKNOWN] = 120000;
    assert_string_equal(verdict(&c)->reason, "sheets_unknown");
}

static void starting_hides_no_ban_but_hides_sheets(void **state)
{
    (void)state;
    struct conditions c = nothing_wrong();
    c.held_ms[CONDITION_NEVER_READY] = 5000;
    c.held_ms[CONDITION_SHEETS_OFF] = 30000;
    assert_int_equal(verdict(&c)->status, HEALTH_STARTING);
    c.held_ms[CONDITION_IP_BANNED] = 0;
    assert_string_equal(verdict(&c)->reason, "discord_ip_block");
}

static void down_outranks_everything_else(void **state)
{
    (void)state;
    struct conditions c = nothing_wrong();
    for (int i = 0; i < CONDITIONS; i++)
        c.held_ms[i] = 0;
    c.held_ms[CONDITION_GATEWAY_LOST] = 600000;
    assert_int_equal(verdict(&c)->status, HEALTH_DOWN);
    c.held_ms[CONDITION_CONFIG_BROKEN] = CONDITION_ABSENT;
    c.held_ms[CONDITION_TOKEN_REFUSED] = CONDITION_ABSENT;
    c.held_ms[CONDITION_INTENTS_REFUSED] = CONDITION_ABSENT;
    c.held_ms[CONDITION_GATEWAY_REFUSED] = CONDITION_ABSENT;
    assert_int_equal(verdict(&c)->status, HEALTH_DOWN);
}

static void every_row_can_be_the_verdict(void **state)
{
    (void)state;
    size_t count;
    const struct health_rule *rules = verdict_rules(&count);
    for (size_t i = 0; i < count; i++)
        assert_ptr_equal(after(rules[i].condition, rules[i].held_ms / 1000), &rules[i]);
}

static void no_reason_contains_a_status_word_and_no_status_another(void **state)
{
    (void)state;
    static const char *const WORDS[] = {"healthy", "degraded", "starting", "down"};
    size_t count;
    const struct health_rule *rules = verdict_rules(&count);
    for (size_t i = 0; i < count; i++)
        for (size_t w = 0; w < 4; w++) {
            assert_null(strstr(rules[i].reason, WORDS[w]));
            assert_null(strstr(rules[i].sentence, WORDS[w]));
        }
    for (size_t a = 0; a < 4; a++)
        for (size_t b = 0; b < 4; b++)
            if (a != b)
                assert_null(strstr(WORDS[a], WORDS[b]));
}

static void every_row_speaks_both_languages(void **state)
{
    (void)state;
    size_t count;
    const struct health_rule *rules = verdict_rules(&count);
    for (size_t i = 0; i < count; i++)
        for (int language = 0; language < LANGUAGES; language++) {
            struct health_text text = health_rule_text(&rules[i], (enum language)language);
            assert_true(text.sentence[0] && text.meaning[0] && text.next[0]);
            assert_int_equal(text.sentence == rules[i].sentence, language == FRENCH);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_state_folder_that_takes_nothing_for_30_s_is_degraded),
        cmocka_unit_test(nothing_wrong_is_healthy_without_a_reason),
        cmocka_unit_test(broken_configuration_is_down_at_once),
        cmocka_unit_test(a_supervisor_silent_for_30_s_is_down),
        cmocka_unit_test(a_refused_token_is_down_at_once),
        cmocka_unit_test(refused_intents_are_down_at_once),
        cmocka_unit_test(any_other_end_for_good_is_down_at_once),
        cmocka_unit_test(a_ban_is_degraded_at_once_and_down_after_600_s),
        cmocka_unit_test(a_lost_connection_is_healthy_then_degraded_then_down),
        cmocka_unit_test(no_ready_yet_is_starting_then_degraded_then_down),
        cmocka_unit_test(no_supervisor_data_is_starting),
        cmocka_unit_test(a_worker_hung_or_in_a_crash_loop_is_degraded_after_30_s),
        cmocka_unit_test(sheets_refused_off_or_failing_for_30_s_is_degraded),
        cmocka_unit_test(sheets_not_known_for_120_s_is_degraded),
        cmocka_unit_test(a_row_that_waits_300_s_is_degraded),
        cmocka_unit_test(high_memory_and_latency_for_30_s_are_degraded),
        cmocka_unit_test(
            a_spent_budget_is_degraded_after_30_s_and_down_with_its_reason_once_nothing_is_connected),
        cmocka_unit_test(a_role_that_does_not_exist_is_degraded_after_30_s),
        cmocka_unit_test(a_tab_that_does_not_exist_is_degraded_after_30_s),
        cmocka_unit_test(no_cause_is_degraded_before_30_s_but_a_ban),
        cmocka_unit_test(what_was_just_noticed_is_healthy_and_said),
        cmocka_unit_test(a_sheet_unknown_for_long_outranks_what_was_known_before),
        cmocka_unit_test(starting_hides_no_ban_but_hides_sheets),
        cmocka_unit_test(down_outranks_everything_else),
        cmocka_unit_test(every_row_can_be_the_verdict),
        cmocka_unit_test(every_row_speaks_both_languages),
        cmocka_unit_test(no_reason_contains_a_status_word_and_no_status_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
