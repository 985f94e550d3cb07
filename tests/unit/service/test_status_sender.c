/* What the health-server is told of the service, and when. */
#include "status_sender.h"

#include "reap.h"

#include "running_children.h"

static struct ordered_stop stop;
static struct status_sender status;
static uint64_t strangers;

uint64_t reaper_strangers(const struct reaper *reaper)
{
    (void)reaper;
    return strangers;
}

static int fresh(void **state)
{
    (void)state;
    children_run();
    stop = (struct ordered_stop){.begun = false};
    strangers = 0;
    status_sender_init(&status, &options, &children, &stop, NULL);
    return 0;
}

static int over(void **state)
{
    (void)state;
    status_sender_fini(&status);
    children_end();
    return 0;
}

static bool says(const struct frame *frame, const char *text)
{
    return memmem(frame->body, frame->length, text, strlen(text)) != NULL;
}

static void numbers_come_before_the_snapshot(void **state)
{
    (void)state;
    status_sender_send(&status);
    assert_int_equal(sent_count, 2);
    assert_int_equal(sent[0].type, MESSAGE_METRICS);
    assert_int_equal(sent[1].type, MESSAGE_SNAPSHOT);
    assert_int_equal(sent[0].to, WORKER_HEALTH);
    assert_true(says(&sent[1], "\"name\":\"sheets-worker\""));
    assert_false(says(&sent[1], "\"name\":\"simulator\""));
    assert_true(says(&sent[1], "\"stopping\":false"));
}

static void nothing_is_sent_before_the_welcome_but_it_is_counted(void **state)
{
    (void)state;
    children.by_worker[WORKER_HEALTH]->link.welcomed = false;
    strangers = 3;
    status_sender_send(&status);
    assert_int_equal(sent_count, 0);
    assert_int_equal((int)metrics_get(&status.metrics, METRIC_SUPERVISOR_ORPHANS), 3);
}

static void totals_of_others_become_its_numbers(void **state)
{
    (void)state;
    children.by_worker[WORKER_SHEETS]->channel.counts = (struct channel_counts){2, 5};
    children.by_worker[WORKER_GATEWAY]->channel.counts = (struct channel_counts){1, 0};
    lines_dropped = 7;
    status_sender_send(&status);
    lines_dropped = 9;
    status_sender_send(&status);
    assert_int_equal((int)metrics_get(&status.metrics, METRIC_IPC_BAD), 3);
    assert_int_equal((int)metrics_get(&status.metrics, METRIC_IPC_REFUSED), 5);
    assert_int_equal((int)metrics_get(&status.metrics, METRIC_SUPERVISOR_LINES_DROPPED), 9);
}

static void a_stop_and_what_is_wrong_with_the_settings_show(void **state)
{
    (void)state;
    options.config_error = "PORT : …";
    options.demo = true;
    stop.begun = true;
    struct snapshot snapshot = status_sender_snapshot(&status);
    assert_true(snapshot.stopping && snapshot.demo);
    assert_string_equal(snapshot.config_error, "PORT : …");
    assert_int_equal(snapshot.worker_count, 3);
    assert_true(snapshot.started_monotonic_ms > 0 && snapshot.started_monotonic_ms <= snapshot.now_ms);
    status_sender_send_snapshot(&status);
    assert_int_equal(sent_count, 1);
    assert_true(says(&sent[0], "\"stopping\":true"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, over)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(numbers_come_before_the_snapshot),
        TEST(nothing_is_sent_before_the_welcome_but_it_is_counted),
        TEST(totals_of_others_become_its_numbers),
        TEST(a_stop_and_what_is_wrong_with_the_settings_show),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
