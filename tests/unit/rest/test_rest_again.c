/* rest.h: what is sent again, what is not, and for how long. */
#include "pretend.h"

static void what_discord_failed_to_do_is_asked_for_again(void **state)
{
    (void)state;
    ask("POST", "/webhooks/1/tok", false, 0);
    answer(0, 502, "", "");
    advance_to(now_ms + 20000);
    assert_int_equal(sent_count, 2);
    answer(1, 504, "", "");
    assert_int_equal(outcomes[0], REST_UNSURE);
}

static void what_may_have_landed_is_repeated_only_if_that_is_harmless(void **state)
{
    (void)state;
    ask("POST", "/channels/1/messages", false, 0);
    lose(0, true);
    assert_int_equal(done_count, 1);
    assert_int_equal(outcomes[0], REST_UNSURE);
    ask("POST", "/channels/2/messages", true, 0);
    answer(1, 502, "", "");
    advance_to(now_ms + 20000);
    assert_int_equal(sent_count, 3);
    answer(2, 200, "", "{}");
    assert_int_equal(outcomes[1], REST_DONE);
}

static void what_never_left_is_repeated_in_any_case(void **state)
{
    (void)state;
    ask("POST", "/channels/1/messages", false, 0);
    lose(0, false);
    advance_to(now_ms + 1000);
    assert_int_equal(sent_count, 2);
}

static void an_outage_ends_with_the_patience(void **state)
{
    (void)state;
    ask("GET", "/users/@me", true, 30000);
    for (size_t i = 0; i < SENT_MOST && done_count == 0; i++) {
        if (i < sent_count)
            lose(i, false);
        advance_to(now_ms + 10000);
    }
    assert_int_equal(done_count, 1);
    assert_int_equal(outcomes[0], REST_UNSENT);
    assert_true(now_ms - 1000000 <= 50000);
}

/* For an answer that says "already done": by whom? */
static void a_result_says_whether_an_earlier_sending_may_have_landed(void **state)
{
    (void)state;
    ask("POST", CALLBACK, true, 0);
    lose(0, false); /* the connection never stood */
    advance_to(now_ms + 10000);
    answer(1, 400, "Via: x", "{\"code\":40060}");
    assert_int_equal(done_count, 1);
    assert_false(was_resent);
    ask("POST", CALLBACK, true, 0);
    lose(2, true);
    advance_to(now_ms + 10000);
    answer(3, 400, "Via: x", "{\"code\":40060}");
    assert_int_equal(done_count, 2);
    assert_true(was_resent);
    sendings = 2; /* libcurl, when a used connection died under it */
    ask("POST", CALLBACK, true, 0);
    answer(4, 400, "Via: x", "{\"code\":40060}");
    assert_int_equal(done_count, 3);
    assert_true(was_resent);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        QUEUE_TEST(what_discord_failed_to_do_is_asked_for_again),
        QUEUE_TEST(what_may_have_landed_is_repeated_only_if_that_is_harmless),
        QUEUE_TEST(what_never_left_is_repeated_in_any_case),
        QUEUE_TEST(an_outage_ends_with_the_patience),
        QUEUE_TEST(a_result_says_whether_an_earlier_sending_may_have_landed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
