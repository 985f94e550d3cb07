/* identify_budget.h: 1,000 a day are never spent, whatever restarts. */
#include "identify_budget.h"

#include <stdio.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define HOUR INT64_C(3600000)
#define NOON (INT64_C(490000) * HOUR)

static void spend(struct identify_budget *b, int count, int64_t wall_ms)
{
    for (int i = 0; i < count; i++)
        identify_budget_spent(b, 0, wall_ms);
}

static void the_first_may_go_at_once_the_next_never_arrives_within_five_seconds(void **state)
{
    (void)state;
    struct identify_budget b;
    identify_budget_init(&b);
    assert_int_equal(identify_budget_wait_ms(&b, 0, NOON), 0);
    identify_budget_spent(&b, 0, NOON);
    assert_int_equal(identify_budget_wait_ms(&b, 0, NOON + 1000), 4500);
    assert_true(identify_budget_wait_ms(&b, 0, NOON + 5000) > 0); /* on the way one may gain on the other */
    assert_int_equal(identify_budget_wait_ms(&b, 0, NOON + 5500), 0);
    assert_int_equal(identify_budget_left(&b, NOON), 999);
}

static void from_800_on_one_in_ten_minutes(void **state)
{
    (void)state;
    struct identify_budget b;
    identify_budget_init(&b);
    spend(&b, 799, NOON);
    assert_int_equal(identify_budget_wait_ms(&b, 0, NOON + 5500), 0);
    spend(&b, 1, NOON);
    assert_int_equal(identify_budget_wait_ms(&b, 0, NOON + 5000), 595000);
}

static void from_950_on_none_until_the_day_has_passed(void **state)
{
    (void)state;
    struct identify_budget b;
    identify_budget_init(&b);
    spend(&b, 950, NOON);
    for (int64_t t = NOON; t < NOON + 24 * HOUR; t += HOUR / 2)
        assert_true(identify_budget_wait_ms(&b, 0, t) > 0);
    assert_int_equal(identify_budget_wait_ms(&b, 0, NOON + 24 * HOUR), 0);
    assert_int_equal(identify_budget_left(&b, NOON + 24 * HOUR), 1000);
}

static void it_says_until_when_none_may_go(void **state)
{
    (void)state;
    struct identify_budget b;
    identify_budget_init(&b);
    spend(&b, 949, NOON + 1000);
    assert_int_equal(identify_budget_spent_until_ms(&b, NOON + 2000), 0);
    spend(&b, 1, NOON + 2000);
    assert_int_equal(identify_budget_spent_until_ms(&b, NOON + 3000), NOON + HOUR);
    assert_int_equal(identify_budget_spent_until_ms(&b, NOON + HOUR), NOON + 2 * HOUR);
    assert_int_equal(identify_budget_spent_until_ms(&b, NOON + 24 * HOUR), 0);
    identify_budget_learn(&b, 0, 7000, NOON + 24 * HOUR);
    assert_int_equal(identify_budget_spent_until_ms(&b, NOON + 24 * HOUR + 1), NOON + 24 * HOUR + 7000);
    assert_int_equal(identify_budget_wait_ms(&b, 0, NOON + 24 * HOUR + 1), 6999);
    assert_int_equal(identify_budget_spent_until_ms(&b, NOON + 24 * HOUR + 7000), 0);
}

/* A program that asks whenever it may, for three days: no 24 hours see 1,000. */
static void no_day_ever_sees_a_thousand(void **state)
{
    (void)state;
    static int64_t spent[4000];
    struct identify_budget b;
    identify_budget_init(&b);
    int count = 0;
    for (int64_t t = NOON; t < NOON + 72 * HOUR && count < 4000;) {
        uint64_t wait = identify_budget_wait_ms(&b, 0, t);
        t += (int64_t)wait;
        if (wait)
            continue;
        identify_budget_spent(&b, 0, t);
        spent[count++] = t;
    }
    assert_true(count > 1000);
    for (int i = 1000; i < count; i++)
        assert_true(spent[i] - spent[i - 1000] >= 24 * HOUR);
}

/* As a restart does. */
static struct identify_budget read_back(const struct identify_budget *b)
{
    struct identify_budget back;
    struct json_value *document = NULL;
    struct buffer out;
    buffer_init(&out, 4096);
    struct json_writer w = json_writer(&out);
    jw_object(&w);
    identify_budget_write(b, &w);
    jw_object_end(&w);
    assert_false(err_is(json_parse(out.data, out.length, &document)));
    identify_budget_init(&back);
    identify_budget_read(&back, document);
    json_destroy(&document);
    buffer_free(&out);
    return back;
}

static void a_restart_remembers_what_was_spent(void **state)
{
    (void)state;
    struct identify_budget b;
    identify_budget_init(&b);
    spend(&b, 3, NOON);
    spend(&b, 4, NOON + 2 * HOUR);
    struct identify_budget back = read_back(&b);
    assert_int_equal(identify_budget_left(&back, NOON + 2 * HOUR), 993);
    assert_int_equal(identify_budget_wait_ms(&back, 0, NOON + 2 * HOUR), 5500);
    assert_int_equal(identify_budget_left(&back, NOON + 25 * HOUR), 996);
}

static void a_malformed_ledger_changes_nothing(void **state)
{
    (void)state;
    static const char *const BAD[] = {"{}", "{\"identifies\":{\"hour\":1,\"last_ms\":1,\"spent\":[1]}}",
                                      "{\"identifies\":{\"hour\":-1,\"last_ms\":1,\"spent\":[]}}", "[]"};
    struct identify_budget b;
    identify_budget_init(&b);
    spend(&b, 5, NOON);
    for (size_t i = 0; i < sizeof(BAD) / sizeof(BAD[0]); i++) {
        struct json_value *document = NULL;
        assert_false(err_is(json_parse(BAD[i], strlen(BAD[i]), &document)));
        identify_budget_read(&b, document);
        json_destroy(&document);
        assert_int_equal(identify_budget_left(&b, NOON), 995);
    }
}

static void a_clock_set_back_never_waits_longer_than_an_hour(void **state)
{
    (void)state;
    struct identify_budget b;
    identify_budget_init(&b);
    spend(&b, 1, NOON);
    assert_int_equal(identify_budget_wait_ms(&b, 0, NOON - 100 * HOUR), 5500);
    spend(&b, 949, NOON);
    assert_true(identify_budget_wait_ms(&b, 0, NOON - 100 * HOUR) <= (uint64_t)HOUR);
}

static void a_ledger_of_the_end_of_time_changes_nothing(void **state)
{
    (void)state;
    static const char *const TIMES[] = {"\"hour\":9223372036854775807,\"last_ms\":1",
                                        "\"hour\":1,\"last_ms\":9223372036854775807"};
    for (size_t i = 0; i < 2; i++) {
        struct json_value *document = NULL;
        struct identify_budget b;
        char text[200];
        snprintf(text, sizeof(text),
                 "{\"identifies\":{%s,\"spent\":[9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9]}}",
                 TIMES[i]);
        identify_budget_init(&b);
        assert_false(err_is(json_parse(text, strlen(text), &document)));
        identify_budget_read(&b, document);
        assert_int_equal(identify_budget_wait_ms(&b, 0, NOON), 0);
        assert_int_equal(identify_budget_left(&b, NOON), 1000);
        json_destroy(&document);
    }
}

static void shards_of_one_bucket_wait_for_each_other_and_others_do_not(void **state)
{
    (void)state;
    struct identify_budget b;
    identify_budget_init(&b);
    identify_budget_allow(&b, 2);
    identify_budget_spent(&b, 0, NOON);
    assert_int_equal(identify_budget_wait_ms(&b, 2, NOON), IDENTIFY_SPACING_MS);
    assert_int_equal(identify_budget_wait_ms(&b, 1, NOON), 0);
    identify_budget_spent(&b, 1, NOON + 1000);
    assert_int_equal(identify_budget_wait_ms(&b, 3, NOON + 1000), IDENTIFY_SPACING_MS);
    assert_int_equal(identify_budget_wait_ms(&b, 2, NOON + 1000), IDENTIFY_SPACING_MS - 1000);
    assert_int_equal(identify_budget_left(&b, NOON), 998);
}

static void until_told_otherwise_all_shards_are_of_one_bucket(void **state)
{
    (void)state;
    struct identify_budget b;
    identify_budget_init(&b);
    identify_budget_spent(&b, 0, NOON);
    assert_int_equal(identify_budget_wait_ms(&b, 1, NOON), IDENTIFY_SPACING_MS);
    identify_budget_allow(&b, 0);
    assert_int_equal(identify_budget_wait_ms(&b, 1, NOON), IDENTIFY_SPACING_MS);
}

/* Two shards whose ids leave the same rest by 64 leave the same by 16. */
static void an_allowance_beyond_our_buckets_is_never_overdrawn(void **state)
{
    (void)state;
    struct identify_budget b;
    identify_budget_init(&b);
    identify_budget_allow(&b, 64);
    identify_budget_spent(&b, 1, NOON);
    assert_int_equal(identify_budget_wait_ms(&b, 65, NOON), IDENTIFY_SPACING_MS);
    assert_int_equal(identify_budget_wait_ms(&b, 2, NOON), 0);
}

static void the_day_is_shared_by_all_buckets(void **state)
{
    (void)state;
    struct identify_budget b;
    identify_budget_init(&b);
    identify_budget_allow(&b, 16);
    for (unsigned i = 0; i < IDENTIFY_HARD_STOP; i++)
        identify_budget_spent(&b, i, NOON);
    for (unsigned shard = 0; shard < 16; shard++)
        assert_true(identify_budget_wait_ms(&b, shard, NOON + IDENTIFY_SPACING_MS) > IDENTIFY_SPACING_MS);
}

static void after_a_restart_every_bucket_waits_for_the_last_identify(void **state)
{
    (void)state;
    struct identify_budget b, back;
    identify_budget_init(&b);
    identify_budget_allow(&b, 4);
    identify_budget_spent(&b, 1, NOON);
    struct buffer out;
    buffer_init(&out, 4096);
    struct json_writer w = json_writer(&out);
    jw_object(&w);
    identify_budget_write(&b, &w);
    jw_object_end(&w);
    struct json_value *document = NULL;
    assert_false(err_is(json_parse(out.data, out.length, &document)));
    identify_budget_init(&back);
    identify_budget_allow(&back, 4);
    identify_budget_read(&back, document);
    for (unsigned shard = 0; shard < 4; shard++)
        assert_int_equal(identify_budget_wait_ms(&back, shard, NOON + 1000), IDENTIFY_SPACING_MS - 1000);
    json_destroy(&document);
    buffer_free(&out);
}

/* Another program spends from the same token, or our folder was lost. */
static void what_discord_says_is_left_holds_where_it_is_less(void **state)
{
    (void)state;
    struct identify_budget b;
    identify_budget_init(&b);
    identify_budget_learn(&b, 180, 3600000, NOON);
    assert_int_equal(identify_budget_left(&b, NOON), 180);
    identify_budget_spent(&b, 0, NOON);
    assert_int_equal(identify_budget_left(&b, NOON), 179);
    assert_int_equal(identify_budget_wait_ms(&b, 0, NOON), 600000); /* past the soft stop */
    assert_int_equal(identify_budget_left(&b, NOON + 3600000), 999);
}

static void what_we_count_holds_where_that_is_less(void **state)
{
    (void)state;
    struct identify_budget b;
    identify_budget_init(&b);
    for (int i = 0; i < 900; i++)
        identify_budget_spent(&b, 0, NOON);
    identify_budget_learn(&b, 2000, 3600000, NOON);
    assert_int_equal(identify_budget_left(&b, NOON), 100);
}

static void a_day_that_is_spent_is_waited_out_to_the_moment(void **state)
{
    (void)state;
    struct identify_budget b;
    identify_budget_init(&b);
    identify_budget_learn(&b, 0, 5000000, NOON);
    assert_int_equal(identify_budget_left(&b, NOON), 0);
    assert_int_equal(identify_budget_wait_ms(&b, 0, NOON + 1000), 4999000);
    assert_int_equal(identify_budget_wait_ms(&b, 0, NOON + 5000000), 0);
}

static void what_discord_said_survives_a_restart(void **state)
{
    (void)state;
    struct identify_budget b;
    identify_budget_init(&b);
    identify_budget_learn(&b, 30, 5000000, NOON);
    struct identify_budget back = read_back(&b);
    assert_int_equal(identify_budget_left(&back, NOON), 30);
    assert_int_equal(identify_budget_wait_ms(&back, 0, NOON), 5000000);
    assert_int_equal(identify_budget_left(&back, NOON - 86400000), IDENTIFY_A_DAY); /* another clock */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_may_go_at_once_the_next_never_arrives_within_five_seconds),
        cmocka_unit_test(from_800_on_one_in_ten_minutes),
        cmocka_unit_test(it_says_until_when_none_may_go),
        cmocka_unit_test(from_950_on_none_until_the_day_has_passed),
        cmocka_unit_test(no_day_ever_sees_a_thousand),
        cmocka_unit_test(a_restart_remembers_what_was_spent),
        cmocka_unit_test(a_malformed_ledger_changes_nothing),
        cmocka_unit_test(a_clock_set_back_never_waits_longer_than_an_hour),
        cmocka_unit_test(a_ledger_of_the_end_of_time_changes_nothing),
        cmocka_unit_test(shards_of_one_bucket_wait_for_each_other_and_others_do_not),
        cmocka_unit_test(until_told_otherwise_all_shards_are_of_one_bucket),
        cmocka_unit_test(an_allowance_beyond_our_buckets_is_never_overdrawn),
        cmocka_unit_test(the_day_is_shared_by_all_buckets),
        cmocka_unit_test(what_discord_says_is_left_holds_where_it_is_less),
        cmocka_unit_test(what_we_count_holds_where_that_is_less),
        cmocka_unit_test(a_day_that_is_spent_is_waited_out_to_the_moment),
        cmocka_unit_test(what_discord_said_survives_a_restart),
        cmocka_unit_test(after_a_restart_every_bucket_waits_for_the_last_identify),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
