/* Which channels are tickets, and what happens in them. */
#include "ticket_events.h"

#include "clock.h"
#include "guild_updates.h"
#include "snowflake.h"

#include "pretend_sheet.h"

#include <inttypes.h>

typedef void handler(struct bot_context *context, const struct json_value *data);

static void tell(handler *handle, const char *json)
{
    struct json_value *data = NULL;
    assert_false(err_is(json_parse(json, strlen(json), &data)));
    handle(&bot, data);
    json_destroy(&data);
}

#define CHANNEL(id, type, name)                                                                              \
    "{\"id\":\"" id "\",\"guild_id\":\"3\",\"type\":" type ",\"name\":\"" name "\"}"
#define MESSAGE(channel, content)                                                                            \
    "{\"id\":\"80\",\"channel_id\":\"" channel "\",\"guild_id\":\"3\",\"content\":\"" content "\"}"
#define LINK "Fiche : https://docs.google.com/document/d/abc"

static void a_channel_created_as_a_ticket_gets_a_panel(void **state)
{
    (void)state;
    tell(ticket_events_channel_create, CHANNEL("5", "0", "【🎭】lina"));
    assert_int_equal(gets.asked, 1);
    tell(ticket_events_channel_create, CHANNEL("6", "0", "discussion"));
    assert_int_equal(gets.asked, 1);
}

/* Whose row cannot be read: a panel for one that was just made, none for one that may have its own. */
static void a_channel_that_comes_into_sight_is_no_new_one(void **state)
{
    (void)state;
    char json[200];
    uint64_t id = (uint64_t)(clock_wall_ms() - 60000 - SNOWFLAKE_EPOCH_MS) << 22;
    snprintf(json, sizeof(json), CHANNEL("%" PRIu64, "0", "【🎭】lina"), id);
    tell(ticket_events_channel_create, json);
    assert_int_equal(gets.patience_ms, 5000);
    snprintf(json, sizeof(json), CHANNEL("%" PRIu64, "0", "【🎭】lina"), id - (UINT64_C(3600000) << 22));
    tell(ticket_events_channel_create, json);
    assert_int_equal(gets.patience_ms, 60000);
}

static void a_channel_renamed_into_a_ticket_gets_a_panel_once(void **state)
{
    (void)state;
    tell(ticket_events_channel_create, CHANNEL("5", "0", "brouillon"));
    tell(ticket_events_channel_update, CHANNEL("5", "0", "【🎭】lina"));
    assert_int_equal(gets.asked, 1);
    tell(ticket_events_channel_update, CHANNEL("5", "0", "【🎭】lina la rouge"));
    assert_int_equal(bot.operations, 1);
}

static void a_channel_that_was_never_seen_is_looked_after_when_it_is_changed(void **state)
{
    (void)state;
    tell(ticket_events_channel_update, CHANNEL("5", "0", "【🎭】lina"));
    assert_int_equal(gets.asked, 1); /* its row will say whether it has a panel */
}

static void an_outage_forgets_no_channel_and_a_goodbye_all(void **state)
{
    (void)state;
    struct cached_channel channel;
    tell(guild_updates_create, "{\"id\":\"3\",\"channels\":[" CHANNEL("5", "0", "【🎭】lina") "]}");
    assert_true(channel_cache_find(bot.channels, 5, &channel));
    tell(guild_updates_delete, "{\"id\":\"3\",\"unavailable\":true}");
    assert_true(channel_cache_find(bot.channels, 5, &channel));
    tell(guild_updates_create, "{\"id\":\"3\",\"unavailable\":true}");
    assert_true(channel_cache_find(bot.channels, 5, &channel));
    tell(guild_updates_delete, "{\"id\":\"3\"}");
    assert_false(channel_cache_find(bot.channels, 5, &channel));
}

static void a_document_in_a_ticket_is_pinned(void **state)
{
    (void)state;
    tell(guild_updates_create, "{\"id\":\"3\",\"channels\":[" CHANNEL("5", "0", "【🎭】lina") "]}");
    tell(ticket_events_message_create, MESSAGE("5", LINK));
    assert_sent(0, "PUT", "/channels/5/messages/pins/80");
}

static void other_messages_and_other_channels_are_left_alone(void **state)
{
    (void)state;
    tell(guild_updates_create, "{\"id\":\"3\",\"channels\":[" CHANNEL("5", "0", "【🎭】lina") "," CHANNEL(
                                   "6", "0", "discussion") "]}");
    tell(ticket_events_message_create, MESSAGE("5", "bonjour"));
    tell(ticket_events_message_create, MESSAGE("5", "http://docs.google.com/document"));
    tell(ticket_events_message_create, MESSAGE("6", LINK));
    tell(ticket_events_message_create,
         "{\"id\":\"80\",\"channel_id\":\"9\",\"content\":\"" LINK "\"}"); /* private */
    assert_int_equal(sent_count, 0);
}

static void a_document_needs_no_guild_where_its_channel_is_known(void **state)
{
    (void)state;
    tell(guild_updates_create, "{\"id\":\"3\",\"channels\":[" CHANNEL("5", "0", "【🎭】lina") "]}");
    tell(ticket_events_message_create, "{\"id\":\"80\",\"channel_id\":\"5\",\"content\":\"" LINK "\"}");
    assert_sent(0, "PUT", "/channels/5/messages/pins/80");
}

static void a_document_in_an_unknown_channel_is_asked_after_first(void **state)
{
    (void)state;
    tell(ticket_events_message_create, MESSAGE("5", LINK));
    assert_sent(0, "GET", "/channels/5");
    answer(0, CHANNEL("5", "0", "【🎭】lina"));
    assert_sent(1, "PUT", "/channels/5/messages/pins/80");
    tell(ticket_events_message_create, MESSAGE("5", LINK));
    assert_sent(2, "PUT", "/channels/5/messages/pins/80"); /* known now */
}

static void a_channel_that_nobody_knows_pins_nothing(void **state)
{
    (void)state;
    tell(ticket_events_message_create, MESSAGE("5", LINK));
    answer_with(0, REST_MISSING, 10003, NULL);
    assert_int_equal(sent_count, 1);
    assert_int_equal(bot.operations, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SHEET_TEST(a_channel_that_comes_into_sight_is_no_new_one),
        SHEET_TEST(a_channel_created_as_a_ticket_gets_a_panel),
        SHEET_TEST(a_channel_renamed_into_a_ticket_gets_a_panel_once),
        SHEET_TEST(a_channel_that_was_never_seen_is_looked_after_when_it_is_changed),
        SHEET_TEST(an_outage_forgets_no_channel_and_a_goodbye_all),
        SHEET_TEST(a_document_in_a_ticket_is_pinned),
        SHEET_TEST(other_messages_and_other_channels_are_left_alone),
        SHEET_TEST(a_document_needs_no_guild_where_its_channel_is_known),
        SHEET_TEST(a_document_in_an_unknown_channel_is_asked_after_first),
        SHEET_TEST(a_channel_that_nobody_knows_pins_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
