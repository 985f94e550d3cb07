/* alert_life.h: hold times, reminders and folding in virtual time. */
#include "alert_life.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define S     UINT64_C(1000)
#define START (UINT64_C(1) << 40)

static const struct alert_rule_row ROW = {
    .name = "x", .hold_ms = 30 * S, .over_ms = 10 * S, .severity = ALERT_WARNING, .title = "X"};
static const struct alert_rule_row AT_ONCE = {.name = "y", .severity = ALERT_CRITICAL, .title = "Y"};

static struct alert_life life;
static uint64_t now_ms;
static char told[256];

/* Looks once a second for `seconds`, and notes in `told` what was said: r o m f, for raised, over, reminder
 * (m) and flapping. */
static void pass(const struct alert_rule_row *row, enum alert_case saw, uint64_t seconds)
{
    static const char LETTERS[] = {[ALERT_RAISED] = 'r',
                                   [ALERT_OVER] = 'o',
                                   [ALERT_REMINDER] = 'm',
                                   [ALERT_FLAPPING] = 'f',
                                   [ALERT_NOTICED] = 'n'};
    for (uint64_t i = 0; i < seconds; i++, now_ms += S) {
        enum alert_kind kind = alert_life_step(&life, row, saw, now_ms);
        size_t used = strlen(told);
        if (kind != ALERT_NOTHING_TO_SAY && used + 1 < sizeof(told))
            told[used] = LETTERS[kind];
    }
}

static int begin(void **state)
{
    (void)state;
    life = (struct alert_life){0};
    now_ms = START;
    memset(told, 0, sizeof(told));
    return 0;
}

static void it_is_told_only_after_the_hold_time(void **state)
{
    (void)state;
    pass(&ROW, ALERT_CASE, 30); /* seconds 0 to 29 */
    assert_string_equal(told, "");
    assert_false(alert_life_firing(&life));
    pass(&ROW, ALERT_CASE, 1);
    assert_string_equal(told, "r");
    assert_true(alert_life_firing(&life));
    assert_int_equal(life.since_ms, START);
    pass(&ROW, ALERT_CASE, 3600);
    assert_string_equal(told, "r");
}

static void without_a_hold_time_it_is_told_at_once(void **state)
{
    (void)state;
    pass(&AT_ONCE, ALERT_CASE, 1);
    assert_string_equal(told, "r");
    pass(&AT_ONCE, ALERT_CLEAR, 1);
    assert_string_equal(told, "ro");
}

static void what_does_not_last_is_not_told(void **state)
{
    (void)state;
    for (int i = 0; i < 50; i++) {
        pass(&ROW, ALERT_CASE, 29);
        pass(&ROW, ALERT_CLEAR, 1);
    }
    assert_string_equal(told, "");
}

static void what_nobody_knows_does_not_count_toward_the_hold_time(void **state)
{
    (void)state;
    pass(&ROW, ALERT_CASE, 29);
    pass(&ROW, ALERT_UNSURE, 1);
    pass(&ROW, ALERT_CASE, 30);
    assert_string_equal(told, "");
    pass(&ROW, ALERT_CASE, 1);
    assert_string_equal(told, "r");
}

static void it_is_over_after_its_own_hold_time_and_ended_when_it_was_clear_first(void **state)
{
    (void)state;
    pass(&ROW, ALERT_CASE, 60);
    uint64_t cleared_ms = now_ms;
    pass(&ROW, ALERT_CLEAR, 10);
    assert_string_equal(told, "r");
    assert_true(alert_life_firing(&life));
    pass(&ROW, ALERT_CLEAR, 1);
    assert_string_equal(told, "ro");
    assert_false(alert_life_firing(&life));
    assert_int_equal(life.ended_ms, cleared_ms);
}

static void a_gap_shorter_than_that_says_nothing(void **state)
{
    (void)state;
    pass(&ROW, ALERT_CASE, 60);
    for (int i = 0; i < 20; i++) {
        pass(&ROW, ALERT_CLEAR, 9);
        pass(&ROW, i % 2 ? ALERT_CASE : ALERT_UNSURE, 2);
    }
    assert_string_equal(told, "r");
    assert_int_equal(life.since_ms, START);
}

static void what_nobody_knows_is_not_recovery(void **state)
{
    (void)state;
    pass(&ROW, ALERT_CASE, 60);
    pass(&ROW, ALERT_UNSURE, 4000);
    assert_string_equal(told, "r");
    assert_true(alert_life_firing(&life));
}

static void while_it_lasts_it_is_told_again_once_a_day(void **state)
{
    (void)state;
    pass(&ROW, ALERT_CASE, 31);
    pass(&ROW, ALERT_CASE, 24 * 3600 - 1);
    assert_string_equal(told, "r");
    pass(&ROW, ALERT_CASE, 1);
    assert_string_equal(told, "rm");
    pass(&ROW, ALERT_CASE, 48 * 3600);
    assert_string_equal(told, "rmmm");
    pass(&ROW, ALERT_CLEAR, 11);
    assert_string_equal(told, "rmmmo");
}

static void a_second_trouble_long_after_is_a_new_one(void **state)
{
    (void)state;
    pass(&ROW, ALERT_CASE, 60);
    pass(&ROW, ALERT_CLEAR, 15 * 60 + 20);
    uint64_t again_ms = now_ms;
    pass(&ROW, ALERT_CASE, 60);
    assert_string_equal(told, "ror");
    assert_int_equal(life.since_ms, again_ms);
    assert_int_equal(life.rounds, 1);
}

static void flapping_is_folded_into_one_message_and_one_end(void **state)
{
    (void)state;
    for (int i = 0; i < 40; i++) {
        pass(&ROW, ALERT_CASE, 60);
        pass(&ROW, ALERT_CLEAR, 60);
    }
    assert_string_equal(told, "rof");
    assert_true(alert_life_firing(&life));
    assert_int_equal(life.rounds, 40);
    pass(&ROW, ALERT_CLEAR, 15 * 60);
    assert_string_equal(told, "rofo");
    assert_false(alert_life_firing(&life));
    assert_int_equal(life.since_ms, START);
}

static void what_flapped_and_then_stays_is_told_as_lasting(void **state)
{
    (void)state;
    pass(&ROW, ALERT_CASE, 60);
    pass(&ROW, ALERT_CLEAR, 60);
    pass(&ROW, ALERT_CASE, 20 * 60);
    assert_string_equal(told, "rofm");
    pass(&ROW, ALERT_CLEAR, 11);
    assert_string_equal(told, "rofmo");
}

static void flapping_for_days_is_told_once_a_day(void **state)
{
    (void)state;
    for (int i = 0; i < 2 * 24 * 30; i++) {
        pass(&ROW, ALERT_CASE, 60);
        pass(&ROW, ALERT_CLEAR, 60);
    }
    assert_string_equal(told, "roff");
}

/* The table against a second telling of the same rules, over every pair of state and event. */
static void every_state_answers_every_event(void **state)
{
    (void)state;
    static const enum alert_case SEEN[] = {ALERT_UNSURE, ALERT_CASE, ALERT_CASE, ALERT_CLEAR, ALERT_CLEAR};
    static const bool LONG[] = {false, false, true, false, true};
    static const enum alert_state THEN[ALERT_STATES][ALERT_EVENTS] = {
        {ALERT_QUIET, ALERT_RISING, ALERT_FIRING, ALERT_QUIET, ALERT_QUIET},
        {ALERT_QUIET, ALERT_RISING, ALERT_FIRING, ALERT_QUIET, ALERT_QUIET},
        {ALERT_FIRING, ALERT_FIRING, ALERT_FIRING, ALERT_FALLING, ALERT_QUIET},
        {ALERT_FIRING, ALERT_FIRING, ALERT_FIRING, ALERT_FALLING, ALERT_QUIET},
    };
    for (int from = 0; from < ALERT_STATES; from++)
        for (int event = 0; event < ALERT_EVENTS; event++) {
            uint64_t turned_ms = START - (LONG[event] ? 100 * S : 1 * S);
            bool turning = from == ALERT_RISING || from == ALERT_FALLING;
            /* A state that is not turning is "held" only by a rule without hold times. */
            const struct alert_rule_row *row = !turning && LONG[event] ? &AT_ONCE : &ROW;
            life = (struct alert_life){
                .state = (enum alert_state)from, .turned_ms = turned_ms, .told_ms = START};
            (void)alert_life_step(&life, row, SEEN[event], START);
            bool same_way = (from == ALERT_RISING) == (SEEN[event] == ALERT_CASE);
            if (turning && LONG[event] && !same_way)
                continue; /* the way back begins anew, whatever the age of the way there */
            if (life.state != THEN[from][event])
                fail_msg("from %d on %d to %d", from, event, (int)life.state);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(it_is_told_only_after_the_hold_time, begin),
        cmocka_unit_test_setup(without_a_hold_time_it_is_told_at_once, begin),
        cmocka_unit_test_setup(what_does_not_last_is_not_told, begin),
        cmocka_unit_test_setup(what_nobody_knows_does_not_count_toward_the_hold_time, begin),
        cmocka_unit_test_setup(it_is_over_after_its_own_hold_time_and_ended_when_it_was_clear_first, begin),
        cmocka_unit_test_setup(a_gap_shorter_than_that_says_nothing, begin),
        cmocka_unit_test_setup(what_nobody_knows_is_not_recovery, begin),
        cmocka_unit_test_setup(while_it_lasts_it_is_told_again_once_a_day, begin),
        cmocka_unit_test_setup(a_second_trouble_long_after_is_a_new_one, begin),
        cmocka_unit_test_setup(flapping_is_folded_into_one_message_and_one_end, begin),
        cmocka_unit_test_setup(what_flapped_and_then_stays_is_told_as_lasting, begin),
        cmocka_unit_test_setup(flapping_for_days_is_told_once_a_day, begin),
        cmocka_unit_test_setup(every_state_answers_every_event, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
