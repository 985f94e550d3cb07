/* news.h: what concerns all requests is told once. */
#include "news.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define NOON   43200000u
#define MINUTE 60000u

static struct {
    unsigned bans, unbans, refusals, pauses, events[REST_EVENT_GIVEN_UP + 1];
} told;

static void on_event(void *ctx, enum rest_event event)
{
    (void)ctx;
    told.events[event]++;
}

static void on_ban(void *ctx, uint64_t until_ms)
{
    (void)ctx;
    told.bans += until_ms != 0;
    told.unbans += until_ms == 0;
}

static void on_unauthorised(void *ctx)
{
    (void)ctx;
    told.refusals++;
}

static void on_pause(void *ctx, uint64_t until_ms)
{
    (void)ctx;
    (void)until_ms;
    told.pauses++;
}

static struct news news;
static struct gate gate;

static int set_up(void **state)
{
    (void)state;
    memset(&told, 0, sizeof(told));
    gate_init(&gate, 7);
    news = (struct news){.handlers = {on_event, NULL, on_ban, on_unauthorised, on_pause}};
    return 0;
}

static void a_ban_is_told_once_and_again_when_it_is_made_longer(void **state)
{
    (void)state;
    gate.banned_until_ms = NOON + 10 * MINUTE;
    news_gate(&news, &gate, NOON);
    gate.banned_until_ms += MINUTE; /* much the same end */
    news_gate(&news, &gate, NOON);
    assert_int_equal(told.bans, 1);
    gate.banned_until_ms += 1;
    news_gate(&news, &gate, NOON);
    assert_int_equal(told.bans, 2);
}

static void a_ban_is_over_when_an_answer_comes_through_after_its_end(void **state)
{
    (void)state;
    gate.banned_until_ms = NOON + MINUTE;
    news_attempt(&news, REST_BANNED, &gate, NOON);
    assert_int_equal(told.bans, 1);
    news_attempt(&news, REST_DONE, &gate, NOON + MINUTE - 1); /* was under way before */
    news_attempt(&news, REST_UNSENT, &gate, NOON + MINUTE);
    assert_int_equal(told.unbans, 0);
    news_attempt(&news, REST_DONE, &gate, NOON + MINUTE);
    news_attempt(&news, REST_DONE, &gate, NOON + MINUTE);
    assert_int_equal(told.unbans, 1);
}

static void a_refused_token_is_told_once(void **state)
{
    (void)state;
    gate.token_refused = true;
    news_attempt(&news, REST_UNAUTHORISED, &gate, NOON);
    news_attempt(&news, REST_UNAUTHORISED, &gate, NOON);
    assert_int_equal(told.refusals, 1);
    assert_int_equal(told.events[REST_EVENT_INVALID], 2);
}

static void every_answer_429_is_counted_as_one(void **state)
{
    (void)state;
    news_attempt(&news, REST_LIMITED_BUCKET, &gate, NOON);
    news_attempt(&news, REST_LIMITED_GLOBAL, &gate, NOON);
    news_attempt(&news, REST_BANNED, &gate, NOON);
    news_attempt(&news, REST_DONE, &gate, NOON);
    assert_int_equal(told.events[REST_EVENT_LIMITED], 3);
}

#define CLAIM(name) cmocka_unit_test_setup(name, set_up)
int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(a_ban_is_told_once_and_again_when_it_is_made_longer),
        CLAIM(a_ban_is_over_when_an_answer_comes_through_after_its_end),
        CLAIM(a_refused_token_is_told_once),
        CLAIM(every_answer_429_is_counted_as_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
