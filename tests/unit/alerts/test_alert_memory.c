/* alert_memory.h: what is written is read back, on any clock; the newer of two stands. */
#include "alert_fixture.h"
#include "alert_memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct alert_memory first, second;
static struct fixture f;
static struct buffer line;

static int begin(void **state)
{
    (void)state;
    fixture_init(&f);
    memset(&first, 0, sizeof(first));
    memset(&second, 0, sizeof(second));
    alert_channel_init(&first.channels[ALERT_WEBHOOK], "https://a.example/1");
    alert_channel_init(&first.channels[ALERT_FALLBACK], NULL);
    buffer_init(&line, ALERT_MEMORY_MAX);
    return 0;
}

static int end(void **state)
{
    (void)state;
    buffer_free(&line);
    return 0;
}

/* One alert fires, one rises, as after two minutes. */
static void some_trouble(void)
{
    f.snapshot.supervisor.workers[WORKER_SHEETS].crash_loop = true;
    fixture_pass(&f, 100);
    f.report.memory_level = MEMORY_HIGH;
    fixture_pass(&f, 20);
    first.engine = f.engine;
    first.supervisor_started_ms = FIXTURE_WALL - 1000;
}

static void write_and_read(struct alert_now written, struct alert_now read)
{
    alert_memory_write(&first, written, ALERT_WITH_DONE, &line);
    assert_false(line.failed);
    assert_null(memchr(line.data, '\n', line.length));
    assert_true(alert_memory_read(&second, line.data, line.length, read));
}

static void everything_comes_back(void **state)
{
    (void)state;
    some_trouble();
    uint64_t wait;
    assert_true(alert_channel_begin(&first.channels[ALERT_WEBHOOK], f.now.mono_ms, &wait));
    alert_channel_answered(&first.channels[ALERT_WEBHOOK], CHANNEL_LIMITED, 429, 90000, f.now.mono_ms,
                           f.now.wall_ms, 0);
    write_and_read(f.now, f.now);
    assert_int_equal(second.engine.series, first.engine.series);
    assert_int_equal(second.engine.revision, first.engine.revision);
    assert_int_equal(second.engine.numbered, 1);
    assert_memory_equal(&second.engine.lives, &first.engine.lives, sizeof(first.engine.lives));
    assert_int_equal(second.engine.queue.count, 1);
    first.engine.queue.messages[0].revision = 0; /* not kept */
    assert_memory_equal(&second.engine.queue.messages[0], &first.engine.queue.messages[0],
                        sizeof(struct alert_message));
    assert_int_equal(second.channels[ALERT_WEBHOOK].not_before_ms, f.now.mono_ms + 90000);
    assert_int_equal(second.channels[ALERT_WEBHOOK].pace.used, 1);
    assert_int_equal(second.channels[ALERT_WEBHOOK].setting, first.channels[ALERT_WEBHOOK].setting);
    assert_int_equal(second.supervisor_started_ms, FIXTURE_WALL - 1000);
    assert_int_equal(second.seen_ms, f.now.wall_ms);
}

static void the_time_between_is_added_on_a_clock_that_began_anew(void **state)
{
    (void)state;
    some_trouble();
    struct alert_now later = {(UINT64_C(1) << 40) + 5000, f.now.wall_ms + 3600000};
    write_and_read(f.now, later);
    const struct alert_life *loop = &second.engine.lives[ALERT_CRASH_LOOP];
    uint64_t age_ms = later.mono_ms - loop->since_ms;
    assert_int_equal(age_ms, 3600000 + 120000);
    assert_int_equal(loop->state, ALERT_FIRING);
    /* Nobody watched meanwhile: what was rising does not count as having gone on. */
    assert_int_equal(second.engine.lives[ALERT_MEMORY_WARN].state, ALERT_QUIET);
}

static void a_reminder_is_due_a_day_after_the_telling_over_restarts_too(void **state)
{
    (void)state;
    some_trouble();
    struct alert_now later = {(UINT64_C(1) << 40) + 5000, f.now.wall_ms + INT64_C(24) * 3600000};
    write_and_read(f.now, later);
    f.engine = second.engine;
    f.now = later;
    fixture_pass(&f, 1);
    assert_int_equal(fixture_last(&f)->kind, ALERT_REMINDER);
}

static void a_wall_clock_set_back_makes_no_wait_longer(void **state)
{
    (void)state;
    uint64_t wait;
    assert_true(alert_channel_begin(&first.channels[ALERT_WEBHOOK], f.now.mono_ms, &wait));
    alert_channel_answered(&first.channels[ALERT_WEBHOOK], CHANNEL_LIMITED, 429, 90000, f.now.mono_ms,
                           f.now.wall_ms, 0);
    struct alert_now back = {f.now.mono_ms, f.now.wall_ms - INT64_C(365) * 24 * 3600000};
    write_and_read(f.now, back);
    assert_int_equal(second.channels[ALERT_WEBHOOK].not_before_ms, f.now.mono_ms + 90000);
}

static void what_is_not_ours_is_refused(void **state)
{
    (void)state;
    static const char *const BAD[] = {"",     "{",         "[]", "{}", "{\"alerts\":2}", "{\"kept\":1}",
                                      "null", "\"alerts\""};
    for (size_t i = 0; i < sizeof(BAD) / sizeof(BAD[0]); i++)
        assert_false(alert_memory_read(&second, BAD[i], strlen(BAD[i]), f.now));
}

static void odd_values_do_no_harm(void **state)
{
    (void)state;
    static const char ODD[] =
        "{\"alerts\":1,\"seen\":1704110400000,\"series\":-1,\"numbered\":\"x\",\"rules\":[{"
        "\"rule\":\"down\",\"state\":99,\"since\":9e18,"
        "\"told\":-7},{\"rule\":\"gone\"},7],\"messages\":[{\"rule\":\"down\",\"kind\":"
        "77,\"delivery\":[9,-1,1,900],\"detail\":"
        "7},{}],\"channels\":[{\"sent\":[1,2,3,4,5,6,7,-1],\"pauses\":1e15},5,{}]}";
    assert_true(alert_memory_read(&second, ODD, strlen(ODD), f.now));
    assert_int_equal(second.engine.lives[ALERT_DOWN].state, ALERT_QUIET);
    assert_int_equal(second.engine.queue.count, 1);
    assert_int_equal(second.engine.queue.messages[0].kind, ALERT_RAISED);
    assert_int_equal(second.engine.queue.messages[0].delivery[0], ALERT_NOT_FOR_IT);
    assert_int_equal(second.channels[0].pace.used, ALERTS_PER_MINUTE);
}

static void fill(void)
{
    for (unsigned i = 0; i < ALERT_QUEUE_MAX; i++) {
        struct alert_message m = {
            .rule = ALERT_OUTBOX_OLD, .delivery = {ALERT_WAITS, ALERT_WAITS}, .made_ms = FIXTURE_WALL};
        memset(m.id, 'i', sizeof(m.id) - 1);
        memset(m.reason, 'r', sizeof(m.reason) - 1);
        memset(m.detail, '"', sizeof(m.detail) - 1);
        memset(m.repair, '"', sizeof(m.repair) - 1);
        alert_queue_add(&first.engine.queue, &m);
    }
    for (int i = 0; i < ALERT_RULES; i++)
        first.engine.lives[i] = (struct alert_life){ALERT_FIRING, 1, 1, 1, 1, true, 1, 1};
}

static void a_full_memory_fits(void **state)
{
    (void)state;
    fill();
    write_and_read(f.now, f.now);
    assert_int_equal(second.engine.queue.count, ALERT_QUEUE_MAX);
    assert_int_equal(strlen(second.engine.queue.messages[0].repair), ALERT_REPAIR_SIZE - 1);
}

/* Else nothing at all would be handed to the next health-server. */
static void the_short_form_of_a_full_memory_has_every_message_and_fits_into_a_frame(void **state)
{
    (void)state;
    fill();
    alert_memory_write(&first, f.now, ALERT_WAITING, &line);
    assert_true(line.length > ALERT_SHORT_MAX);
    buffer_clear(&line);
    alert_memory_write(&first, f.now, ALERT_WAITING_SHORT, &line);
    assert_true(!line.failed && line.length <= ALERT_SHORT_MAX);
    assert_true(alert_memory_read(&second, line.data, line.length, f.now));
    assert_int_equal(second.engine.queue.count, ALERT_QUEUE_MAX);
    assert_int_equal(alert_queue_waiting(&second.engine.queue, ALERT_WEBHOOK), ALERT_QUEUE_MAX);
    assert_int_equal(second.engine.lives[0].state, ALERT_FIRING);
}

static void the_newer_of_one_series_stands(void **state)
{
    (void)state;
    first.engine.series = second.engine.series = 7;
    first.engine.revision = 5;
    second.engine.revision = 6;
    second.engine.numbered = 66;
    alert_memory_merge(&first, &second);
    assert_int_equal(first.engine.numbered, 66);
    second.engine.revision = 2;
    second.engine.numbered = 22;
    alert_memory_merge(&first, &second);
    assert_int_equal(first.engine.numbered, 66);
}

static void of_another_series_the_messages_are_taken_over(void **state)
{
    (void)state;
    struct alert_message m = {.id = "x-1", .delivery = {ALERT_WAITS}};
    first.engine.series = 7;
    second.engine.series = 8;
    second.engine.revision = 1000;
    alert_queue_add(&second.engine.queue, &m);
    alert_memory_merge(&first, &second);
    assert_int_equal(first.engine.series, 7);
    assert_non_null(alert_queue_find(&first.engine.queue, "x-1"));
}

static void a_channel_goes_on_only_under_the_same_setting(void **state)
{
    (void)state;
    alert_channel_init(&second.channels[ALERT_WEBHOOK], "https://a.example/1");
    second.channels[ALERT_WEBHOOK].given_up = true;
    second.engine.series = 9;
    alert_memory_merge(&first, &second);
    assert_true(first.channels[ALERT_WEBHOOK].given_up);
    memset(&first, 0, sizeof(first));
    alert_channel_init(&first.channels[ALERT_WEBHOOK], "https://a.example/2");
    alert_memory_merge(&first, &second);
    assert_false(first.channels[ALERT_WEBHOOK].given_up);
    assert_int_equal(first.engine.series, 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(everything_comes_back, begin, end),
        cmocka_unit_test_setup_teardown(the_time_between_is_added_on_a_clock_that_began_anew, begin, end),
        cmocka_unit_test_setup_teardown(a_reminder_is_due_a_day_after_the_telling_over_restarts_too, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_wall_clock_set_back_makes_no_wait_longer, begin, end),
        cmocka_unit_test_setup_teardown(what_is_not_ours_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(odd_values_do_no_harm, begin, end),
        cmocka_unit_test_setup_teardown(a_full_memory_fits, begin, end),
        cmocka_unit_test_setup_teardown(
            the_short_form_of_a_full_memory_has_every_message_and_fits_into_a_frame, begin, end),
        cmocka_unit_test_setup_teardown(the_newer_of_one_series_stands, begin, end),
        cmocka_unit_test_setup_teardown(of_another_series_the_messages_are_taken_over, begin, end),
        cmocka_unit_test_setup_teardown(a_channel_goes_on_only_under_the_same_setting, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
