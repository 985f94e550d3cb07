/* cache.h: how long an image of the sheet is believed. */
#include "cache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define READ  1000u /* sent */
#define SHOWN 4000u /* answered: a slow Google is no reason never to write */

static struct cache cache;

static int setup(void **state)
{
    (void)state;
    struct row_map *map = row_map_create();
    cache_fill(&cache, &map, READ, SHOWN);
    assert_null(map);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    cache_free(&cache);
    cache = (struct cache){.map = NULL};
    return 0;
}

static void readers_believe_it_for_a_minute_and_writers_just_after_its_answer(void **state)
{
    (void)state;
    assert_true(cache_fresh(&cache, READ + CACHE_READ_TTL_MS));
    assert_false(cache_fresh(&cache, READ + CACHE_READ_TTL_MS + 1));
    assert_true(cache_exact(&cache, SHOWN + CACHE_BEGIN_MS));
    assert_false(cache_exact(&cache, SHOWN + CACHE_BEGIN_MS + 1));
    assert_true(cache_holds(&cache, SHOWN + CACHE_LEAVE_MS));
    assert_false(cache_holds(&cache, SHOWN + CACHE_LEAVE_MS + 1));
}

static void each_write_wants_a_read_of_its_own(void **state)
{
    (void)state;
    cache_write(&cache);
    assert_false(cache_exact(&cache, SHOWN));
    struct row_map *map = row_map_create();
    cache_fill(&cache, &map, READ + 50, SHOWN + 50);
    assert_true(cache_exact(&cache, SHOWN + 50));
}

static void in_doubt_nothing_is_written_by_it(void **state)
{
    (void)state;
    cache_doubt(&cache);
    assert_false(cache_exact(&cache, SHOWN));
    assert_true(cache_fresh(&cache, READ));
}

static void after_a_day_it_is_forgotten(void **state)
{
    (void)state;
    cache_expire(&cache, READ + CACHE_OLDEST_MS);
    assert_non_null(cache.map);
    cache_expire(&cache, READ + CACHE_OLDEST_MS + 1);
    assert_null(cache.map);
    assert_false(cache_exact(&cache, READ + CACHE_OLDEST_MS + 1));
    assert_int_equal(cache_age_ms(&cache, READ), UINT64_MAX);
    cache_expire(&cache, READ + 2 * (uint64_t)CACHE_OLDEST_MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(readers_believe_it_for_a_minute_and_writers_just_after_its_answer,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(in_doubt_nothing_is_written_by_it, setup, teardown),
        cmocka_unit_test_setup_teardown(each_write_wants_a_read_of_its_own, setup, teardown),
        cmocka_unit_test_setup_teardown(after_a_day_it_is_forgotten, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
