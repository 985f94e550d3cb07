/* All caches together: shares of one budget, ages, and what is forgotten when events were missed. */
#include "caches.h"

#include "member_record.h"
#include "message_record.h"
#include "role_record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define GUILD 500u
#define MOST  (1024u * 1024)

static struct caches *caches;

static int setup(void **state)
{
    (void)state;
    caches = caches_create(MOST);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    caches_destroy(&caches);
    return 0;
}

static struct json_value *parsed(const char *text)
{
    struct json_value *document = NULL;
    assert_false(err_is(json_parse(text, strlen(text), &document)));
    return document;
}

static void know_member(const char *text)
{
    struct json_value *member = parsed(text);
    member_put(caches->members, GUILD, member, NULL);
    json_destroy(&member);
}

static void put_messages(uint64_t from, uint64_t to)
{
    for (uint64_t id = from; id <= to; id++)
        message_put(caches->messages, id, &(struct cached_message){.channel_id = 1, .author_id = 2});
}

static void a_member_is_called_by_nickname_then_display_name_then_user_name(void **state)
{
    (void)state;
    struct cached_member member;
    know_member(
        "{\"user\":{\"id\":\"1\",\"username\":\"u\",\"global_name\":\"G\"},\"nick\":\"Été\",\"roles\":[]}");
    know_member(
        "{\"user\":{\"id\":\"2\",\"username\":\"u\",\"global_name\":\"G\"},\"nick\":null,\"roles\":[]}");
    know_member("{\"user\":{\"id\":\"3\",\"username\":\"u\",\"global_name\":null},\"roles\":[]}");
    assert_true(member_find(caches->members, GUILD, 1, &member));
    assert_string_equal(member.name, "Été");
    assert_true(member_find(caches->members, GUILD, 2, &member));
    assert_string_equal(member.name, "G");
    assert_true(member_find(caches->members, GUILD, 3, &member));
    assert_string_equal(member.name, "u");
    assert_false(member_find(caches->members, GUILD + 1, 3, &member));
}

static void a_member_has_his_roles_or_none_that_are_known(void **state)
{
    (void)state;
    struct cached_member member;
    know_member("{\"user\":{\"id\":\"1\",\"username\":\"u\"},\"roles\":[\"1020000000000000010\",\"7\"]}");
    know_member("{\"user\":{\"id\":\"2\",\"username\":\"v\"}}");
    assert_true(member_find(caches->members, GUILD, 1, &member));
    assert_true(member.roles_known);
    assert_int_equal(member.role_count, 2);
    assert_true(member.roles[0] == UINT64_C(1020000000000000010));
    assert_int_equal(member.roles[1], 7);
    assert_string_equal(member.name, "u");
    assert_true(member_find(caches->members, GUILD, 2, &member));
    assert_false(member.roles_known);
    assert_string_equal(member.name, "v");
}

static void members_that_make_no_sense_are_not_kept(void **state)
{
    (void)state;
    know_member("{\"user\":{\"username\":\"sans id\"}}");
    know_member("7");
    know_member("{}");
    assert_int_equal(caches_size(caches, CACHE_MEMBERS).records, 0);
}

static void a_role_gives_permissions_of_more_than_53_bits(void **state)
{
    (void)state;
    struct cached_role role;
    struct json_value *text =
        parsed("{\"id\":\"9\",\"name\":\"Modération\",\"permissions\":\"2251799813686273\"}");
    role_put(caches->roles, GUILD, text);
    json_destroy(&text);
    assert_true(role_find(caches->roles, GUILD, 9, &role));
    assert_true(role.permissions == ((UINT64_C(1) << 51) | 1025));
    assert_string_equal(role.name, "Modération");
    role_remove(caches->roles, GUILD, 9);
    assert_false(role_find(caches->roles, GUILD, 9, &role));
}

static void a_pin_is_noted_on_a_message_that_is_known(void **state)
{
    (void)state;
    struct cached_message message;
    message_put(caches->messages, 5, &(struct cached_message){.channel_id = 1, .mention = 3});
    message_set_pinned(caches->messages, 5, true);
    message_set_pinned(caches->messages, 6, true);
    assert_true(message_find(caches->messages, 5, &message));
    assert_true(message.pinned && message.mention == 3 && message.channel_id == 1);
    assert_false(message_find(caches->messages, 6, &message));
}

static void no_cache_takes_the_share_of_another(void **state)
{
    (void)state;
    put_messages(1, 100000);
    assert_true(caches_size(caches, CACHE_MESSAGES).bytes <= MOST / 5);
    assert_true(caches_size(caches, CACHE_MESSAGES).bytes > MOST / 6);
    assert_true(caches_size(caches, CACHE_MESSAGES).evicted > 0);
    know_member("{\"user\":{\"id\":\"1\",\"username\":\"u\"},\"roles\":[]}");
    assert_int_equal(caches_size(caches, CACHE_MEMBERS).records, 1);
}

static void a_limit_of_nothing_drops_all_and_a_larger_one_lets_them_come_back(void **state)
{
    (void)state;
    put_messages(1, 1000);
    caches_limit(caches, 0);
    assert_int_equal(caches_bytes(caches), 0);
    put_messages(1, 1000);
    assert_int_equal(caches_bytes(caches), 0);
    caches_limit(caches, MOST);
    put_messages(1, 1000);
    assert_int_equal(caches_size(caches, CACHE_MESSAGES).records, 1000);
}

static void halving_takes_half_of_each_but_leaves_the_small_ones(void **state)
{
    (void)state;
    put_messages(1, 1500);
    know_member("{\"user\":{\"id\":\"1\",\"username\":\"u\"},\"roles\":[]}");
    size_t before = caches_size(caches, CACHE_MESSAGES).bytes;
    caches_halve(caches, 128 * 1024);
    assert_true(caches_size(caches, CACHE_MESSAGES).bytes <= before / 2);
    assert_true(caches_size(caches, CACHE_MESSAGES).records > 500);
    assert_int_equal(caches_size(caches, CACHE_MEMBERS).records, 1);
}

static void a_sweep_drops_members_that_nobody_asked_for_in_a_day_but_no_channel(void **state)
{
    (void)state;
    struct cached_member member;
    caches_sweep(caches, 1000);
    know_member("{\"user\":{\"id\":\"1\",\"username\":\"u\"},\"roles\":[]}");
    know_member("{\"user\":{\"id\":\"2\",\"username\":\"u\"},\"roles\":[]}");
    assert_true(channel_cache_put(caches->channels, &(struct cached_channel){.id = 1, .name = "n"}));
    caches_sweep(caches, 1000 + 3600);
    assert_true(member_find(caches->members, GUILD, 2, &member));
    caches_sweep(caches, 1001 + 24 * 3600);
    assert_false(member_find(caches->members, GUILD, 1, &member));
    assert_true(member_find(caches->members, GUILD, 2, &member));
    assert_int_equal(caches_size(caches, CACHE_MEMBERS).expired, 1);
    caches_sweep(caches, 1001 + 400 * 24 * 3600);
    assert_int_equal(caches_size(caches, CACHE_MEMBERS).records, 0);
    assert_int_equal(caches_size(caches, CACHE_CHANNELS).records, 1);
}

static void a_guild_that_is_left_takes_its_people_along_and_nobody_elses(void **state)
{
    (void)state;
    struct cached_member member;
    struct json_value *role = parsed("{\"id\":\"9\",\"name\":\"r\",\"permissions\":\"1\"}");
    role_put(caches->roles, GUILD, role);
    role_put(caches->roles, GUILD + 1, role);
    json_destroy(&role);
    know_member("{\"user\":{\"id\":\"1\",\"username\":\"u\"},\"roles\":[]}");
    caches_forget_guild(caches, GUILD + 1);
    assert_true(member_find(caches->members, GUILD, 1, &member));
    assert_int_equal(caches_size(caches, CACHE_ROLES).records, 1);
    caches_forget_guild(caches, GUILD);
    assert_int_equal(caches_size(caches, CACHE_MEMBERS).records, 0);
    assert_int_equal(caches_size(caches, CACHE_ROLES).records, 0);
}

static void missed_events_cost_all_that_was_known_of_messages(void **state)
{
    (void)state;
    struct cached_channel channel;
    assert_true(channel_cache_put(caches->channels, &(struct cached_channel){.id = 1, .name = "n"}));
    channel_cache_owner_message(caches->channels, 1, 5, true);
    put_messages(5, 9);
    caches_forget_messages(caches);
    assert_int_equal(caches_size(caches, CACHE_MESSAGES).records, 0);
    assert_true(channel_cache_find(caches->channels, 1, &channel));
    assert_false(channel.owner_message || channel.born);
    assert_int_equal(caches_size(caches, CACHE_MESSAGES).evicted, 0);
}

#define CACHES_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CACHES_TEST(a_member_is_called_by_nickname_then_display_name_then_user_name),
        CACHES_TEST(a_member_has_his_roles_or_none_that_are_known),
        CACHES_TEST(members_that_make_no_sense_are_not_kept),
        CACHES_TEST(a_role_gives_permissions_of_more_than_53_bits),
        CACHES_TEST(a_pin_is_noted_on_a_message_that_is_known),
        CACHES_TEST(no_cache_takes_the_share_of_another),
        CACHES_TEST(a_limit_of_nothing_drops_all_and_a_larger_one_lets_them_come_back),
        CACHES_TEST(halving_takes_half_of_each_but_leaves_the_small_ones),
        CACHES_TEST(a_sweep_drops_members_that_nobody_asked_for_in_a_day_but_no_channel),
        CACHES_TEST(a_guild_that_is_left_takes_its_people_along_and_nobody_elses),
        CACHES_TEST(missed_events_cost_all_that_was_known_of_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
