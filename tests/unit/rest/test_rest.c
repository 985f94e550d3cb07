/* rest.h: what goes, in which order, with what, and when it does not fit. */
#include "pretend.h"

static void a_request_goes_at_once_with_the_token(void **state)
{
    (void)state;
    ask("GET", "/users/@me", true, 0);
    assert_int_equal(sent_count, 1);
    assert_string_equal(sent[0].url, "http://x/api/users/@me");
    assert_string_equal(sent[0].authorization, "Bot tok");
    answer(0, 200, "", "{}");
    assert_int_equal(done_count, 1);
    assert_int_equal(outcomes[0], REST_DONE);
    assert_int_equal(answers, 1);
    ask("GET", "/users/@me", true, 0);
    lose(1, false); /* no answer, nothing to time */
    assert_int_equal(answers, 1);
}

static int answers_with_json, answers_without;

static void note_json(void *ctx, const struct rest_result *result)
{
    (void)ctx;
    answers_with_json += result->json != NULL;
    answers_without += result->json == NULL;
    assert_int_equal(result->outcome, REST_REFUSED);
    assert_int_equal(result->code, 40060);
}

static void an_answer_that_nobody_reads_is_not_parsed_and_its_code_told_all_the_same(void **state)
{
    (void)state;
    static const char BODY[] = "{\"code\":40060,\"message\":\"already\"}";
    struct rest_request request = {.method = "POST", .path = "/channels/1/messages", .repeatable = true};
    rest_send(rest, &request, note_json, NULL);
    answer(0, 400, "", BODY);
    assert_int_equal(answers_with_json, 1);
    request.answer_unread = true;
    rest_send(rest, &request, note_json, NULL);
    answer(1, 400, "", BODY);
    assert_int_equal(answers_with_json, 1);
    assert_int_equal(answers_without, 1);
}

static void a_body_is_said_to_be_json(void **state)
{
    (void)state;
    ask("POST", "/channels/1/messages", true, 0);
    assert_string_equal(sent[0].content_type, "application/json");
    rest_send(rest, &(struct rest_request){.method = "GET", .path = "/channels/1", .repeatable = true},
              on_done, NULL);
    assert_string_equal(sent[1].content_type, "");
}

static void an_interaction_callback_carries_no_token(void **state)
{
    (void)state;
    ask("POST", CALLBACK, true, 3000);
    assert_string_equal(sent[0].authorization, "");
}

static void one_request_of_a_bucket_follows_the_other(void **state)
{
    (void)state;
    ask("POST", "/channels/1/messages", true, 0);
    ask("POST", "/channels/1/messages", true, 0);
    assert_int_equal(sent_count, 1);
    answer(0, 200, "X-RateLimit-Bucket: b\nX-RateLimit-Remaining: 0\nX-RateLimit-Reset-After: 2\n", "{}");
    assert_int_equal(sent_count, 1);
    advance_to(now_ms + 1999);
    assert_int_equal(sent_count, 1);
    advance_to(now_ms + 1);
    assert_int_equal(sent_count, 2);
}

static void callbacks_do_not_wait_behind_slow_requests(void **state)
{
    (void)state;
    char path[64];
    for (int i = 0; i < REST_UNDER_WAY_MOST + 5; i++) {
        snprintf(path, sizeof(path), "/channels/%d/messages", i + 1);
        ask("POST", path, true, 0);
    }
    assert_int_equal(sent_count, REST_UNDER_WAY_MOST);
    ask("POST", CALLBACK, true, 3000);
    assert_int_equal(sent_count, REST_UNDER_WAY_MOST + 1);
    assert_non_null(strstr(sent[REST_UNDER_WAY_MOST].url, CALLBACK));
}

static void only_what_may_be_doubled_goes_on_a_used_connection(void **state)
{
    (void)state;
    ask("POST", "/webhooks/1/tok", false, 0);
    ask("POST", "/channels/1/messages", true, 0);
    assert_true(sent[0].once);
    assert_false(sent[1].once);
}

static void a_full_queue_says_so_and_not_from_inside(void **state)
{
    (void)state;
    for (int i = 0; i < REST_QUEUE_MOST + 1; i++)
        ask("POST", "/channels/1/messages", true, 0);
    assert_int_equal(done_count, 0);
    advance_to(now_ms);
    assert_int_equal(done_count, 1);
    assert_int_equal(outcomes[0], REST_FULL);
}

static void the_fifty_first_of_a_second_waits_for_the_next(void **state)
{
    (void)state;
    for (int i = 0; i < 51; i++) {
        ask("GET", "/users/@me", true, 0);
        if (sent_count == (size_t)i + 1)
            answer((size_t)i, 200, "", "{}");
    }
    assert_int_equal(sent_count, 50);
    advance_to(now_ms + 1001);
    assert_int_equal(sent_count, 51);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        QUEUE_TEST(a_request_goes_at_once_with_the_token),
        QUEUE_TEST(an_answer_that_nobody_reads_is_not_parsed_and_its_code_told_all_the_same),
        QUEUE_TEST(a_body_is_said_to_be_json),
        QUEUE_TEST(an_interaction_callback_carries_no_token),
        QUEUE_TEST(one_request_of_a_bucket_follows_the_other),
        QUEUE_TEST(callbacks_do_not_wait_behind_slow_requests),
        QUEUE_TEST(only_what_may_be_doubled_goes_on_a_used_connection),
        QUEUE_TEST(a_full_queue_says_so_and_not_from_inside),
        QUEUE_TEST(the_fifty_first_of_a_second_waits_for_the_next),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
