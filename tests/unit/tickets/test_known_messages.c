/* message_updates.h, by the events of tickets: what events leave in the caches, which requests that saves, and when it is forgotten. */
#include "guild_updates.h"

#include "caches.h"
#include "member_record.h"
#include "message_record.h"
#include "message_updates.h"
#include "owner_notice.h"
#include "pins.h"
#include "ticket_events.h"

#include "pretend_sheet.h"

typedef void handler(struct bot_context *context, const struct json_value *data);

static void tell(handler *handle, const char *json)
{
    struct json_value *data = NULL;
    assert_false(err_is(json_parse(json, strlen(json), &data)));
    handle(&bot, data);
    json_destroy(&data);
}

#define TICKET(last)                                                                                         \
    "{\"id\":\"5\",\"guild_id\":\"3\",\"type\":0,\"name\":\"【🎭】lina\",\"last_message_id\":" last "}"
#define MESSAGE(id, content)                                                                                 \
    "{\"id\":\"" id "\",\"channel_id\":\"5\",\"guild_id\":\"3\",\"content\":\"" content                      \
    "\",\"author\":{\"id\":\"40\",\"username\":\"outil\"},\"member\":{\"roles\":[],\"nick\":\"Outil\"},"     \
    "\"mentions\":[{\"id\":\"8\"}],\"pinned\":false}"
#define DELETED(id) "{\"id\":\"" id "\",\"channel_id\":\"5\"}"
#define PANEL(id)                                                                                            \
    "{\"id\":\"" id "\",\"channel_id\":\"5\",\"content\":\"\",\"author\":{\"id\":\"9\"},\"components\":"     \
    "[{\"components\":[{\"custom_id\":\"validate_button\"}]}]}"

static void assert_owner(uint64_t expected)
{
    assert_int_equal(message_updates_owner(&bot, 5), expected);
}

static void assert_owner_unknown(void)
{
    assert_int_equal(message_updates_owner(&bot, 5), 0);
}

static void the_owner_of_a_ticket_seen_from_birth_costs_no_request(void **state)
{
    (void)state;
    tell(ticket_events_channel_create, TICKET("null"));
    assert_owner_unknown();
    tell(ticket_events_message_create, MESSAGE("71", "bonjour <@77>"));
    tell(ticket_events_message_create, MESSAGE("72", "puis <@78>"));
    assert_owner(77);
    tell(ticket_events_message_create, MESSAGE("70", "avant <@76>")); /* told late */
    assert_owner(76);
    size_t before = sent_count;
    owner_notice_send(&bot, 3, 5, 0, 1);
    assert_int_equal(sent_count, before + 1);
    assert_string_equal(sent[before].method, "POST");
    assert_non_null(strstr(sent[before].body, "<@76>"));
}

static void a_channel_that_has_messages_already_tells_nothing_of_its_first(void **state)
{
    (void)state;
    tell(ticket_events_channel_create, TICKET("\"60\""));
    tell(ticket_events_message_create, MESSAGE("71", "bonjour <@77>"));
    assert_owner_unknown();
}

static void a_creation_that_is_told_twice_is_no_second_birth(void **state)
{
    (void)state;
    tell(ticket_events_channel_create, TICKET("null"));
    tell(ticket_events_message_create, MESSAGE("71", "bonjour <@77>"));
    tell(ticket_events_channel_create, TICKET("null"));
    tell(ticket_events_message_create, MESSAGE("72", "puis <@78>"));
    assert_owner(77);
}

static void what_rest_says_of_the_owner_is_kept(void **state)
{
    (void)state;
    tell(ticket_events_channel_create, TICKET("\"60\""));
    size_t asked = sent_count;
    owner_notice_send(&bot, 3, 5, 0, 1);
    assert_sent(asked, "GET", "/channels/5/messages?after=1&limit=50");
    answer(asked, "[" MESSAGE("62", "<@78>") "," MESSAGE("60", "<@79>") "," PANEL("59") "]");
    assert_owner(79);
}

/* Each page has 50 messages of nobody's; then an end. */
static void no_more_than_four_pages_are_read_for_an_owner(void **state)
{
    (void)state;
    struct buffer page;
    tell(ticket_events_channel_create, TICKET("\"60\""));
    size_t asked = sent_count;
    owner_notice_send(&bot, 3, 5, 0, 1);
    for (int n = 1; n <= 4; n++) {
        buffer_init(&page, 65536);
        for (int i = 0; i < 50; i++)
            buffer_format(&page, "%s{\"id\":\"%d\",\"channel_id\":\"5\",\"content\":\"rien\"}", i ? "," : "[",
                          n * 1000 - i);
        buffer_text(&page, "]");
        answer(asked, buffer_string(&page));
        buffer_free(&page);
        if (n < 4)
            assert_int_equal(sent_count, ++asked + 1);
    }
    assert_string_equal(sent[asked].path, "/channels/5/messages?after=3000&limit=50");
    assert_int_equal(sent_count, asked + 1);
}

static void a_page_that_is_not_full_is_the_last(void **state)
{
    (void)state;
    tell(ticket_events_channel_create, TICKET("\"60\""));
    size_t asked = sent_count;
    owner_notice_send(&bot, 3, 5, 0, 1);
    answer(asked, "[" PANEL("59") "]");
    assert_int_equal(sent_count, asked + 1);
}

/* Our own messages come back as events. */
static void a_panel_that_came_first_is_not_asked_for_the_owner(void **state)
{
    (void)state;
    tell(ticket_events_channel_create, TICKET("null"));
    tell(ticket_events_message_create, PANEL("70"));
    assert_owner_unknown();
    tell(ticket_events_message_create, MESSAGE("71", "bonjour <@77>"));
    tell(ticket_events_message_create, MESSAGE("72", "puis <@78>"));
    assert_owner(77);
}

static void an_edited_message_names_its_new_owner(void **state)
{
    (void)state;
    tell(ticket_events_channel_create, TICKET("null"));
    tell(ticket_events_message_create, MESSAGE("71", "bonjour <@77>"));
    tell(message_updates_update, MESSAGE("71", "bonjour <@80>"));
    assert_owner(80);
    tell(message_updates_update, "{\"id\":\"71\",\"channel_id\":\"5\",\"pinned\":true}");
    assert_owner_unknown(); /* half a message */
}

static void a_message_that_mentions_nobody_leaves_the_place_to_the_next(void **state)
{
    (void)state;
    tell(ticket_events_channel_create, TICKET("null"));
    tell(ticket_events_message_create, "{\"id\":\"71\",\"channel_id\":\"5\",\"content\":\"\",\"mentions\":[],"
                                       "\"author\":{\"id\":\"40\"}}");
    assert_owner_unknown();
    tell(ticket_events_message_create, MESSAGE("72", "<@77>"));
    assert_owner(77);
    tell(message_updates_update, MESSAGE("71", "pour <@80>")); /* now the first one does */
    assert_owner(80);
}

static void a_deleted_message_leaves_the_next_one_to_rest(void **state)
{
    (void)state;
    tell(ticket_events_channel_create, TICKET("null"));
    tell(ticket_events_message_create, MESSAGE("71", "<@77>"));
    tell(ticket_events_message_create, MESSAGE("72", "<@78>"));
    tell(message_updates_delete, DELETED("72"));
    assert_owner(77);
    tell(message_updates_delete, DELETED("71"));
    assert_owner_unknown();
    tell(ticket_events_message_create, MESSAGE("73", "<@79>"));
    assert_owner_unknown();
}

static void a_bulk_deletion_forgets_each(void **state)
{
    (void)state;
    tell(ticket_events_channel_create, TICKET("null"));
    tell(ticket_events_message_create, MESSAGE("71", "<@77>"));
    tell(message_updates_delete_bulk, "{\"ids\":[\"70\",\"71\"],\"channel_id\":\"5\"}");
    assert_owner_unknown();
    assert_int_equal(caches_size(bot.caches, CACHE_MESSAGES).records, 0);
}

static void a_new_session_forgets_messages_for_some_were_missed(void **state)
{
    (void)state;
    tell(ticket_events_channel_create, TICKET("null"));
    tell(ticket_events_message_create, MESSAGE("71", "<@77>"));
    message_updates_forget(&bot);
    assert_owner_unknown();
    tell(ticket_events_message_create, MESSAGE("72", "<@78>"));
    assert_owner_unknown();
}

static void the_newest_panel_is_known_until_it_is_deleted(void **state)
{
    (void)state;
    tell(ticket_events_channel_create, TICKET("null"));
    assert_int_equal(message_updates_panel(&bot, 5), 0);
    tell(ticket_events_message_create, PANEL("75"));
    tell(ticket_events_message_create, PANEL("74"));
    assert_int_equal(message_updates_panel(&bot, 5), 75);
    tell(message_updates_delete, DELETED("75"));
    assert_int_equal(message_updates_panel(&bot, 5), 0);
}

static void what_is_known_to_be_pinned_is_not_pinned_again(void **state)
{
    (void)state;
    tell(ticket_events_channel_create, TICKET("null"));
    tell(ticket_events_message_create, MESSAGE("71", "x"));
    size_t before = sent_count;
    pins_put(&bot, 5, 71);
    assert_sent(before, "PUT", "/channels/5/messages/pins/71");
    answer(before, NULL);
    pins_put(&bot, 5, 71);
    assert_int_equal(sent_count, before + 1);
    tell(message_updates_update, MESSAGE("71", "x")); /* somebody took the pin away */
    pins_put(&bot, 5, 71);
    assert_int_equal(sent_count, before + 2);
}

static void messages_elsewhere_are_not_kept(void **state)
{
    (void)state;
    tell(ticket_events_channel_create, "{\"id\":\"5\",\"guild_id\":\"3\",\"type\":0,\"name\":\"général\"}");
    tell(ticket_events_message_create, MESSAGE("71", "https://docs.google.com/ <@77>"));
    assert_int_equal(caches_size(bot.caches, CACHE_MESSAGES).records, 0);
}

static void people_are_known_by_what_they_write_and_press(void **state)
{
    (void)state;
    tell(ticket_events_channel_create, TICKET("null"));
    assert_string_equal(guild_updates_member_name(&bot, 3, 40), "");
    tell(ticket_events_message_create, MESSAGE("71", "x"));
    assert_string_equal(guild_updates_member_name(&bot, 3, 40), "Outil");
    tell(guild_updates_interaction,
         "{\"guild_id\":\"3\",\"member\":{\"user\":{\"id\":\"41\",\"username\":\"u\","
         "\"global_name\":\"Alice\"},\"roles\":[]}}");
    assert_string_equal(guild_updates_member_name(&bot, 3, 41), "Alice");
    tell(guild_updates_interaction, "{\"user\":{\"id\":\"42\",\"username\":\"u\"}}"); /* in private */
    assert_string_equal(guild_updates_member_name(&bot, 3, 42), "");
    tell(guild_updates_member,
         "{\"guild_id\":\"3\",\"user\":{\"id\":\"41\",\"username\":\"u\"},\"nick\":\"Lis\",\"roles\":[]}");
    assert_string_equal(guild_updates_member_name(&bot, 3, 41), "Lis");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SHEET_TEST(the_owner_of_a_ticket_seen_from_birth_costs_no_request),
        SHEET_TEST(a_channel_that_has_messages_already_tells_nothing_of_its_first),
        SHEET_TEST(a_creation_that_is_told_twice_is_no_second_birth),
        SHEET_TEST(what_rest_says_of_the_owner_is_kept),
        SHEET_TEST(an_edited_message_names_its_new_owner),
        SHEET_TEST(a_message_that_mentions_nobody_leaves_the_place_to_the_next),
        SHEET_TEST(a_panel_that_came_first_is_not_asked_for_the_owner),
        SHEET_TEST(no_more_than_four_pages_are_read_for_an_owner),
        SHEET_TEST(a_page_that_is_not_full_is_the_last),
        SHEET_TEST(a_deleted_message_leaves_the_next_one_to_rest),
        SHEET_TEST(a_bulk_deletion_forgets_each),
        SHEET_TEST(a_new_session_forgets_messages_for_some_were_missed),
        SHEET_TEST(the_newest_panel_is_known_until_it_is_deleted),
        SHEET_TEST(what_is_known_to_be_pinned_is_not_pinned_again),
        SHEET_TEST(messages_elsewhere_are_not_kept),
        SHEET_TEST(people_are_known_by_what_they_write_and_press),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
