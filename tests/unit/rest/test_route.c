/* Which limits a path falls under, and what of it may be logged. */
#include "route.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void ids_and_tokens_leave_the_label(void **state)
{
    (void)state;
    struct route edit = route_of("PATCH", "/webhooks/111/aGVsbG8-secret/messages/@original");
    assert_string_equal(edit.label, "PATCH /webhooks/:id/:token/messages/@original");
    struct route callback = route_of("POST", "/interactions/222/aGVsbG8-secret/callback");
    assert_string_equal(callback.label, "POST /interactions/:id/:token/callback");
    struct route list = route_of("GET", "/channels/333/messages?after=0&limit=1");
    assert_string_equal(list.label, "GET /channels/:id/messages");
}

static void two_messages_of_one_channel_share_their_limits(void **state)
{
    (void)state;
    struct route one = route_of("PATCH", "/channels/5/messages/1"),
                 two = route_of("PATCH", "/channels/5/messages/2");
    assert_true(one.kind == two.kind && one.major == two.major);
}

static void two_channels_do_not_share_their_limits(void **state)
{
    (void)state;
    struct route one = route_of("POST", "/channels/5/messages"),
                 two = route_of("POST", "/channels/6/messages");
    assert_true(one.kind == two.kind);
    assert_true(one.major != two.major);
}

static void two_methods_are_two_kinds(void **state)
{
    (void)state;
    assert_true(route_of("PATCH", "/channels/5").kind != route_of("DELETE", "/channels/5").kind);
}

static void the_token_of_a_webhook_is_part_of_its_limits(void **state)
{
    (void)state;
    struct route one = route_of("POST", "/webhooks/5/abc"), two = route_of("POST", "/webhooks/5/def");
    assert_true(one.kind == two.kind);
    assert_true(one.major != two.major);
}

static void only_paths_without_a_token_of_their_own_carry_ours(void **state)
{
    (void)state;
    assert_true(route_of("POST", "/channels/5/messages").authorised);
    assert_true(route_of("PUT", "/applications/5/commands").authorised);
    assert_false(route_of("POST", "/interactions/5/tok/callback").authorised);
    assert_false(route_of("PATCH", "/webhooks/5/tok/messages/@original").authorised);
}

static void interactions_are_outside_the_global_limit(void **state)
{
    (void)state;
    assert_false(route_of("POST", "/interactions/5/tok/callback").counted);
    assert_false(route_of("POST", "/webhooks/5/tok").counted);
    assert_true(route_of("GET", "/users/@me").counted);
}

static void a_path_longer_than_any_label_is_cut_not_overrun(void **state)
{
    (void)state;
    char path[600] = "/";
    memset(path + 1, 'a', sizeof(path) - 2);
    struct route route = route_of("GET", path);
    assert_int_equal(strlen(route.label), sizeof(route.label) - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_and_tokens_leave_the_label),
        cmocka_unit_test(two_messages_of_one_channel_share_their_limits),
        cmocka_unit_test(two_channels_do_not_share_their_limits),
        cmocka_unit_test(two_methods_are_two_kinds),
        cmocka_unit_test(the_token_of_a_webhook_is_part_of_its_limits),
        cmocka_unit_test(only_paths_without_a_token_of_their_own_carry_ours),
        cmocka_unit_test(interactions_are_outside_the_global_limit),
        cmocka_unit_test(a_path_longer_than_any_label_is_cut_not_overrun),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
