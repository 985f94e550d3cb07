/* Buckets: learned, shared, waited for. */
#include "buckets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct buckets buckets;

static int setup(void **state)
{
    (void)state;
    buckets_init(&buckets);
    return 0;
}

static struct reply left(uint64_t bucket, uint32_t remaining, uint64_t reset_after_ms)
{
    return (struct reply){
        .outcome = REST_DONE,
        .limits = {.known = true,
                   .bucket = bucket,
                   .limit = 5,
                   .remaining = remaining,
                   .reset_after_ms = reset_after_ms},
    };
}

static void exchange(const struct route *route, struct reply reply, uint64_t now)
{
    uint64_t key = buckets_sent(&buckets, route, now);
    buckets_answered(&buckets, route, key, &reply, now);
}

static void an_unknown_route_may_go_at_once(void **state)
{
    (void)state;
    struct route route = route_of("POST", "/channels/1/messages");
    assert_int_equal(buckets_wait_ms(&buckets, &route, 0), 0);
}

static void one_request_of_a_bucket_is_under_way_at_a_time(void **state)
{
    (void)state;
    struct route route = route_of("POST", "/channels/1/messages"),
                 other = route_of("POST", "/channels/2/messages");
    uint64_t key = buckets_sent(&buckets, &route, 0);
    assert_true(buckets_wait_ms(&buckets, &route, 0) == BUCKETS_BUSY);
    assert_int_equal(buckets_wait_ms(&buckets, &other, 0), 0);
    struct reply reply = left(7, 4, 1000);
    buckets_answered(&buckets, &route, key, &reply, 5);
    assert_int_equal(buckets_wait_ms(&buckets, &route, 5), 0);
}

static void an_empty_bucket_waits_for_its_reset(void **state)
{
    (void)state;
    struct route route = route_of("POST", "/channels/1/messages");
    exchange(&route, left(7, 0, 1000), 100);
    assert_int_equal(buckets_wait_ms(&buckets, &route, 100), 1000);
    assert_int_equal(buckets_wait_ms(&buckets, &route, 1099), 1);
    assert_int_equal(buckets_wait_ms(&buckets, &route, 1100), 0);
}

static void routes_of_one_named_bucket_share_it_within_a_channel(void **state)
{
    (void)state;
    struct route post = route_of("POST", "/channels/1/messages"),
                 patch = route_of("PATCH", "/channels/1/messages/9");
    struct route elsewhere = route_of("PATCH", "/channels/2/messages/9");
    exchange(&patch, left(7, 3, 1000), 0);
    exchange(&post, left(7, 0, 1000), 0);
    assert_int_equal(buckets_wait_ms(&buckets, &patch, 0), 1000);
    assert_int_equal(buckets_wait_ms(&buckets, &elsewhere, 0), 0);
}

static void a_429_holds_for_its_retry_after_not_for_the_reset(void **state)
{
    (void)state;
    struct route route = route_of("POST", "/channels/1/messages");
    struct reply reply = left(7, 0, 64000);
    reply.outcome = REST_LIMITED_SHARED;
    reply.limits.retry_after_ms = 1337000;
    exchange(&route, reply, 0);
    assert_int_equal(buckets_wait_ms(&buckets, &route, 64000), 1337000 - 64000);
}

static void a_sub_limit_delays_its_kind_of_request_alone(void **state)
{
    (void)state;
    struct route rename = route_of("PATCH", "/channels/1"), post = route_of("POST", "/channels/1");
    exchange(&post, left(7, 4, 1000), 0);
    struct reply reply = left(7, 4, 1000);
    reply.outcome = REST_LIMITED_ROUTE;
    reply.limits.retry_after_ms = 600000;
    exchange(&rename, reply, 0);
    assert_int_equal(buckets_wait_ms(&buckets, &rename, 0), 600000);
    assert_int_equal(buckets_wait_ms(&buckets, &post, 0), 0);
}

static void an_unanswered_request_frees_its_bucket(void **state)
{
    (void)state;
    struct route route = route_of("POST", "/channels/1/messages");
    struct reply none = {.outcome = REST_UNSURE, .code = -1};
    uint64_t key = buckets_sent(&buckets, &route, 0);
    buckets_answered(&buckets, &route, key, &none, 10);
    assert_int_equal(buckets_wait_ms(&buckets, &route, 10), 0);
}

static void interaction_callbacks_know_no_bucket(void **state)
{
    (void)state;
    struct route route = route_of("POST", "/interactions/1/tok/callback");
    (void)buckets_sent(&buckets, &route, 0);
    assert_int_equal(buckets_wait_ms(&buckets, &route, 0), 0);
}

static void a_full_table_forgets_the_idlest_bucket(void **state)
{
    (void)state;
    char path[64];
    struct route kept = route_of("POST", "/channels/1/messages");
    exchange(&kept, left(7, 0, 1000000), 50000);
    for (unsigned i = 2; i < BUCKETS_MOST * 2; i++) {
        snprintf(path, sizeof(path), "/channels/%u/messages", i);
        struct route route = route_of("POST", path);
        exchange(&route, left(7, 1, 1000), i);
    }
    assert_int_equal(buckets_wait_ms(&buckets, &kept, 50000), 1000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(an_unknown_route_may_go_at_once, setup),
        cmocka_unit_test_setup(one_request_of_a_bucket_is_under_way_at_a_time, setup),
        cmocka_unit_test_setup(an_empty_bucket_waits_for_its_reset, setup),
        cmocka_unit_test_setup(routes_of_one_named_bucket_share_it_within_a_channel, setup),
        cmocka_unit_test_setup(a_429_holds_for_its_retry_after_not_for_the_reset, setup),
        cmocka_unit_test_setup(a_sub_limit_delays_its_kind_of_request_alone, setup),
        cmocka_unit_test_setup(an_unanswered_request_frees_its_bucket, setup),
        cmocka_unit_test_setup(interaction_callbacks_know_no_bucket, setup),
        cmocka_unit_test_setup(a_full_table_forgets_the_idlest_bucket, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
