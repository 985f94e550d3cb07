/* backlog.h: what is written leaves, what is not stays, what is full loses its oldest and counts it. */
#include "backlog.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct backlog b;
static struct backlog_part part;

static int set_up(void **state)
{
    (void)state;
    memset(&b, 0, sizeof(b));
    return 0;
}

static bool add(int64_t t_s)
{
    return backlog_add_sample(&b, &(struct history_sample){.t_s = t_s});
}

static void put(int64_t began_ms, uint32_t seconds)
{
    backlog_put_incident(&b, &(struct incident){.began_ms = began_ms, .seconds = seconds});
}

static void what_is_written_leaves_in_order(void **state)
{
    (void)state;
    for (int i = 0; i < 100; i++)
        assert_false(add(i));
    struct backlog_mark mark = backlog_take(&b, &part);
    assert_int_equal(part.sample_count, BACKLOG_PART_SAMPLES);
    add(100);
    backlog_written(&b, mark, &part);
    assert_int_equal(b.sample_count, 101 - BACKLOG_PART_SAMPLES);
    assert_int_equal(backlog_sample(&b, 0)->t_s, BACKLOG_PART_SAMPLES);
    mark = backlog_take(&b, &part);
    assert_int_equal(part.samples[part.sample_count - 1].t_s, 100);
    backlog_written(&b, mark, &part);
    assert_true(backlog_is_empty(&b));
    assert_int_equal(b.lost, 0);
}

static void what_was_taken_but_not_written_stays(void **state)
{
    (void)state;
    add(1);
    (void)backlog_take(&b, &part);
    (void)backlog_take(&b, &part);
    assert_int_equal(part.sample_count, 1);
    assert_int_equal(b.sample_count, 1);
}

static void full_loses_the_oldest_and_counts_it(void **state)
{
    (void)state;
    for (int i = 0; i < BACKLOG_SAMPLES_MAX; i++)
        assert_false(add(i));
    assert_true(add(BACKLOG_SAMPLES_MAX));
    assert_int_equal(b.lost, 1);
    assert_int_equal(backlog_sample(&b, 0)->t_s, 1);
}

/* A job that takes hours: what was pushed out meanwhile is not dropped twice. */
static void what_was_pushed_out_while_it_was_written_is_not_lost(void **state)
{
    (void)state;
    for (int i = 0; i < BACKLOG_SAMPLES_MAX; i++)
        add(i);
    struct backlog_mark mark = backlog_take(&b, &part);
    for (int i = 0; i < 10; i++)
        assert_true(add(BACKLOG_SAMPLES_MAX + i));
    backlog_written(&b, mark, &part);
    assert_int_equal(backlog_sample(&b, 0)->t_s, BACKLOG_PART_SAMPLES);
    assert_int_equal(b.lost, 0);
    mark = backlog_take(&b, &part);
    for (int i = 0; i < BACKLOG_SAMPLES_MAX; i++)
        add(5000 + i);
    backlog_written(&b, mark, &part);
    assert_int_equal(backlog_sample(&b, 0)->t_s, 5000);
}

static void an_incident_is_written_in_its_newest_form(void **state)
{
    (void)state;
    put(1, 10);
    put(2, 10);
    put(1, 20);
    assert_int_equal(b.incident_count, 2);
    struct backlog_mark mark = backlog_take(&b, &part);
    put(2, 30);
    backlog_written(&b, mark, &part);
    assert_int_equal(b.incident_count, 1);
    assert_int_equal(b.incidents[0].seconds, 30);
    for (int i = 0; i < BACKLOG_INCIDENTS_MAX; i++)
        put(10 + i, 0);
    assert_int_equal(b.incident_count, BACKLOG_INCIDENTS_MAX);
    assert_int_equal(b.incidents[0].began_ms, 10);
}

static void transitions_leave_in_order(void **state)
{
    (void)state;
    for (int i = 0; i < BACKLOG_TRANSITIONS_MAX + 5; i++)
        backlog_add_transition(&b, &(struct transition){.at_ms = i});
    struct backlog_mark mark = backlog_take(&b, &part);
    assert_int_equal(part.transitions[0].at_ms, 5);
    backlog_add_transition(&b, &(struct transition){.at_ms = 999});
    backlog_written(&b, mark, &part);
    assert_int_equal(b.transition_count, 1);
    assert_int_equal(b.transitions[0].at_ms, 999);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_is_written_leaves_in_order, set_up),
        cmocka_unit_test_setup(what_was_taken_but_not_written_stays, set_up),
        cmocka_unit_test_setup(full_loses_the_oldest_and_counts_it, set_up),
        cmocka_unit_test_setup(what_was_pushed_out_while_it_was_written_is_not_lost, set_up),
        cmocka_unit_test_setup(an_incident_is_written_in_its_newest_form, set_up),
        cmocka_unit_test_setup(transitions_leave_in_order, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
