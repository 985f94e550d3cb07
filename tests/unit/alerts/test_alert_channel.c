/* alert_channel.h and channel_answer.h: what each answer means, and when the channel may be sent something
 * again. */
#include "alert_channel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define NOW UINT64_C(1000000)

static struct alert_channel channel;
static uint64_t wait_ms;

static int begin(void **state)
{
    (void)state;
    alert_channel_init(&channel, "https://a.example/secret");
    return 0;
}

static struct channel_reply reply(int status, const char *body)
{
    return (struct channel_reply){.status = status,
                                  .via = "1.1 google",
                                  .content_type = "application/json",
                                  .retry_after = "",
                                  .date = "",
                                  .body = body,
                                  .discord = true};
}

static void each_status_means_something(void **state)
{
    (void)state;
    static const struct {
        int status;
        enum channel_answer answer;
        enum channel_then then;
    } CASES[] = {
        {200, CHANNEL_TAKEN, CHANNEL_THEN_DONE},           {204, CHANNEL_TAKEN, CHANNEL_THEN_DONE},
        {301, CHANNEL_REJECTED, CHANNEL_THEN_REJECT},      {400, CHANNEL_REJECTED, CHANNEL_THEN_REJECT},
        {401, CHANNEL_UNAUTHORISED, CHANNEL_THEN_GIVE_UP}, {403, CHANNEL_FORBIDDEN, CHANNEL_THEN_PAUSE},
        {404, CHANNEL_GONE, CHANNEL_THEN_GIVE_UP},         {408, CHANNEL_NO_ANSWER, CHANNEL_THEN_PAUSE},
        {410, CHANNEL_GONE, CHANNEL_THEN_GIVE_UP},         {429, CHANNEL_LIMITED, CHANNEL_THEN_TOLD},
        {500, CHANNEL_BROKEN, CHANNEL_THEN_PAUSE},         {503, CHANNEL_BROKEN, CHANNEL_THEN_PAUSE},
        {521, CHANNEL_BROKEN, CHANNEL_THEN_PAUSE},
    };
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        struct channel_reply r = reply(CASES[i].status, "{}");
        assert_int_equal(channel_answer_read(&r, &wait_ms), CASES[i].answer);
        assert_int_equal(channel_answer_then(CASES[i].answer), CASES[i].then);
    }
}

static void each_error_means_something(void **state)
{
    (void)state;
    static const struct {
        enum err_kind kind;
        enum channel_answer answer;
    } CASES[] = {{ERR_TIMEOUT, CHANNEL_NO_ANSWER},
                 {ERR_TLS, CHANNEL_TLS_REFUSED},
                 {ERR_DNS, CHANNEL_UNREACHABLE},
                 {ERR_CURL, CHANNEL_UNREACHABLE},
                 {ERR_CONFIG, CHANNEL_UNUSABLE}};
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        struct channel_reply r = reply(204, "");
        r.error = err_make(CASES[i].kind, "test", 1);
        assert_int_equal(channel_answer_read(&r, &wait_ms), CASES[i].answer);
    }
}

static void the_longer_of_header_and_body_is_the_wait(void **state)
{
    (void)state;
    struct channel_reply r = reply(429, "{\"retry_after\":2.5}");
    channel_answer_read(&r, &wait_ms);
    assert_int_equal(wait_ms, 2500);
    r.retry_after = "60";
    channel_answer_read(&r, &wait_ms);
    assert_int_equal(wait_ms, 60000);
    r.date = "Tue, 15 Nov 1994 08:11:31 GMT";
    r.retry_after = "Tue, 15 Nov 1994 08:13:31 GMT";
    channel_answer_read(&r, &wait_ms);
    assert_int_equal(wait_ms, 120000);
    r.status = 204;
    channel_answer_read(&r, &wait_ms);
    assert_int_equal(wait_ms, 0);
}

static void a_ban_is_known_on_both_channels(void **state)
{
    (void)state;
    struct channel_reply page = reply(429, "<html>error code: 1015</html>");
    assert_int_equal(channel_answer_read(&page, &wait_ms), CHANNEL_BANNED);
    page.discord = false;
    assert_int_equal(channel_answer_read(&page, &wait_ms), CHANNEL_BANNED);
    page.status = 403;
    assert_int_equal(channel_answer_read(&page, &wait_ms), CHANNEL_BANNED);
    struct channel_reply bare = reply(429, "{}");
    bare.via = "";
    assert_int_equal(channel_answer_read(&bare, &wait_ms), CHANNEL_BANNED);
    bare.discord = false; /* elsewhere a missing Via says nothing */
    assert_int_equal(channel_answer_read(&bare, &wait_ms), CHANNEL_LIMITED);
}

static enum channel_then answered(enum channel_answer answer, uint64_t told_ms, uint64_t now_ms)
{
    return alert_channel_answered(&channel, answer, 0, told_ms, now_ms, 7, UINT32_MAX);
}

static void five_a_minute_leave_and_one_at_a_time(void **state)
{
    (void)state;
    for (int i = 0; i < ALERTS_PER_MINUTE; i++) {
        assert_true(alert_channel_begin(&channel, NOW + (uint64_t)i, &wait_ms));
        assert_false(alert_channel_begin(&channel, NOW + (uint64_t)i, &wait_ms)); /* under way */
        answered(CHANNEL_TAKEN, 0, NOW + (uint64_t)i);
    }
    assert_false(alert_channel_begin(&channel, NOW + 59999, &wait_ms));
    assert_int_equal(wait_ms, 1);
    assert_true(alert_channel_begin(&channel, NOW + 60000, &wait_ms));
}

static void pauses_grow_and_a_success_forgets_them(void **state)
{
    (void)state;
    uint64_t before = 0;
    for (int i = 0; i < 9; i++) {
        answered(CHANNEL_BROKEN, 0, NOW);
        assert_true(channel.not_before_ms - NOW > before);
        before = channel.not_before_ms - NOW;
    }
    for (int i = 0; i < 100; i++)
        answered(CHANNEL_BROKEN, 0, NOW);
    assert_true(channel.not_before_ms - NOW <= 30 * 60 * 1000);
    answered(CHANNEL_TAKEN, 0, NOW);
    assert_int_equal(channel.not_before_ms, NOW);
    assert_int_equal(channel.last_taken_ms, 7);
    answered(CHANNEL_BROKEN, 0, NOW);
    assert_int_equal(channel.not_before_ms - NOW, 5000);
}

static void what_it_said_to_wait_is_waited(void **state)
{
    (void)state;
    answered(CHANNEL_LIMITED, 46263000, NOW);
    assert_false(alert_channel_begin(&channel, NOW + 46262999, &wait_ms));
    assert_true(alert_channel_begin(&channel, NOW + 46263000, &wait_ms));
}

static void a_ban_is_waited_for_a_quarter_of_an_hour_at_least(void **state)
{
    (void)state;
    answered(CHANNEL_BANNED, 1000, NOW);
    assert_true(channel.not_before_ms - NOW >= 15 * 60 * 1000);
    alert_channel_init(&channel, "x");
    alert_channel_answered(&channel, CHANNEL_BANNED, 429, 0, NOW, 0, 0); /* the least that chance gives */
    assert_true(channel.not_before_ms - NOW >= 15 * 60 * 1000);
    answered(CHANNEL_BANNED, UINT64_C(82721000), NOW);
    assert_int_equal(channel.not_before_ms - NOW, 82721000);
}

static void one_that_is_gone_is_never_asked_again(void **state)
{
    (void)state;
    assert_int_equal(answered(CHANNEL_GONE, 0, NOW), CHANNEL_THEN_GIVE_UP);
    assert_false(alert_channel_begin(&channel, NOW * 1000, &wait_ms));
    assert_true(wait_ms == UINT64_MAX);
}

static void one_that_is_not_set_is_never_asked(void **state)
{
    (void)state;
    alert_channel_init(&channel, NULL);
    assert_false(alert_channel_begin(&channel, NOW, &wait_ms));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_status_means_something),
        cmocka_unit_test(each_error_means_something),
        cmocka_unit_test(the_longer_of_header_and_body_is_the_wait),
        cmocka_unit_test(a_ban_is_known_on_both_channels),
        cmocka_unit_test_setup(five_a_minute_leave_and_one_at_a_time, begin),
        cmocka_unit_test_setup(pauses_grow_and_a_success_forgets_them, begin),
        cmocka_unit_test_setup(what_it_said_to_wait_is_waited, begin),
        cmocka_unit_test_setup(a_ban_is_waited_for_a_quarter_of_an_hour_at_least, begin),
        cmocka_unit_test_setup(one_that_is_gone_is_never_asked_again, begin),
        cmocka_unit_test_setup(one_that_is_not_set_is_never_asked, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
