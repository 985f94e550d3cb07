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
    assert_int_equal(record_store_size(channel_cache_store(cache)).records, 1);
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

static void what_does_not_fit_the_budget_takes_the_place_of_the_oldest(void **state)
{
    struct channel_cache *cache = *state;
    struct cached_channel found;
    for (uint64_t id = 1; id <= 5000; id++) {
        put(cache, scattered(id), GUILD, "un-nom-de-salon-ordinaire");
        assert_true(record_store_size(channel_cache_store(cache)).bytes <= 64 * 1024);
    }
    assert_true(record_store_size(channel_cache_store(cache)).records > 300);
    assert_true(channel_cache_find(cache, scattered(5000), &found));
    assert_false(channel_cache_find(cache, scattered(1), &found));
}

static void want_of_room_takes_what_nobody_asked_for_first(void **state)
{
    struct channel_cache *cache = *state;
    struct cached_channel found;
    for (uint64_t id = 1; id <= 400; id++)
        put(cache, scattered(id), GUILD, "un-nom-de-salon-ordinaire");
    for (uint64_t id = 1; id <= 20; id++)
        assert_true(channel_cache_find(cache, scattered(id), &found));
    record_store_limit(channel_cache_store(cache), 20 * 1024);
    struct record_store_size size = record_store_size(channel_cache_store(cache));
    assert_true(size.bytes <= 20 * 1024);
    assert_true(size.records > 40);
    assert_int_equal(size.records + size.evicted, 400);
    for (uint64_t id = 1; id <= 20; id++)
        assert_true(channel_cache_find(cache, scattered(id), &found));
}

static void overwrites_are_kept_with_the_name(void **state)
{
    struct channel_cache *cache = *state;
    struct json_value *channels = NULL;
    struct cached_channel found;
    static const char TEXT[] =
        "[{\"id\":\"21\",\"type\":0,\"name\":\"a\",\"permission_overwrites\":["
        "{\"id\":\"500\",\"type\":0,\"allow\":\"1024\",\"deny\":\"2251799813685248\"},"
        "{\"id\":\"7\",\"type\":1,\"allow\":\"0\",\"deny\":\"2048\"}]},{\"id\":\"22\",\"name\":\"b\"}]";
    assert_false(err_is(json_parse(TEXT, strlen(TEXT), &channels)));
    channel_cache_put_guild(cache, GUILD, channels);
    json_destroy(&channels);
    assert_true(channel_cache_find(cache, 21, &found));
    assert_string_equal(found.name, "a");
    assert_true(found.overwrites_known);
    assert_int_equal(found.overwrite_count, 2);
    assert_int_equal(found.overwrites[0].allow, 1024);
    assert_true(found.overwrites[0].deny == UINT64_C(1) << 51);
    assert_int_equal(found.overwrites[1].id, 7);
    assert_true(channel_cache_find(cache, 22, &found));
    assert_false(found.overwrites_known);
}

static void what_is_known_of_messages_outlives_a_new_name_but_not_missed_events(void **state)
{
    struct channel_cache *cache = *state;
    struct cached_channel found;
    put(cache, 11, GUILD, "avant");
    channel_cache_owner_message(cache, 11, 70, true);
    channel_cache_panel(cache, 11, 71);
    put(cache, 11, GUILD, "après");
    assert_true(channel_cache_find(cache, 11, &found));
    assert_true(found.born && found.owner_message == 70 && found.panel == 71);
    channel_cache_forget_messages(cache);
    assert_true(channel_cache_find(cache, 11, &found));
    assert_false(found.born || found.owner_message || found.panel);
}

static void a_guild_that_lost_a_channel_is_not_known_whole_any_more(void **state)
{
    struct channel_cache *cache = *state;
    struct json_value *channels = NULL;
    static const char TEXT[] = "[{\"id\":\"21\",\"type\":0,\"name\":\"a\"}]";
    assert_false(err_is(json_parse(TEXT, strlen(TEXT), &channels)));
    channel_cache_put_guild(cache, GUILD, channels);
    record_store_limit(channel_cache_store(cache), 64 * 1024);
    assert_true(channel_cache_knows_guild(cache, GUILD));
    record_store_limit(channel_cache_store(cache), 0);
    assert_false(channel_cache_knows_guild(cache, GUILD));
    assert_int_equal(record_store_size(channel_cache_store(cache)).records, 0);
    record_store_limit(channel_cache_store(cache), 64 * 1024);
    channel_cache_put_guild(cache, GUILD, channels);
    assert_true(channel_cache_knows_guild(cache, GUILD));
    json_destroy(&channels);
}

static void the_room_of_what_went_is_given_back(void **state)
{
    struct channel_cache *cache = *state;
    size_t empty = record_store_size(channel_cache_store(cache)).bytes;
    for (uint64_t id = 1; id <= 500; id++)
        put(cache, scattered(id), GUILD, "n");
    channel_cache_remove_guild(cache, GUILD); /* nobody knows it whole: nothing to forget but its channels */
    record_store_limit(channel_cache_store(cache), 64 * 1024);
    assert_int_equal(record_store_size(channel_cache_store(cache)).bytes, empty);
}

static void a_note_lives_as_long_as_its_channel_keeps_its_name(void **state)
{
    struct channel_cache *cache = *state;
    struct cached_channel found;
    put(cache, 11, GUILD, "avant");
    channel_cache_note(cache, 11, 7);
    channel_cache_note(cache, 12, 8);
    assert_true(channel_cache_find(cache, 11, &found));
    assert_int_equal(found.note, 7);
    put(cache, 11, GUILD, "après");
    assert_true(channel_cache_find(cache, 11, &found));
    assert_int_equal(found.note, 0);
}

static bool is_even(void *ctx, const struct cached_channel *channel)
{
    (void)ctx;
    return channel->id % 2 == 0;
}

static void a_list_goes_on_after_an_id_in_order(void **state)
{
    struct channel_cache *cache = *state;
    uint64_t ids[3];
    for (uint64_t id = 1; id <= 9; id++)
        put(cache, id, GUILD, "n");
    assert_int_equal(channel_cache_list(cache, 0, is_even, NULL, ids, 3), 3);
    assert_int_equal(ids[0], 2);
    assert_int_equal(ids[1], 4);
    assert_int_equal(ids[2], 6);
    assert_int_equal(channel_cache_list(cache, 6, is_even, NULL, ids, 3), 1);
    assert_int_equal(ids[0], 8);
    assert_int_equal(channel_cache_list(cache, 8, is_even, NULL, ids, 3), 0);
}

static void a_malformed_channel_object_is_ignored(void **state)
{
    struct channel_cache *cache = *state;
    struct json_value *channels = NULL;
    static const char TEXT[] = "[{\"name\":\"sans id\"},7,null,{\"id\":\"9\",\"type\":\"x\"}]";
    assert_false(err_is(json_parse(TEXT, strlen(TEXT), &channels)));
    channel_cache_put_guild(cache, GUILD, channels);
    json_destroy(&channels);
    assert_int_equal(record_store_size(channel_cache_store(cache)).records, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_channel_is_found_by_id_and_by_name_within_its_guild, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_renamed_channel_loses_its_old_name, setup, teardown),
        cmocka_unit_test_setup_teardown(hundreds_of_channels_survive_removals_in_any_order, setup, teardown),
        cmocka_unit_test_setup_teardown(a_guild_is_replaced_whole_and_forgotten_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(what_does_not_fit_the_budget_takes_the_place_of_the_oldest, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(want_of_room_takes_what_nobody_asked_for_first, setup, teardown),
        cmocka_unit_test_setup_teardown(overwrites_are_kept_with_the_name, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_known_of_messages_outlives_a_new_name_but_not_missed_events,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_guild_that_lost_a_channel_is_not_known_whole_any_more, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_room_of_what_went_is_given_back, setup, teardown),
        cmocka_unit_test_setup_teardown(a_note_lives_as_long_as_its_channel_keeps_its_name, setup, teardown),
        cmocka_unit_test_setup_teardown(a_list_goes_on_after_an_id_in_order, setup, teardown),
        cmocka_unit_test_setup_teardown(a_malformed_channel_object_is_ignored, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
