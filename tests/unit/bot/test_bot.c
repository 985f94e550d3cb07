/* bot.h: which events are worth parsing, before they are. */
#include "bot.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool is_worth(const char *type, const char *data)
{
    return bot_screens(type, strlen(type), data, strlen(data));
}

static void a_message_without_a_document_is_not_worth_parsing(void **state)
{
    (void)state;
    assert_false(is_worth("MESSAGE_CREATE", "{\"content\":\"bonjour\"}"));
    assert_false(is_worth("MESSAGE_CREATE", ""));
    assert_true(is_worth("MESSAGE_CREATE", "{\"content\":\"https://docs.google.com/document/d/1\"}"));
}

/* JSON may write a slash as "\/". */
static void a_document_is_seen_however_its_slashes_are_written(void **state)
{
    (void)state;
    assert_true(is_worth("MESSAGE_CREATE", "{\"content\":\"https:\\/\\/docs.google.com\\/document\"}"));
}

static void the_word_counts_only_within_the_text(void **state)
{
    (void)state;
    static const char TEXT[] = "docs.google.com";
    assert_true(bot_screens("MESSAGE_CREATE", 14, TEXT, sizeof(TEXT) - 1));
    assert_false(bot_screens("MESSAGE_CREATE", 14, TEXT, sizeof(TEXT) - 2));
}

static void other_events_are_always_worth_it(void **state)
{
    (void)state;
    assert_true(is_worth("INTERACTION_CREATE", "{}"));
    assert_true(is_worth("CHANNEL_CREATE", "{}"));
}

static void only_events_with_a_feature_are_wanted(void **state)
{
    (void)state;
    assert_true(bot_wants("MESSAGE_CREATE", 14));
    assert_false(bot_wants("MESSAGE_CREAT", 13));
    assert_false(bot_wants("MESSAGE_CREATED", 15));
    assert_false(bot_wants("TYPING_START", 12));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_without_a_document_is_not_worth_parsing),
        cmocka_unit_test(a_document_is_seen_however_its_slashes_are_written),
        cmocka_unit_test(the_word_counts_only_within_the_text),
        cmocka_unit_test(other_events_are_always_worth_it),
        cmocka_unit_test(only_events_with_a_feature_are_wanted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
