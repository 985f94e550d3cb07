/* dispatch.h: which events are worth parsing, before they are. */
#include "dispatch.h"

#include "member_record.h"

#include "pretend_sheet.h"

#define DOCUMENT_IN_MORE(channel)                                                                            \
    "\"content\":\"https://docs.google.com/document/d/1\",\"channel_id\":\"" channel "\"}"
#define DOCUMENT_IN(channel) "{" DOCUMENT_IN_MORE(channel)

static bool is_worth(const char *type, const char *data)
{
    return dispatch_prefilter(&bot, type, strlen(type), data, strlen(data));
}

static void know_ticket(void)
{
    (void)channel_cache_put(bot.channels, &(struct cached_channel){.id = 5, .name = "【🎭】lina"});
    (void)channel_cache_put(bot.channels, &(struct cached_channel){.id = 6, .name = "général"});
}

static void a_message_without_a_document_is_not_worth_parsing(void **state)
{
    (void)state;
    assert_false(is_worth("MESSAGE_CREATE", "{\"content\":\"bonjour\",\"channel_id\":\"7\"}"));
    assert_false(is_worth("MESSAGE_CREATE", ""));
}

static void a_document_is_worth_it_where_a_ticket_may_be(void **state)
{
    (void)state;
    know_ticket();
    assert_true(is_worth("MESSAGE_CREATE", DOCUMENT_IN("5")));
    assert_false(is_worth("MESSAGE_CREATE", DOCUMENT_IN("6")));
    assert_true(is_worth("MESSAGE_CREATE", DOCUMENT_IN("7"))); /* not heard of yet: it will be looked up */
}

/* The other channel is that of the message replied to. */
static void a_reply_is_judged_by_all_channels_that_it_names(void **state)
{
    (void)state;
    know_ticket();
    assert_true(
        is_worth("MESSAGE_CREATE", "{\"message_reference\":{\"channel_id\":\"6\"}," DOCUMENT_IN_MORE("7")));
    assert_true(
        is_worth("MESSAGE_CREATE", "{\"message_reference\":{\"channel_id\":\"7\"}," DOCUMENT_IN_MORE("5")));
    assert_false(
        is_worth("MESSAGE_CREATE", "{\"message_reference\":{\"channel_id\":\"6\"}," DOCUMENT_IN_MORE("6")));
}

/* JSON may write a slash as "\/". */
static void a_document_is_seen_however_its_slashes_are_written(void **state)
{
    (void)state;
    assert_true(is_worth("MESSAGE_CREATE",
                         "{\"channel_id\":\"7\",\"content\":\"https:\\/\\/docs.google.com\\/document\"}"));
}

static void the_word_counts_only_within_the_text(void **state)
{
    (void)state;
    static const char TEXT[] = "\"channel_id\":\"7\" docs.google.com";
    assert_true(dispatch_prefilter(&bot, "MESSAGE_CREATE", 14, TEXT, sizeof(TEXT) - 1));
    assert_false(dispatch_prefilter(&bot, "MESSAGE_CREATE", 14, TEXT, sizeof(TEXT) - 2));
}

static void messages_are_worth_it_in_tickets_that_are_known(void **state)
{
    (void)state;
    static const char *const TYPES[] = {"MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE",
                                        "MESSAGE_DELETE_BULK"};
    know_ticket();
    for (size_t i = 0; i < 4; i++) {
        assert_true(is_worth(TYPES[i], "{\"id\":\"1\",\"channel_id\":\"5\"}"));
        assert_false(is_worth(TYPES[i], "{\"id\":\"1\",\"channel_id\":\"6\"}"));
        assert_false(is_worth(TYPES[i], "{\"id\":\"1\",\"channel_id\":\"7\"}"));
        assert_false(
            is_worth(TYPES[i], "{\"content\":\"\\\"channel_id\\\":\\\"5\\\"\",\"channel_id\":\"6\"}"));
    }
}

static void members_are_worth_it_when_they_are_known(void **state)
{
    (void)state;
    static const char TEXT[] =
        "{\"user\":{\"id\":\"41\",\"username\":\"u\"},\"roles\":[],\"guild_id\":\"3\"}";
    struct json_value *member = NULL;
    bot.own_id = 9;
    assert_false(is_worth("GUILD_MEMBER_UPDATE", TEXT));
    assert_true(is_worth("GUILD_MEMBER_UPDATE", "{\"user\":{\"id\":\"9\"},\"guild_id\":\"3\"}"));
    assert_false(err_is(json_parse(TEXT, sizeof(TEXT) - 1, &member)));
    member_put(bot.caches->members, 3, member, NULL);
    json_destroy(&member);
    assert_true(is_worth("GUILD_MEMBER_UPDATE", TEXT));
    assert_false(is_worth("GUILD_MEMBER_UPDATE", "{\"user\":{\"id\":\"41\"},\"guild_id\":\"4\"}"));
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
    assert_true(dispatch_wants("MESSAGE_CREATE", 14));
    assert_false(dispatch_wants("MESSAGE_CREAT", 13));
    assert_false(dispatch_wants("MESSAGE_CREATED", 15));
    assert_false(dispatch_wants("TYPING_START", 12));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SHEET_TEST(a_message_without_a_document_is_not_worth_parsing),
        SHEET_TEST(a_document_is_worth_it_where_a_ticket_may_be),
        SHEET_TEST(a_reply_is_judged_by_all_channels_that_it_names),
        SHEET_TEST(a_document_is_seen_however_its_slashes_are_written),
        SHEET_TEST(the_word_counts_only_within_the_text),
        SHEET_TEST(messages_are_worth_it_in_tickets_that_are_known),
        SHEET_TEST(members_are_worth_it_when_they_are_known),
        SHEET_TEST(other_events_are_always_worth_it),
        SHEET_TEST(only_events_with_a_feature_are_wanted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
