/* Mentions in texts. */
#include "mentions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint64_t named(void *ctx, const char *name, size_t length)
{
    (void)ctx;
    return length == strlen("règles") && memcmp(name, "règles", length) == 0 ? 42 : 0;
}

static void assert_linked(const char *text, const char *expected)
{
    struct buffer out;
    buffer_init(&out, 1000);
    mentions_link_channels(&out, text, named, NULL);
    assert_string_equal(buffer_string(&out), expected);
    buffer_free(&out);
}

static void a_known_channel_name_becomes_a_mention(void **state)
{
    (void)state;
    assert_linked("voir [#règles], puis [#règles]", "voir <#42>, puis <#42>");
    assert_linked("[#règles]", "<#42>");
}

static void an_unknown_name_stays_as_it_was_typed(void **state)
{
    (void)state;
    assert_linked("voir [#autre] et [#règles]", "voir [#autre] et <#42>");
    assert_linked("[#]", "[#]");
}

static void what_is_never_closed_is_no_name(void **state)
{
    (void)state;
    assert_linked("voir [#règles", "voir [#règles");
    assert_linked("[#règles\n]", "[#règles\n]");
    assert_linked("[#[#règles]", "[#<#42>");
}

static void a_text_without_names_needs_no_look_up(void **state)
{
    (void)state;
    assert_false(mentions_any_channel("rien [à] #voir"));
    assert_true(mentions_any_channel("voir [#x]"));
}

static void the_first_user_of_a_text_is_found(void **state)
{
    (void)state;
    assert_int_equal(mentions_first_user("Bienvenue <@123> et <@456>"), 123);
    assert_int_equal(mentions_first_user("<@!789>"), 789);
    assert_int_equal(mentions_first_user("<@&555> <@x> <@> <@12 <@34>"), 34);
    assert_int_equal(mentions_first_user("<@999999999999999999999>"), 0);
    assert_int_equal(mentions_first_user("<@99999999999999999999> <@5>"), 5);
    assert_int_equal(mentions_first_user("personne"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_known_channel_name_becomes_a_mention),
        cmocka_unit_test(an_unknown_name_stays_as_it_was_typed),
        cmocka_unit_test(what_is_never_closed_is_no_name),
        cmocka_unit_test(a_text_without_names_needs_no_look_up),
        cmocka_unit_test(the_first_user_of_a_text_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
