/* The steps of a panel. */
#include "panel_post.h"

#include "message_record.h"

#include "pretend_sheet.h"

#define TICKET   500u
#define MESSAGES "/channels/500/messages"
#define PANEL    "{\"id\":\"%s\",\"components\":[{\"components\":[{\"custom_id\":\"validate_button\"}]}]}"

static void command(uint64_t id)
{
    struct interaction interaction = {
        .id = id,
        .application_id = 2,
        .channel_id = TICKET,
        .token = strdup("tok"),
        .name = strdup("validation"),
        .input = strdup(""),
        .channel_name = strdup(""),
        .arrived_ms = NOW_MS,
    };
    panel_post_for_command(&bot, &interaction);
    assert_null(interaction.token);
}

static void a_new_ticket_gets_a_panel_that_is_pinned_and_noted(void **state)
{
    (void)state;
    panel_post_for_ticket(&bot, TICKET, true);
    give_row("[]", "{}", "");
    assert_sent(0, "GET", MESSAGES "?limit=50");
    answer(0, "[{\"id\":\"70\",\"content\":\"bonjour\"}]");
    assert_sent(1, "POST", MESSAGES);
    assert_non_null(strstr(sent[1].body, "\"nonce\":\"pan500\",\"enforce_nonce\":true"));
    answer(1, "{\"id\":\"77\"}");
    assert_sent(2, "PUT", MESSAGES "/pins/77");
    assert_int_equal(puts_.row.message_id, 77);
    assert_int_equal(puts_.operation, 77);
    store_row();
    answer(2, NULL);
    assert_int_equal(bot.operations, 0);
    assert_null(bot.pending.first);
}

static void a_new_ticket_does_not_wait_long_for_the_sheet(void **state)
{
    (void)state;
    panel_post_for_ticket(&bot, TICKET, true);
    assert_true(gets.patience_ms <= 5000);
    refuse_row("la feuille dort");
    answer(0, "[]");
    assert_sent(1, "POST", MESSAGES);
}

static void an_older_ticket_whose_row_cannot_be_read_gets_no_panel_that_would_lie(void **state)
{
    (void)state;
    panel_post_for_ticket(&bot, TICKET, false);
    refuse_row("la feuille dort");
    assert_int_equal(sent_count, 0);
    assert_int_equal(bot.operations, 0);
}

static void without_a_sheet_in_the_settings_every_ticket_gets_its_panel(void **state)
{
    (void)state;
    panel_post_for_ticket(&bot, TICKET, false);
    refuse_row_for_good("SERVICE_ACCOUNT_JSON manque");
    answer(0, "[]");
    assert_sent(1, "POST", MESSAGES);
    answer(1, "{\"id\":\"77\"}");
    assert_sent(2, "PUT", MESSAGES "/pins/77");
    answer(2, NULL);
    assert_int_equal(puts_.asked, 0);
    assert_int_equal(bot.operations, 0);
}

static void without_a_sheet_in_the_settings_the_command_posts_it_again(void **state)
{
    (void)state;
    command(9);
    answer(0, NULL);
    refuse_row_for_good("SERVICE_ACCOUNT_JSON manque");
    assert_sent(1, "POST", MESSAGES);
    answer(1, "{\"id\":\"77\"}");
    assert_sent(3, "PATCH", "/webhooks/2/tok/messages/@original");
    assert_non_null(strstr(sent[3].body, "publié"));
    assert_int_equal(puts_.asked, 0);
}

static void a_row_that_names_a_panel_is_enough(void **state)
{
    (void)state;
    panel_post_for_ticket(&bot, TICKET, false);
    give_row("[]", "{}", "77");
    assert_int_equal(sent_count, 0);
    assert_int_equal(bot.operations, 0);
}

static void a_panel_that_stands_there_is_noted_instead_of_a_second_one(void **state)
{
    (void)state;
    char messages[256];
    snprintf(messages, sizeof(messages), "[{\"id\":\"90\"}," PANEL "]", "77");
    panel_post_for_ticket(&bot, TICKET, false);
    give_row("[9]", "{}", "");
    answer(0, messages);
    assert_sent(1, "PUT", MESSAGES "/pins/77");
    assert_int_equal(puts_.row.message_id, 77);
    assert_int_equal(puts_.row.validator_count, 1);
}

static void where_nobody_can_look_for_a_panel_none_is_posted_blindly(void **state)
{
    (void)state;
    panel_post_for_ticket(&bot, TICKET, false);
    give_row("[]", "{}", "");
    answer_with(0, REST_UNSURE, -1, NULL);
    assert_int_equal(sent_count, 1);
    assert_int_equal(bot.operations, 0);
}

static void two_events_make_one_panel(void **state)
{
    (void)state;
    panel_post_for_ticket(&bot, TICKET, true);
    panel_post_for_ticket(&bot, TICKET, false);
    assert_int_equal(gets.asked, 1);
    give_row("[]", "{}", "");
    answer(0, "[]");
    answer(1, "{\"id\":\"77\"}");
    assert_int_equal(gets.asked, 1);
    store_row();
    assert_int_equal(gets.asked, 2);
    give_row("[]", "{}", "77");
    assert_int_equal(sent_count, 3); /* look, post, pin */
}

static void a_panel_that_was_seen_is_taken_without_a_look(void **state)
{
    (void)state;
    (void)channel_cache_put(bot.channels, &(struct cached_channel){.id = TICKET, .name = "n"});
    channel_cache_panel(bot.channels, TICKET, 77);
    message_put(bot.caches->messages, 77, &(struct cached_message){.channel_id = TICKET, .is_panel = true});
    panel_post_for_ticket(&bot, TICKET, false);
    give_row("[]", "{}", "");
    assert_int_equal(sent_count, 1);
    assert_string_equal(sent[0].method, "PUT"); /* pinned */
    assert_int_equal(puts_.row.message_id, 77);
}

static void a_panel_that_discord_refuses_frees_the_ticket(void **state)
{
    (void)state;
    panel_post_for_ticket(&bot, TICKET, true);
    give_row("[]", "{}", "");
    answer(0, "[]");
    answer_with(1, REST_FORBIDDEN, 50013, NULL);
    assert_int_equal(puts_.asked, 0);
    assert_int_equal(bot.operations, 1); /* finding out which permission is missing */
    panel_post_for_ticket(&bot, TICKET, false);
    assert_int_equal(gets.asked, 2);
}

static void a_panel_for_which_the_sheet_or_discord_is_not_ready_is_owed_until_it_hangs_there(void **state)
{
    (void)state;
    panel_post_for_ticket(&bot, TICKET, false);
    refuse_row("la feuille dort");
    assert_int_equal(retry_queue_find(&bot.retry_queue, TICKET, 0)->action, RETRY_FOR_ROW);
    panel_post_for_ticket(&bot, TICKET, false);
    assert_true(gets.patience_ms <= 5000); /* a press may wait behind it */
    give_row("[]", "{}", "");
    answer(0, "[]");
    answer_with(1, REST_FORBIDDEN, 50013, NULL);
    assert_int_equal(retry_queue_find(&bot.retry_queue, TICKET, 0)->action, ACTION_POST);
    panel_post_for_ticket(&bot, TICKET, false);
    give_row("[]", "{}", "77");
    assert_int_equal(bot.retry_queue.count, 0);
}

static void a_panel_that_was_not_noted_is_owed_its_note_and_no_second_panel(void **state)
{
    (void)state;
    panel_post_for_ticket(&bot, TICKET, true);
    refuse_row("la feuille dort");
    answer(0, "[]");
    answer(1, "{\"id\":\"77\"}");
    assert_int_equal(puts_.asked, 0); /* nobody has read that there is no row */
    assert_non_null(retry_queue_find(&bot.retry_queue, TICKET, 0));
    answer(2, NULL);
    panel_post_for_ticket(&bot, TICKET, false);
    give_row("[]", "{}", "");
    answer(3, "[{\"id\":\"77\",\"components\":[{\"components\":[{\"custom_id\":\"validate_button\"}]}]}]");
    assert_int_equal(puts_.operation, 77);
    store_row();
    assert_int_equal(bot.retry_queue.count, 0);
}

static void the_command_is_acknowledged_first_and_told_last(void **state)
{
    (void)state;
    command(9);
    assert_sent(0, "POST", "/interactions/9/tok/callback");
    assert_int_equal(gets.asked, 0);
    answer(0, NULL);
    give_row("[9]", "{}", "70");
    assert_sent(1, "POST", MESSAGES); /* although there is one */
    assert_non_null(strstr(sent[1].body, "\"nonce\":\"pan9\""));
    answer(1, "{\"id\":\"77\"}");
    assert_int_equal(sent_count, 3); /* the pin; nobody is told before the row is stored */
    store_row();
    assert_sent(3, "PATCH", "/webhooks/2/tok/messages/@original");
    assert_non_null(strstr(sent[3].body, "publié"));
    answer(2, NULL);
    answer(3, NULL);
    assert_int_equal(bot.operations, 0);
}

static void an_unacknowledged_command_does_nothing(void **state)
{
    (void)state;
    command(9);
    answer_with(0, REST_GONE, 10062, NULL);
    assert_int_equal(gets.asked, 0);
    assert_int_equal(bot.operations, 0);
}

static void the_asker_hears_why_there_is_no_panel(void **state)
{
    (void)state;
    command(9);
    answer(0, NULL);
    refuse_row("la feuille dort");
    assert_sent(1, "PATCH", "/webhooks/2/tok/messages/@original");
    assert_non_null(strstr(sent[1].body, "la feuille dort"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SHEET_TEST(a_new_ticket_gets_a_panel_that_is_pinned_and_noted),
        SHEET_TEST(a_new_ticket_does_not_wait_long_for_the_sheet),
        SHEET_TEST(an_older_ticket_whose_row_cannot_be_read_gets_no_panel_that_would_lie),
        SHEET_TEST(without_a_sheet_in_the_settings_every_ticket_gets_its_panel),
        SHEET_TEST(without_a_sheet_in_the_settings_the_command_posts_it_again),
        SHEET_TEST(a_row_that_names_a_panel_is_enough),
        SHEET_TEST(a_panel_that_stands_there_is_noted_instead_of_a_second_one),
        SHEET_TEST(where_nobody_can_look_for_a_panel_none_is_posted_blindly),
        SHEET_TEST(two_events_make_one_panel),
        SHEET_TEST(a_panel_that_was_seen_is_taken_without_a_look),
        SHEET_TEST(a_panel_that_discord_refuses_frees_the_ticket),
        SHEET_TEST(a_panel_for_which_the_sheet_or_discord_is_not_ready_is_owed_until_it_hangs_there),
        SHEET_TEST(a_panel_that_was_not_noted_is_owed_its_note_and_no_second_panel),
        SHEET_TEST(the_command_is_acknowledged_first_and_told_last),
        SHEET_TEST(an_unacknowledged_command_does_nothing),
        SHEET_TEST(the_asker_hears_why_there_is_no_panel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
