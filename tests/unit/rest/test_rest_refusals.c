/* rest.h: limits, bans and a refused token hold for every request, and for the successor. */
#include "pretend.h"

#define BAN "Content-Type: text/html\nRetry-After: 3600\n"

static void a_429_is_obeyed_and_the_request_repeated(void **state)
{
    (void)state;
    ask("POST", "/channels/1/messages", false, 0);
    answer(0, 429, "Via: 1.1 google\nRetry-After: 7\n", "{\"retry_after\":6.4}");
    ask("POST", "/channels/2/messages", false, 0);
    assert_int_equal(sent_count, 2); /* the other channel does not wait */
    advance_to(now_ms + 6999);
    assert_int_equal(sent_count, 2);
    advance_to(now_ms + 1);
    assert_int_equal(sent_count, 3);
    answer(2, 200, "", "{}");
    assert_int_equal(outcomes[0], REST_DONE);
    assert_int_equal(events[REST_EVENT_LIMITED], 1);
    assert_int_equal(events[REST_EVENT_INVALID], 1);
}

static void a_wait_longer_than_the_patience_is_told_at_once(void **state)
{
    (void)state;
    ask("POST", "/channels/1/messages", true, 60000);
    answer(0, 429, "Via: 1.1 google\nRetry-After: 82721\n", "{}");
    assert_int_equal(done_count, 0); /* from the timer, not from inside */
    advance_to(now_ms);
    assert_int_equal(done_count, 1);
    assert_int_equal(outcomes[0], REST_LIMITED_BUCKET);
    ask("GET", "/users/@me", true, 0);
    assert_int_equal(sent_count, 2);
}

static void a_ban_stops_every_request_until_it_ends(void **state)
{
    (void)state;
    ask("GET", "/users/@me", true, 0);
    answer(0, 429, "Content-Type: text/html\nRetry-After: 3600\n", "<html>");
    assert_int_equal(bans, 1);
    ask("POST", CALLBACK, true, 3000);
    ask("GET", "/gateway", true, 0);
    advance_to(now_ms + 1);
    assert_int_equal(sent_count, 1);
    assert_int_equal(done_count, 3);
    assert_int_equal(outcomes[1], REST_BANNED);
    advance_to(now_ms + 3600000);
    ask("GET", "/users/@me", true, 0);
    assert_int_equal(sent_count, 2);
    answer(1, 200, "Via: 1.1 google\n", "{}");
    assert_int_equal(unbans, 1);
}

static void a_refused_token_ends_all_requests_for_good(void **state)
{
    (void)state;
    ask("GET", "/users/@me", true, 0);
    ask("GET", "/users/@me", true, 0);
    answer(0, 401, "", "{\"code\":0}");
    advance_to(now_ms + 100000);
    ask("POST", CALLBACK, true, 3000);
    advance_to(now_ms + 100000);
    assert_int_equal(sent_count, 1);
    assert_int_equal(done_count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(outcomes[i], REST_UNAUTHORISED);
    assert_int_equal(unauthorised, 1);
}

static void a_ban_is_told_once_however_many_requests_it_meets(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++)
        ask("GET", i == 0 ? "/users/@me" : i == 1 ? "/gateway" : CALLBACK, true, 0);
    for (size_t i = 0; i < 3; i++) {
        now_ms += 20;
        answer(i, 429, BAN, "<html>");
    }
    assert_int_equal(bans, 1);
    advance_to(now_ms + 3600001);
    ask("GET", "/none", true, 0);
    answer(3, 429, "Content-Type: text/html\nRetry-After: 5\n", "<html>");
    assert_int_equal(bans, 2); /* a new one, however short */
}

static void an_answer_from_before_the_ban_does_not_end_it(void **state)
{
    (void)state;
    ask("GET", "/users/@me", true, 0);
    ask("GET", "/gateway", true, 0);
    answer(0, 429, BAN, "<html>");
    answer(1, 200, "Via: 1.1 google\n", "{}");
    assert_int_equal(unbans, 0);
    ask("GET", "/gateway", true, 0);
    assert_int_equal(sent_count, 2);
}

static void a_ban_holds_for_the_successor_too(void **state)
{
    (void)state;
    ask("GET", "/users/@me", true, 0);
    answer(0, 429, "Content-Type: text/html\nRetry-After: 3600\n", "<html>");
    replace();
    assert_int_equal(bans, 2);
    ask("POST", CALLBACK, true, 3000);
    advance_to(now_ms + 3599999);
    ask("GET", "/users/@me", true, 0);
    assert_int_equal(sent_count, 1);
    advance_to(now_ms + 2);
    assert_int_equal(sent_count, 2);
    answer(1, 200, "Via: 1.1 google\n", "{}");
    assert_int_equal(unbans, 1);
}

static void a_refused_token_is_refused_for_the_successor_too(void **state)
{
    (void)state;
    ask("GET", "/users/@me", true, 0);
    answer(0, 401, "", "{\"code\":0}");
    replace();
    assert_int_equal(unauthorised, 2);
    ask("GET", "/users/@me", true, 0);
    advance_to(now_ms + 100000);
    assert_int_equal(sent_count, 1);
    assert_int_equal(outcomes[1], REST_UNAUTHORISED);
}

/* So many, some of them of an earlier life. */
static void refuse_requests(size_t count)
{
    for (size_t i = 0; i < count; i++) {
        sent_count = done_count = 0;
        now_ms += 30;
        ask("GET", "/users/@me", true, 0);
        answer(0, 403, "", "{\"code\":50013}");
    }
}

static void refusals_of_two_lives_together_pause_all_requests(void **state)
{
    (void)state;
    refuse_requests(GATE_INVALID_MOST - 1);
    assert_int_equal(pauses, 0);
    replace();
    refuse_requests(1);
    assert_int_equal(pauses, 1);
    sent_count = done_count = 0;
    ask("POST", CALLBACK, true, 3000);
    advance_to(now_ms + 3000);
    assert_int_equal(sent_count, 0);
    assert_int_equal(outcomes[0], REST_PAUSED);
    replace();
    assert_int_equal(pauses, 2); /* the successor says it too */
    advance_to(now_ms + GATE_MINUTES * GATE_MINUTE_MS);
    ask("GET", "/users/@me", true, 0);
    assert_int_equal(sent_count, 1);
}

static void a_missing_webhook_is_not_asked_again(void **state)
{
    (void)state;
    ask("POST", "/webhooks/1/tok", true, 0);
    answer(0, 404, "", "{\"code\":10015}");
    assert_int_equal(outcomes[0], REST_GONE);
    advance_to(now_ms + 100000);
    assert_int_equal(sent_count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        QUEUE_TEST(a_429_is_obeyed_and_the_request_repeated),
        QUEUE_TEST(a_wait_longer_than_the_patience_is_told_at_once),
        QUEUE_TEST(a_ban_stops_every_request_until_it_ends),
        QUEUE_TEST(a_refused_token_ends_all_requests_for_good),
        QUEUE_TEST(a_ban_is_told_once_however_many_requests_it_meets),
        QUEUE_TEST(an_answer_from_before_the_ban_does_not_end_it),
        QUEUE_TEST(a_ban_holds_for_the_successor_too),
        QUEUE_TEST(a_refused_token_is_refused_for_the_successor_too),
        QUEUE_TEST(refusals_of_two_lives_together_pause_all_requests),
        QUEUE_TEST(a_missing_webhook_is_not_asked_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
