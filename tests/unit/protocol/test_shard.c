/* shard.h: whole lives, told event by event. */
#include "session_body.h"
#include "shard.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define MAIN_URL "wss://main.example"
#define WALL     INT64_C(1700000000000)

/* A shard and its clock. */
struct life {
    struct shard shard;
    uint64_t now_ms;
    uint32_t random;
};

/* One at a time: what the shards of a test share. */
static struct identify_budget budget;
static struct dial_budget dials;

static void budgets_init(void)
{
    identify_budget_init(&budget);
    dial_budget_init(&dials);
}

static struct life born_as(uint16_t id, uint16_t count)
{
    struct life l = {.now_ms = 1000000, .random = UINT32_MAX};
    shard_init(&l.shard, 42, (struct shard_number){id, count}, &budget, &dials);
    return l;
}

static struct life born(void)
{
    budgets_init();
    return born_as(0, 1);
}

static enum shard_action happen(struct life *l, enum shard_event event)
{
    const struct shard_moment moment = {l->now_ms, WALL + (int64_t)l->now_ms, l->random};
    return shard_step(&l->shard, event, &moment).action;
}

/* Time goes on to the deadline, which then happens. */
static enum shard_action wait(struct life *l)
{
    assert_true(l->shard.deadline_ms != UINT64_MAX);
    if (l->shard.deadline_ms > l->now_ms)
        l->now_ms = l->shard.deadline_ms;
    return happen(l, shard_time(&l->shard, l->now_ms, WALL + (int64_t)l->now_ms));
}

static void dial_up_to_hello(struct life *l)
{
    assert_int_equal(wait(l), SHARD_DIAL);
    happen(l, SHARD_ON_CONNECTED);
    happen(l, SHARD_ON_OPENED);
    assert_int_equal(l->shard.state, SHARD_GREETING);
}

static void become_ready(struct life *l)
{
    dial_up_to_hello(l);
    assert_int_equal(happen(l, shard_hello(&l->shard)), SHARD_NOTHING);
    assert_int_equal(wait(l), SHARD_SEND_IDENTIFY);
    assert_true(session_begin(&l->shard.session, "abc", "wss://resume.example", 1700000000000));
    shard_handled(&l->shard, 1, l->now_ms);
    assert_int_equal(happen(l, SHARD_ON_SESSION_READY), SHARD_ANNOUNCE_READY);
}

static struct life ready(void)
{
    struct life l = born();
    happen(&l, SHARD_ON_START);
    become_ready(&l);
    return l;
}

static void resume(struct life *l)
{
    dial_up_to_hello(l);
    assert_int_equal(happen(l, shard_hello(&l->shard)), SHARD_SEND_RESUME);
}

static void a_first_start_dials_at_once_and_identifies(void **state)
{
    (void)state;
    struct life l = born();
    happen(&l, SHARD_ON_START);
    assert_int_equal(shard_wait_ms(&l.shard, l.now_ms), 0);
    become_ready(&l);
    assert_int_equal(l.shard.state, SHARD_READY);
    assert_int_equal(identify_budget_left(&budget, WALL), 999);
}

static void a_start_with_a_session_resumes_and_spends_no_identify(void **state)
{
    (void)state;
    struct life l = ready();
    struct buffer body;
    buffer_init(&body, 4096);
    struct gateway_ledger ledger = {.identifies = budget};
    session_body_write(&(const struct session *){&l.shard.session}, 1, &ledger, &body);
    struct life next = born();
    assert_int_equal(
        session_body_read(&(struct session *){&next.shard.session}, 1, &ledger, body.data, body.length), 1);
    budget = ledger.identifies;
    buffer_free(&body);
    happen(&next, SHARD_ON_START);
    assert_int_equal(shard_wait_ms(&next.shard, next.now_ms), 0);
    resume(&next);
    assert_string_equal(shard_dial_url(&next.shard, MAIN_URL), "wss://resume.example");
    assert_int_equal(happen(&next, SHARD_ON_SESSION_RESUMED), SHARD_ANNOUNCE_RESUMED);
    assert_int_equal(identify_budget_left(&budget, WALL), 999);
}

static void zombie_connection_is_aborted_and_resumed_within_half_a_second(void **state)
{
    (void)state;
    struct life l = ready();
    assert_int_equal(happen(&l, SHARD_ON_DEAF), SHARD_RETRY);
    assert_true(shard_wait_ms(&l.shard, l.now_ms) <= 500);
    resume(&l);
}

/* In an outage "the Gateway will eventually respond", and another IDENTIFY would be one of the day's. */
static void ready_is_waited_for_three_minutes(void **state)
{
    (void)state;
    struct life l = born();
    happen(&l, SHARD_ON_START);
    dial_up_to_hello(&l);
    happen(&l, shard_hello(&l.shard));
    assert_int_equal(wait(&l), SHARD_SEND_IDENTIFY);
    assert_int_equal(l.shard.deadline_ms - l.now_ms, 180000);
    assert_int_equal(wait(&l), SHARD_RETRY);
}

static void op_7_redials_soon_however_often_it_comes(void **state)
{
    (void)state;
    struct life l = ready();
    for (int i = 0; i < 5; i++) {
        assert_int_equal(happen(&l, SHARD_ON_ASKED_TO_RECONNECT), SHARD_RETRY);
        assert_true(shard_wait_ms(&l.shard, l.now_ms) <= 500);
        resume(&l);
        happen(&l, SHARD_ON_SESSION_RESUMED);
    }
}

static void op_7_before_hello_keeps_the_session(void **state)
{
    (void)state;
    struct life l = ready();
    happen(&l, SHARD_ON_BROKEN);
    dial_up_to_hello(&l);
    assert_int_equal(happen(&l, SHARD_ON_ASKED_TO_RECONNECT), SHARD_RETRY);
    assert_true(session_known(&l.shard.session));
}

static void op_9_true_resumes_on_a_new_connection(void **state)
{
    (void)state;
    struct life l = ready();
    assert_int_equal(happen(&l, SHARD_ON_INVALID_RESUMABLE), SHARD_RETRY);
    resume(&l);
}

static void op_9_false_waits_1_to_5_seconds_and_identifies_at_the_main_url(void **state)
{
    (void)state;
    struct life l = ready();
    l.now_ms += 120000;
    l.random = 0;
    assert_int_equal(happen(&l, SHARD_ON_INVALID), SHARD_RETRY_FRESH);
    assert_in_range(shard_wait_ms(&l.shard, l.now_ms), 1000, 5000);
    assert_false(session_known(&l.shard.session));
    become_ready(&l);
    assert_string_equal(shard_dial_url(&l.shard, MAIN_URL), MAIN_URL);
}

static void three_failed_resumes_are_enough(void **state)
{
    (void)state;
    struct life l = ready();
    happen(&l, SHARD_ON_BROKEN);
    for (int i = 0; i < SHARD_RESUMES_MOST; i++) {
        resume(&l);
        happen(&l, SHARD_ON_BROKEN);
    }
    assert_false(session_known(&l.shard.session));
    become_ready(&l);
}

static void a_resume_that_succeeds_forgets_the_failed_ones(void **state)
{
    (void)state;
    struct life l = ready();
    for (int i = 0; i < 10; i++) {
        happen(&l, SHARD_ON_BROKEN);
        resume(&l);
        happen(&l, SHARD_ON_BROKEN);
        resume(&l);
        happen(&l, SHARD_ON_SESSION_RESUMED);
        l.now_ms += 100000;
    }
    assert_true(session_known(&l.shard.session));
}

static void an_unanswered_resume_is_given_up_after_20_seconds(void **state)
{
    (void)state;
    struct life l = ready();
    happen(&l, SHARD_ON_BROKEN);
    resume(&l);
    assert_int_equal(l.shard.deadline_ms, l.now_ms + 20000);
    assert_int_equal(wait(&l), SHARD_RETRY);
}

static void a_long_replay_is_not_cut(void **state)
{
    (void)state;
    struct life l = ready();
    happen(&l, SHARD_ON_BROKEN);
    resume(&l);
    l.now_ms += 19000;
    shard_handled(&l.shard, 2, l.now_ms);
    assert_int_equal(l.shard.deadline_ms, l.now_ms + 20000);
}

static void a_dead_resume_url_is_followed_by_the_main_one_with_the_same_session(void **state)
{
    (void)state;
    struct life l = ready();
    happen(&l, SHARD_ON_BROKEN);
    wait(&l);
    assert_string_equal(shard_dial_url(&l.shard, MAIN_URL), "wss://resume.example");
    happen(&l, SHARD_ON_BROKEN);
    wait(&l);
    assert_string_equal(shard_dial_url(&l.shard, MAIN_URL), MAIN_URL);
    happen(&l, SHARD_ON_CONNECTED);
    happen(&l, SHARD_ON_OPENED);
    assert_int_equal(happen(&l, shard_hello(&l.shard)), SHARD_SEND_RESUME);
}

static void an_outage_of_an_hour_neither_loses_the_session_nor_stops_the_dialling(void **state)
{
    (void)state;
    struct life l = ready();
    happen(&l, SHARD_ON_BROKEN);
    for (uint64_t end = l.now_ms + 3600000; l.now_ms < end;) {
        assert_true(shard_wait_ms(&l.shard, l.now_ms) <= 30000);
        assert_int_equal(wait(&l), SHARD_DIAL);
        happen(&l, SHARD_ON_BROKEN);
    }
    resume(&l);
}

/* 30 s from the end of an outage, whenever that is, to READY. */
static void an_outage_that_outlived_the_session_is_over_within_30_seconds(void **state)
{
    (void)state;
    static const enum shard_event GONE[] = {SHARD_ON_INVALID, SHARD_ON_CLOSED_IDENTIFY};
    for (size_t i = 0; i < 2; i++) {
        struct life l = ready();
        happen(&l, SHARD_ON_BROKEN);
        for (uint64_t end = l.now_ms + 600000; l.now_ms < end;) {
            wait(&l);
            happen(&l, SHARD_ON_BROKEN);
        }
        uint64_t over_ms = l.now_ms;
        resume(&l);
        assert_int_equal(happen(&l, GONE[i]), SHARD_RETRY_FRESH);
        assert_in_range(shard_wait_ms(&l.shard, l.now_ms), 1000, 5000);
        become_ready(&l);
        assert_in_range(l.now_ms - over_ms, 0, 29999);
    }
}

static void a_fresh_session_refused_again_and_again_is_asked_for_ever_less_often(void **state)
{
    (void)state;
    struct life l = born();
    happen(&l, SHARD_ON_START);
    for (int i = 0; i < 8; i++) {
        dial_up_to_hello(&l);
        happen(&l, shard_hello(&l.shard));
        assert_int_equal(wait(&l), SHARD_SEND_IDENTIFY);
        happen(&l, SHARD_ON_INVALID);
    }
    assert_true(shard_wait_ms(&l.shard, l.now_ms) > 20000);
}

static void a_fatal_code_ends_it_and_only_leaving_is_left(void **state)
{
    (void)state;
    struct life l = ready();
    assert_int_equal(happen(&l, SHARD_ON_CLOSED_FATAL), SHARD_REPORT_FATAL);
    assert_int_equal(l.shard.state, SHARD_DEAD);
    assert_true(l.shard.deadline_ms == UINT64_MAX);
    assert_false(session_known(&l.shard.session));
    assert_int_equal(happen(&l, SHARD_ON_LEAVE), SHARD_FINISH);
}

/* Known from an earlier process: no dial, no IDENTIFY. */
static void a_token_that_was_refused_before_is_fatal_without_a_dial(void **state)
{
    (void)state;
    struct life l = born();
    assert_int_equal(happen(&l, SHARD_ON_CLOSED_FATAL), SHARD_REPORT_FATAL);
    assert_int_equal(l.shard.state, SHARD_DEAD);
    assert_int_equal(identify_budget_left(&budget, WALL), IDENTIFY_A_DAY);
}

static void leaving_closes_politely_and_waits_half_a_second_at_most(void **state)
{
    (void)state;
    struct life l = ready();
    assert_int_equal(happen(&l, SHARD_ON_LEAVE), SHARD_CLOSE);
    assert_int_equal(l.shard.deadline_ms, l.now_ms + 500);
    assert_int_equal(wait(&l), SHARD_FINISH);
    assert_true(session_known(&l.shard.session));
}

static void retry_after_is_waited_for(void **state)
{
    (void)state;
    struct life l = born();
    happen(&l, SHARD_ON_START);
    wait(&l);
    happen(&l, SHARD_ON_CONNECTED);
    shard_hold(&l.shard, 90000);
    happen(&l, SHARD_ON_BROKEN);
    assert_int_equal(shard_wait_ms(&l.shard, l.now_ms), 90000);
    wait(&l);
    happen(&l, SHARD_ON_BROKEN);
    assert_true(shard_wait_ms(&l.shard, l.now_ms) < 90000);
}

/* A crash loop that loses its session each time must not burn the day's budget in minutes. */
static void a_spent_budget_delays_the_dial_of_a_fresh_start(void **state)
{
    (void)state;
    struct life l = born();
    for (int i = 0; i < IDENTIFY_SOFT_STOP; i++)
        identify_budget_spent(&budget, 0, WALL + (int64_t)l.now_ms);
    happen(&l, SHARD_ON_START);
    assert_int_equal(shard_wait_ms(&l.shard, l.now_ms), 600000);
}

static void a_second_hello_and_a_second_ready_change_nothing(void **state)
{
    (void)state;
    struct life l = ready();
    assert_int_equal(happen(&l, SHARD_ON_HELLO), SHARD_NOTHING);
    assert_int_equal(happen(&l, SHARD_ON_SESSION_READY), SHARD_NOTHING);
    assert_int_equal(l.shard.state, SHARD_READY);
    assert_true(l.shard.deadline_ms == UINT64_MAX);
}

static void up_to_the_queue(struct life *l)
{
    happen(l, SHARD_ON_START);
    dial_up_to_hello(l);
    happen(l, shard_hello(&l->shard));
    assert_int_equal(l->shard.state, SHARD_QUEUED);
}

static void two_shards_that_say_hello_together_identify_five_seconds_apart(void **state)
{
    (void)state;
    budgets_init();
    struct life first = born_as(0, 2), second = born_as(1, 2);
    up_to_the_queue(&first);
    up_to_the_queue(&second);
    assert_int_equal(wait(&first), SHARD_SEND_IDENTIFY);
    assert_int_equal(wait(&second), SHARD_NOTHING);
    assert_int_equal(second.shard.state, SHARD_QUEUED);
    assert_int_equal(second.shard.deadline_ms - second.now_ms, IDENTIFY_SPACING_MS);
    assert_int_equal(wait(&second), SHARD_SEND_IDENTIFY);
    assert_int_equal(identify_budget_left(&budget, WALL), 998);
}

static void two_shards_of_different_buckets_identify_together(void **state)
{
    (void)state;
    budgets_init();
    identify_budget_allow(&budget, 2);
    struct life first = born_as(0, 2), second = born_as(1, 2);
    up_to_the_queue(&first);
    up_to_the_queue(&second);
    assert_int_equal(wait(&first), SHARD_SEND_IDENTIFY);
    assert_int_equal(wait(&second), SHARD_SEND_IDENTIFY);
}

static void a_shard_that_is_held_dials_when_its_turn_comes(void **state)
{
    (void)state;
    budgets_init();
    struct life l = born_as(3, 4);
    shard_hold(&l.shard, 15000);
    happen(&l, SHARD_ON_START);
    assert_int_equal(shard_wait_ms(&l.shard, l.now_ms), 15000);
}

/* Several shards that lose Discord together would otherwise dial a dozen times a minute each. */
static void shards_together_never_dial_more_than_twelve_times_a_minute(void **state)
{
    (void)state;
    budgets_init();
    identify_budget_allow(&budget, 16);
    struct life shards[16];
    uint64_t dialled[400], count = 0;
    for (uint16_t i = 0; i < 16; i++) {
        shards[i] = born_as(i, 16);
        happen(&shards[i], SHARD_ON_START);
    }
    for (uint64_t now = 1000000; now < 1000000 + 600000 && count < 400; now += 50)
        for (int i = 0; i < 16; i++) {
            shards[i].now_ms = now;
            if (shards[i].shard.deadline_ms > now || wait(&shards[i]) != SHARD_DIAL)
                continue;
            dialled[count++] = now;
            happen(&shards[i], SHARD_ON_BROKEN);
        }
    assert_true(count > 100);
    for (uint64_t i = 12; i < count; i++)
        assert_true(dialled[i] - dialled[i - 12] >= 60000);
}

static void a_ban_that_one_shard_is_told_of_holds_all_of_them(void **state)
{
    (void)state;
    budgets_init();
    struct life first = born_as(0, 2), second = born_as(1, 2);
    happen(&second, SHARD_ON_START);
    happen(&first, SHARD_ON_START);
    wait(&first);
    dial_budget_ban(&dials, first.now_ms + 82721000);
    assert_int_equal(wait(&second), SHARD_NOTHING);
    assert_int_equal(second.shard.state, SHARD_WAITING);
    assert_int_equal(shard_wait_ms(&second.shard, second.now_ms), 82721000);
    assert_int_equal(wait(&second), SHARD_DIAL);
}

/* A life that was handed a session, up to the RESUME. */
static struct life resuming(void)
{
    struct life l = born();
    assert_true(session_begin(&l.shard.session, "abc", "wss://resume.example", 1700000000000));
    shard_handled(&l.shard, 7, l.now_ms);
    happen(&l, SHARD_ON_START);
    dial_up_to_hello(&l);
    assert_int_equal(happen(&l, shard_hello(&l.shard)), SHARD_SEND_RESUME);
    return l;
}

static void resume_again(struct life *l)
{
    happen(l, SHARD_ON_BROKEN);
    dial_up_to_hello(l);
    assert_int_equal(happen(l, shard_hello(&l->shard)), SHARD_SEND_RESUME);
}

static void what_the_first_resume_replays_an_earlier_life_may_have_begun(void **state)
{
    (void)state;
    struct life l = resuming();
    assert_true(shard_replays_earlier_life(&l.shard));
    resume_again(&l); /* broken half way: the rest of the replay is as old */
    assert_true(shard_replays_earlier_life(&l.shard));
}

static void once_resumed_nothing_that_comes_is_an_earlier_lifes(void **state)
{
    (void)state;
    struct life l = resuming();
    assert_int_equal(happen(&l, SHARD_ON_SESSION_RESUMED), SHARD_ANNOUNCE_RESUMED);
    assert_false(shard_replays_earlier_life(&l.shard));
    resume_again(&l);
    assert_false(shard_replays_earlier_life(&l.shard));
    struct life fresh = ready();
    resume_again(&fresh);
    assert_false(shard_replays_earlier_life(&fresh.shard));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_first_resume_replays_an_earlier_life_may_have_begun),
        cmocka_unit_test(once_resumed_nothing_that_comes_is_an_earlier_lifes),
        cmocka_unit_test(a_first_start_dials_at_once_and_identifies),
        cmocka_unit_test(a_start_with_a_session_resumes_and_spends_no_identify),
        cmocka_unit_test(zombie_connection_is_aborted_and_resumed_within_half_a_second),
        cmocka_unit_test(ready_is_waited_for_three_minutes),
        cmocka_unit_test(op_7_redials_soon_however_often_it_comes),
        cmocka_unit_test(op_7_before_hello_keeps_the_session),
        cmocka_unit_test(op_9_true_resumes_on_a_new_connection),
        cmocka_unit_test(op_9_false_waits_1_to_5_seconds_and_identifies_at_the_main_url),
        cmocka_unit_test(three_failed_resumes_are_enough),
        cmocka_unit_test(a_resume_that_succeeds_forgets_the_failed_ones),
        cmocka_unit_test(an_unanswered_resume_is_given_up_after_20_seconds),
        cmocka_unit_test(a_long_replay_is_not_cut),
        cmocka_unit_test(a_dead_resume_url_is_followed_by_the_main_one_with_the_same_session),
        cmocka_unit_test(an_outage_of_an_hour_neither_loses_the_session_nor_stops_the_dialling),
        cmocka_unit_test(an_outage_that_outlived_the_session_is_over_within_30_seconds),
        cmocka_unit_test(a_fresh_session_refused_again_and_again_is_asked_for_ever_less_often),
        cmocka_unit_test(a_fatal_code_ends_it_and_only_leaving_is_left),
        cmocka_unit_test(a_token_that_was_refused_before_is_fatal_without_a_dial),
        cmocka_unit_test(leaving_closes_politely_and_waits_half_a_second_at_most),
        cmocka_unit_test(retry_after_is_waited_for),
        cmocka_unit_test(a_spent_budget_delays_the_dial_of_a_fresh_start),
        cmocka_unit_test(a_second_hello_and_a_second_ready_change_nothing),
        cmocka_unit_test(two_shards_that_say_hello_together_identify_five_seconds_apart),
        cmocka_unit_test(two_shards_of_different_buckets_identify_together),
        cmocka_unit_test(a_shard_that_is_held_dials_when_its_turn_comes),
        cmocka_unit_test(shards_together_never_dial_more_than_twelve_times_a_minute),
        cmocka_unit_test(a_ban_that_one_shard_is_told_of_holds_all_of_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
