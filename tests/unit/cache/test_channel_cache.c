/* The channel cache: finding, renaming, forgetting, and the byte budget. */
#include "channel_cache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define GUILD 500u

static int setup(void **state)
{
    *state = channel_cache_create(64 * 1024);
    return 0;
}

static int teardown(void **state)
{
    struct channel_cache *cache = *state;
    channel_cache_destroy(&cache);
    return 0;
}

static void put(struct channel_cache *cache, uint64_t id, uint64_t guild, const char *name)
{
    struct cached_channel channel = {.id = id, .guild_id = guild, .type = CHANNEL_GUILD_TEXT, .name = name};
    assert_true(channel_cache_put(cache, &channel));
}

static void a_channel_is_found_by_id_and_by_name_within_its_guild(void **state)
{
    struct channel_cache *cache = *state;
    put(cache, 11, GUILD, "règles");
    put(cache, 12, GUILD + 1, "règles");
    struct cached_channel found;
    assert_true(channel_cache_find(cache, 11, &found));
    assert_string_equal(found.name, "règles");
    assert_int_equal(found.guild_id, GUILD);
    assert_int_equal(channel_cache_named(cache, GUILD, "règles", strlen("règles")), 11);
    assert_int_equal(channel_cache_named(cache, GUILD + 1, "règles", strlen("règles")), 12);
    assert_int_equal(channel_cache_named(cache, GUILD, "règle", strlen("règle")), 0);
    assert_false(channel_cache_find(cache, 13, &found));
}

static void a_renamed_channel_loses_its_old_name(void **state)
{
    struct channel_cache *cache = *state;
    put(cache, 11, GUILD, "avant");
    put(cache, 11, GUILD, "après");
    assert_int_equal(channel_cache_named(cache, GUILD, "avant", 5), 0);
    assert_int_equal(channel_cache_named(cache, GUILD, "après", strlen("après")), 11);
    assert_int_equal(channel_cache_size(cache).channels, 1);
}

/* Multiples of one number would hash without a single collision. */
static uint64_t scattered(uint64_t n)
{
    n = (n ^ (n >> 30)) * 0xBF58476D1CE4E5B9u;
    n = (n ^ (n >> 27)) * 0x94D049BB133111EBu;
    return (n ^ (n >> 31)) >> 2;
}

static void hundreds_of_channels_survive_removals_in_any_order(void **state)
{
    struct channel_cache *cache = *state;
    char name[16];
    for (uint64_t id = 1; id <= 500; id++) {
        snprintf(name, sizeof(name), "c%u", (unsigned)id);
        put(cache, scattered(id), GUILD, name);
    }
    for (uint64_t id = 1; id <= 500; id += 3)
        channel_cache_remove(cache, scattered(id));
    struct cached_channel found;
    for (uint64_t id = 1; id <= 500; id++)
        assert_int_equal(channel_cache_find(cache, scattered(id), &found), id % 3 != 1);
}

static void a_guild_is_replaced_whole_and_forgotten_whole(void **state)
{
    struct channel_cache *cache = *state;
    struct json_value *channels = NULL;
    static const char TEXT[] =
        "[{\"id\":\"21\",\"type\":0,\"name\":\"a\"},{\"id\":\"22\",\"type\":2,\"name\":\"b\"}]";
    assert_false(err_is(json_parse(TEXT, strlen(TEXT), &channels)));
    put(cache, 20, GUILD, "disparu");
    put(cache, 30, GUILD + 1, "voisin");
    assert_false(channel_cache_knows_guild(cache, GUILD));
    channel_cache_put_guild(cache, GUILD, channels);
    json_destroy(&channels);
    struct cached_channel found;
    assert_true(channel_cache_knows_guild(cache, GUILD));
    assert_false(channel_cache_find(cache, 20, &found));
    assert_true(channel_cache_find(cache, 22, &found));
    assert_int_equal(found.guild_id, GUILD);
    channel_cache_remove_guild(cache, GUILD);
    assert_false(channel_cache_knows_guild(cache, GUILD));
    assert_false(channel_cache_find(cache, 21, &found));
    assert_true(channel_cache_find(cache, 30, &found));
}

static void what_does_not_fit_the_budget_is_refused_and_counted(void **state)
{
    struct channel_cache *cache = *state;
    bool refused = false;
    for (uint64_t id = 1; id <= 5000; id++) {
        struct cached_channel channel = {.id = id, .guild_id = GUILD, .name = "un-nom-de-salon-ordinaire"};
        refused |= !channel_cache_put(cache, &channel);
        assert_true(channel_cache_size(cache).bytes <= 64 * 1024);
    }
    assert_true(refused);
    assert_true(channel_cache_size(cache).refused > 0);
    assert_true(channel_cache_size(cache).channels > 300);
}

static void a_malformed_channel_object_is_ignored(void **state)
{
    struct channel_cache *cache = *state;
    struct json_value *channels = NULL;
    static const char TEXT[] = "[{\"name\":\"sans id\"},7,null,{\"id\":\"9\",\"type\":\"x\"}]";
    assert_false(err_is(json_parse(TEXT, strlen(TEXT), &channels)));
    channel_cache_put_guild(cache, GUILD, channels);
    json_destroy(&channels);
    assert_int_equal(channel_cache_size(cache).channels, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_channel_is_found_by_id_and_by_name_within_its_guild, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_renamed_channel_loses_its_old_name, setup, teardown),
        cmocka_unit_test_setup_teardown(hundreds_of_channels_survive_removals_in_any_order, setup, teardown),
        cmocka_unit_test_setup_teardown(a_guild_is_replaced_whole_and_forgotten_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(what_does_not_fit_the_budget_is_refused_and_counted, setup, teardown),
        cmocka_unit_test_setup_teardown(a_malformed_channel_object_is_ignored, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
