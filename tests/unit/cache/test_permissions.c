/* Permissions in a channel, by the order that Discord documents: roles, then the channel's words to everyone,
 * to roles, to the member. */
#include "permissions.h"

#include "member_record.h"
#include "role_record.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { GUILD = 500, ME = 2, ROLE = 10, OTHER_ROLE = 11, FOREIGN_ROLE = 12, CHANNEL = 20 };

#define SEND  (UINT64_C(1) << 11)
#define PIN   (UINT64_C(1) << 51)
#define ADMIN (UINT64_C(1) << 3)

static struct caches *caches;

static void know_role(uint64_t id, uint64_t permissions)
{
    char text[128];
    struct json_value *role = NULL;
    snprintf(text, sizeof(text), "{\"id\":\"%" PRIu64 "\",\"name\":\"r\",\"permissions\":\"%" PRIu64 "\"}",
             id, permissions);
    assert_false(err_is(json_parse(text, strlen(text), &role)));
    role_put(caches->roles, GUILD, role);
    json_destroy(&role);
}

static void know_me(const char *roles)
{
    char text[128];
    struct json_value *member = NULL;
    snprintf(text, sizeof(text), "{\"user\":{\"id\":\"%d\",\"username\":\"vigie\"},\"roles\":%s}", ME, roles);
    assert_false(err_is(json_parse(text, strlen(text), &member)));
    member_put(caches->members, GUILD, member, NULL);
    json_destroy(&member);
}

static void know_channel(const struct overwrite *overwrites, uint16_t count)
{
    assert_true(channel_cache_put(caches->channels, &(struct cached_channel){.id = CHANNEL,
                                                                             .guild_id = GUILD,
                                                                             .name = "n",
                                                                             .overwrites = overwrites,
                                                                             .overwrite_count = count,
                                                                             .overwrites_known = true}));
}

/* Everyone may send, one of my two roles may pin, the channel says nothing. */
static int setup(void **state)
{
    (void)state;
    caches = caches_create(1024 * 1024);
    know_role(GUILD, SEND);
    know_role(ROLE, PIN);
    know_role(OTHER_ROLE, 0);
    know_me("[\"10\",\"11\"]");
    know_channel(NULL, 0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    caches_destroy(&caches);
    return 0;
}

static enum permission_why why(enum permission permission)
{
    return permission_of(caches, ME, CHANNEL, permission).why;
}

static void what_everyone_or_one_of_the_roles_has_is_held(void **state)
{
    (void)state;
    assert_int_equal(why(PERMISSION_SEND_MESSAGES), PERMISSION_HELD);
    assert_int_equal(why(PERMISSION_PIN_MESSAGES), PERMISSION_HELD);
    assert_int_equal(why(PERMISSION_EMBED_LINKS), PERMISSION_NOT_GIVEN);
}

static void a_channel_may_take_from_everyone_and_give_it_back_to_a_role(void **state)
{
    (void)state;
    const struct overwrite denied = {GUILD, 0, SEND};
    know_channel(&denied, 1);
    assert_int_equal(why(PERMISSION_SEND_MESSAGES), PERMISSION_DENIED_TO_EVERYONE);
    const struct overwrite given_back[] = {{ROLE, SEND, 0}, {GUILD, 0, SEND}}; /* in whatever order */
    know_channel(given_back, 2);
    assert_int_equal(why(PERMISSION_SEND_MESSAGES), PERMISSION_HELD);
}

static void a_role_that_is_denied_is_named_unless_another_is_allowed(void **state)
{
    (void)state;
    const struct overwrite overwrites[] = {{ROLE, 0, PIN}, {OTHER_ROLE, PIN, 0}};
    know_channel(overwrites, 1);
    struct permission_verdict verdict = permission_of(caches, ME, CHANNEL, PERMISSION_PIN_MESSAGES);
    assert_int_equal(verdict.why, PERMISSION_DENIED_TO_ROLE);
    assert_int_equal(verdict.role_id, ROLE);
    know_channel(overwrites, 2);
    assert_int_equal(why(PERMISSION_PIN_MESSAGES), PERMISSION_HELD);
}

static void the_members_own_overwrite_has_the_last_word(void **state)
{
    (void)state;
    const struct overwrite denied[] = {{ME, 0, SEND}, {ROLE, SEND, 0}};
    know_channel(denied, 2);
    assert_int_equal(why(PERMISSION_SEND_MESSAGES), PERMISSION_DENIED_TO_MEMBER);
    const struct overwrite allowed[] = {{ME, SEND, 0}, {ROLE, 0, SEND}};
    know_channel(allowed, 2);
    assert_int_equal(why(PERMISSION_SEND_MESSAGES), PERMISSION_HELD);
}

static void overwrites_of_roles_that_the_member_has_not_do_not_count(void **state)
{
    (void)state;
    const struct overwrite overwrites[] = {{FOREIGN_ROLE, 0, SEND}, {FOREIGN_ROLE, 0, PIN}};
    know_channel(overwrites, 2);
    assert_int_equal(why(PERMISSION_SEND_MESSAGES), PERMISSION_HELD);
    assert_int_equal(why(PERMISSION_PIN_MESSAGES), PERMISSION_HELD);
}

static void an_administrator_is_denied_nothing(void **state)
{
    (void)state;
    const struct overwrite denied = {ME, 0, PIN | SEND};
    know_channel(&denied, 1);
    know_role(OTHER_ROLE, ADMIN);
    assert_int_equal(why(PERMISSION_SEND_MESSAGES), PERMISSION_HELD);
    assert_int_equal(why(PERMISSION_EMBED_LINKS), PERMISSION_HELD);
}

static void managing_messages_is_not_pinning_them(void **state)
{
    (void)state;
    know_role(ROLE, UINT64_C(1) << 13);
    assert_int_equal(why(PERMISSION_PIN_MESSAGES), PERMISSION_NOT_GIVEN);
}

static void whatever_is_missing_makes_it_unknown(void **state)
{
    (void)state;
    role_remove(caches->roles, GUILD, OTHER_ROLE);
    assert_int_equal(why(PERMISSION_EMBED_LINKS), PERMISSION_UNKNOWN);
    know_role(OTHER_ROLE, 0);
    assert_int_equal(why(PERMISSION_EMBED_LINKS), PERMISSION_NOT_GIVEN);
    role_remove(caches->roles, GUILD, GUILD);
    assert_int_equal(why(PERMISSION_EMBED_LINKS), PERMISSION_UNKNOWN);
    know_role(GUILD, 0);
    know_me("null");
    assert_int_equal(why(PERMISSION_EMBED_LINKS), PERMISSION_UNKNOWN);
    know_me("[]");
    assert_int_equal(why(PERMISSION_EMBED_LINKS), PERMISSION_NOT_GIVEN);
    channel_cache_remove(caches->channels, CHANNEL);
    assert_int_equal(why(PERMISSION_EMBED_LINKS), PERMISSION_UNKNOWN);
}

#define PERMISSION_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PERMISSION_TEST(what_everyone_or_one_of_the_roles_has_is_held),
        PERMISSION_TEST(a_channel_may_take_from_everyone_and_give_it_back_to_a_role),
        PERMISSION_TEST(a_role_that_is_denied_is_named_unless_another_is_allowed),
        PERMISSION_TEST(the_members_own_overwrite_has_the_last_word),
        PERMISSION_TEST(overwrites_of_roles_that_the_member_has_not_do_not_count),
        PERMISSION_TEST(an_administrator_is_denied_nothing),
        PERMISSION_TEST(managing_messages_is_not_pinning_them),
        PERMISSION_TEST(whatever_is_missing_makes_it_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
