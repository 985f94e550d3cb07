/* What answers mean. The shapes are those of facts/discord.md 1.11. */
#include "reply.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

/* Headers as "Name: value" lines. */
static const char *find_header(const void *ctx, const char *name)
{
    static char value[128];
    for (const char *line = ctx; line && *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
        size_t length = strlen(name);
        if (strncasecmp(line, name, length) != 0 || line[length] != ':')
            continue;
        size_t end = strcspn(line + length + 2, "\n");
        memcpy(value, line + length + 2, end);
        value[end] = '\0';
        return value;
    }
    return NULL;
}

static struct reply read_answer(int status, const char *headers, const char *body)
{
    struct reply_facts facts = {
        .error = ERR_OK, .status = status, .body = body, .header = find_header, .header_ctx = headers};
    struct route route = route_of("POST", "/channels/1/messages");
    return reply_read(&facts, &route);
}

static void a_2xx_is_done_and_teaches_the_bucket(void **state)
{
    (void)state;
    struct reply reply =
        read_answer(200,
                    "X-RateLimit-Limit: 5\nX-RateLimit-Remaining: 4\nX-RateLimit-Reset-After: 1.25\n"
                    "X-RateLimit-Bucket: abcd\n",
                    "{}");
    assert_int_equal(reply.outcome, REST_DONE);
    assert_true(reply.limits.known);
    assert_int_equal(reply.limits.limit, 5);
    assert_int_equal(reply.limits.remaining, 4);
    assert_int_equal(reply.limits.reset_after_ms, 1250);
    assert_true(reply.limits.bucket != 0);
}

static void an_answer_without_limit_headers_teaches_nothing(void **state)
{
    (void)state;
    assert_false(read_answer(204, "", "").limits.known);
}

static void a_429_that_names_a_date_waits_for_it(void **state)
{
    (void)state;
    struct reply reply = read_answer(429,
                                     "Via: 1.1 google\nDate: Tue, 15 Nov 1994 08:12:01 GMT\n"
                                     "Retry-After: Tue, 15 Nov 1994 08:12:31 GMT\n",
                                     "");
    assert_int_equal(reply.limits.retry_after_ms, 30000);
}

static void a_429_of_a_bucket_waits_as_retry_after_says(void **state)
{
    (void)state;
    struct reply reply = read_answer(429, "Via: 1.1 google\nRetry-After: 65\nX-RateLimit-Scope: user\n",
                                     "{\"message\":\"\",\"retry_after\":64.57,\"global\":false}");
    assert_int_equal(reply.outcome, REST_LIMITED_BUCKET);
    assert_int_equal(reply.limits.retry_after_ms, 65000);
    assert_true(rest_outcome_is_invalid(reply.outcome));
    assert_int_equal(rest_outcome_then(reply.outcome), REST_WAIT);
}

static void a_global_429_is_known_by_header_or_body(void **state)
{
    (void)state;
    assert_int_equal(
        read_answer(429, "Via: 1.1 google\nX-RateLimit-Global: true\nRetry-After: 1\n", "{}").outcome,
        REST_LIMITED_GLOBAL);
    assert_int_equal(read_answer(429, "Via: 1.1 google\n", "{\"retry_after\":0.5,\"global\":true}").outcome,
                     REST_LIMITED_GLOBAL);
}

static void a_shared_429_is_not_counted_as_invalid(void **state)
{
    (void)state;
    struct reply reply =
        read_answer(429,
                    "Via: 1.1 google\nX-RateLimit-Scope: shared\nX-RateLimit-Reset-After: 64\n"
                    "X-RateLimit-Remaining: 0\nRetry-After: 1337\n",
                    "{\"retry_after\":1336.57}");
    assert_int_equal(reply.outcome, REST_LIMITED_SHARED);
    assert_int_equal(reply.limits.retry_after_ms, 1337000);
    assert_false(rest_outcome_is_invalid(reply.outcome));
}

static void a_429_with_requests_left_limits_this_kind_alone(void **state)
{
    (void)state;
    struct reply reply = read_answer(
        429, "Via: 1.1 google\nX-RateLimit-Remaining: 3\nX-RateLimit-Reset-After: 1\nRetry-After: 500\n",
        "{}");
    assert_int_equal(reply.outcome, REST_LIMITED_ROUTE);
}

static void a_429_that_names_no_time_waits_all_the_same(void **state)
{
    (void)state;
    assert_true(read_answer(429, "Via: 1.1 google\n", "").limits.retry_after_ms >= 1000);
}

static void a_429_without_via_is_a_ban(void **state)
{
    (void)state;
    struct reply reply =
        read_answer(429, "Retry-After: 82721\n", "{\"code\":0,\"message\":\"You are being blocked\"}");
    assert_int_equal(reply.outcome, REST_BANNED);
    assert_int_equal(reply.limits.retry_after_ms, 82721000);
}

static void a_429_page_is_a_ban(void **state)
{
    (void)state;
    assert_int_equal(
        read_answer(429, "Via: 1.1 x\nContent-Type: text/html; charset=UTF-8\n", "<html>").outcome,
        REST_BANNED);
}

static void error_1015_is_a_ban(void **state)
{
    (void)state;
    assert_int_equal(read_answer(429, "Via: 1.1 x\nContent-Type: text/plain\n", "error code: 1015").outcome,
                     REST_BANNED);
}

static void a_refused_token_stops_and_a_refused_webhook_token_does_not(void **state)
{
    (void)state;
    assert_int_equal(read_answer(401, "", "{\"message\":\"401: Unauthorized\",\"code\":0}").outcome,
                     REST_UNAUTHORISED);
    struct reply_facts facts = {.error = ERR_OK, .status = 401, .body = "{\"code\":50027}"};
    struct route webhook = route_of("POST", "/webhooks/1/tok");
    assert_int_equal(reply_read(&facts, &webhook).outcome, REST_GONE);
    facts.status = 404;
    assert_int_equal(reply_read(&facts, &webhook).outcome, REST_GONE);
}

static void a_refusal_keeps_discords_own_code(void **state)
{
    (void)state;
    struct reply reply = read_answer(400, "", "{\"message\":\"already\",\"code\":40060}");
    assert_int_equal(reply.outcome, REST_REFUSED);
    assert_int_equal(reply.code, 40060);
    assert_int_equal(read_answer(404, "", "{\"message\":\"404: Not Found\",\"code\":0}").code, 0);
    assert_int_equal(read_answer(404, "", "nothing").code, -1);
}

static void an_answer_that_leaves_it_open_is_tried_again_only_where_that_is_safe(void **state)
{
    (void)state;
    static const int STATUSES[] = {408, 504, 520, 524};
    for (size_t i = 0; i < sizeof(STATUSES) / sizeof(STATUSES[0]); i++)
        assert_int_equal(read_answer(STATUSES[i], "", "").outcome, REST_UNSURE);
    assert_int_equal(rest_outcome_then(REST_UNSURE), REST_AGAIN_IF_SAFE);
}

static void what_discord_says_it_could_not_do_is_tried_again(void **state)
{
    (void)state;
    static const int STATUSES[] = {500, 502, 503};
    for (size_t i = 0; i < sizeof(STATUSES) / sizeof(STATUSES[0]); i++)
        assert_int_equal(read_answer(STATUSES[i], "", "").outcome, REST_BROKEN);
    assert_int_equal(rest_outcome_then(REST_BROKEN), REST_AGAIN);
}

static void a_request_that_never_left_is_always_tried_again(void **state)
{
    (void)state;
    struct reply_facts facts = {.error = err_make(ERR_CURL, "test", 7), .may_have_arrived = false};
    struct route route = route_of("POST", "/channels/1/messages");
    assert_int_equal(rest_outcome_then(reply_read(&facts, &route).outcome), REST_AGAIN);
    facts.may_have_arrived = true;
    assert_int_equal(reply_read(&facts, &route).outcome, REST_UNSURE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_2xx_is_done_and_teaches_the_bucket),
        cmocka_unit_test(an_answer_without_limit_headers_teaches_nothing),
        cmocka_unit_test(a_429_of_a_bucket_waits_as_retry_after_says),
        cmocka_unit_test(a_429_that_names_a_date_waits_for_it),
        cmocka_unit_test(a_global_429_is_known_by_header_or_body),
        cmocka_unit_test(a_shared_429_is_not_counted_as_invalid),
        cmocka_unit_test(a_429_with_requests_left_limits_this_kind_alone),
        cmocka_unit_test(a_429_that_names_no_time_waits_all_the_same),
        cmocka_unit_test(a_429_without_via_is_a_ban),
        cmocka_unit_test(a_429_page_is_a_ban),
        cmocka_unit_test(error_1015_is_a_ban),
        cmocka_unit_test(a_refused_token_stops_and_a_refused_webhook_token_does_not),
        cmocka_unit_test(a_refusal_keeps_discords_own_code),
        cmocka_unit_test(an_answer_that_leaves_it_open_is_tried_again_only_where_that_is_safe),
        cmocka_unit_test(what_discord_says_it_could_not_do_is_tried_again),
        cmocka_unit_test(a_request_that_never_left_is_always_tried_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
