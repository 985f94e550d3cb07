/* cache_budget.h: what the level of memory does to the cache. */
#include "cache_budget.h"

#include "caches.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct metrics metrics;
static struct bot_context bot;
static struct cache_budget *budget;

static int setup(void **state)
{
    (void)state;
    metrics_init(&metrics, WORKER_GATEWAY);
    bot = (struct bot_context){.metrics = &metrics, .caches = caches_create(CACHE_BUDGET_BYTES)};
    bot.channels = bot.caches->channels;
    budget = cache_budget_create(&bot);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    cache_budget_destroy(&budget);
    caches_destroy(&bot.caches);
    return 0;
}

static void fill(size_t count)
{
    for (uint64_t id = 1; id <= count; id++)
        (void)channel_cache_put(bot.channels,
                                &(struct cached_channel){.id = id << 22, .name = "un-nom-ordinaire"});
}

static size_t held(void)
{
    return caches_bytes(bot.caches);
}

static void say(const char *level)
{
    cache_budget_level(budget, level, strlen(level));
}

static void high_halves_what_is_held_once(void **state)
{
    (void)state;
    fill(10000);
    size_t before = held();
    say("high");
    size_t after = held();
    assert_true(after <= before / 2 && after > before / 4);
    say("high");
    assert_int_equal(held(), after);
    assert_true(metrics_get(&metrics, METRIC_CACHE_BYTES_CHANNELS) == (double)after);
    assert_true(metrics_get(&metrics, METRIC_CACHE_EVICTED_CHANNELS) > 0);
}

static void high_leaves_a_small_cache_alone(void **state)
{
    (void)state;
    fill(100);
    say("high");
    assert_int_equal(caches_size(bot.caches, CACHE_CHANNELS).records, 100);
}

static void critical_drops_everything_each_time_and_lets_little_back_in(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        fill(10000);
        say("critical");
        assert_int_equal(caches_size(bot.caches, CACHE_CHANNELS).records, 0);
    }
    fill(10000);
    assert_true(held() > 0 && held() <= 256 * 1024);
}

static void fine_lets_the_cache_grow_again(void **state)
{
    (void)state;
    say("critical");
    say("fine");
    fill(10000);
    assert_int_equal(caches_size(bot.caches, CACHE_CHANNELS).records, 10000);
}

static void other_words_are_ignored(void **state)
{
    (void)state;
    fill(100);
    say("criticalx");
    say("");
    cache_budget_level(budget, "critical", 4);
    assert_int_equal(caches_size(bot.caches, CACHE_CHANNELS).records, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(high_halves_what_is_held_once, setup, teardown),
        cmocka_unit_test_setup_teardown(high_leaves_a_small_cache_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(critical_drops_everything_each_time_and_lets_little_back_in, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(fine_lets_the_cache_grow_again, setup, teardown),
        cmocka_unit_test_setup_teardown(other_words_are_ignored, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
