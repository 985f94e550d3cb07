/* The steps of a press, over a pretend Discord and a pretend sheet (defined here in place of the real ones). */
#include "press.h"

#include "caches.h"
#include "json_value.h"
#include "loop.h"
#include "operation.h"
#include "reporter.h"
#include "rest.h"
#include "row_client.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#define TICKET 500u
#define ALICE  234567890123456789u

/* ---- The pretend Discord: requests wait until the test answers them. */

#define SENT_MAX 32
static struct {
    char method[8], path[160];
    char body[8192];
    rest_on_done *on_done;
    void *ctx;
} sent[SENT_MAX];
static size_t sent_count;

void rest_send(struct rest *rest, const struct rest_request *request, rest_on_done *on_done, void *ctx)
{
    (void)rest;
    assert_true(sent_count < SENT_MAX);
    snprintf(sent[sent_count].method, sizeof(sent[0].method), "%s", request->method);
    snprintf(sent[sent_count].path, sizeof(sent[0].path), "%s", request->path);
    snprintf(sent[sent_count].body, sizeof(sent[0].body), "%s", request->body ? request->body : "");
    sent[sent_count].on_done = on_done;
    sent[sent_count++].ctx = ctx;
}

static bool was_resent; /* what answers say of that */

static void answer_with(size_t which, enum rest_outcome outcome, int64_t code, const char *json)
{
    struct json_value *document = NULL;
    if (json)
        assert_false(err_is(json_parse(json, strlen(json), &document)));
    struct rest_result result = {.outcome = outcome,
                                 .status = 200,
                                 .code = code,
                                 .was_resent = was_resent,
                                 .json = document,
                                 .label = "test"};
    assert_true(which < sent_count);
    sent[which].on_done(sent[which].ctx, &result);
    json_destroy(&document);
}

static void answer(size_t which)
{
    answer_with(which, REST_DONE, -1, NULL);
}

uint64_t loop_now_ms(const struct loop *loop)
{
    (void)loop;
    return 1000000;
}

/* ---- The clock: one timer of a press fires when the test says so. */

struct loop_timer {
    void (*on_time)(void *ctx);
    void *ctx;
    bool active;
};

static struct loop_timer timers[8];
static size_t timer_count;

struct loop_timer *loop_timer_create(struct loop *loop, void (*on_time)(void *ctx), void *ctx)
{
    (void)loop;
    assert_true(timer_count < sizeof(timers) / sizeof(timers[0]));
    timers[timer_count] = (struct loop_timer){on_time, ctx, false};
    return &timers[timer_count++];
}

void loop_timer_start(struct loop_timer *timer, uint64_t after_ms)
{
    assert_true(after_ms > 4000 && after_ms < 5000);
    timer->active = true;
}

void loop_timer_stop(struct loop_timer *timer)
{
    timer->active = false;
}

void loop_timer_destroy(struct loop_timer **take_timer)
{
    if (*take_timer)
        (*take_timer)->active = false;
    *take_timer = NULL;
}

const char *row_client_trouble(const struct row_client *store)
{
    (void)store;
    return "le disque dort";
}

void reporter_send(struct reporter *reporter)
{
    (void)reporter;
}

/* ---- The pretend sheet: one question waits at a time per ticket, so one slot each is enough. */

static struct {
    size_t asked;
    struct row_operations operations;
    struct ticket_row row;
    row_on_reply *on_reply;
    void *ctx;
    uint64_t unread_ms;
} gets, puts_;

static struct {
    size_t asked;
    struct row_change change;
    row_on_reply *on_reply;
    void *ctx;
} keeps;

void row_client_get(struct row_client *store, uint64_t ticket, uint64_t patience_ms, row_on_reply *on_reply,
                    void *ctx)
{
    (void)store;
    (void)patience_ms;
    assert_int_equal(ticket, TICKET);
    gets.asked++;
    gets.on_reply = on_reply;
    gets.ctx = ctx;
}

void row_client_get_or_keep(struct row_client *store, uint64_t ticket, uint64_t patience_ms,
                            uint64_t unread_ms, row_on_reply *on_reply, void *ctx)
{
    gets.unread_ms = unread_ms;
    row_client_get(store, ticket, patience_ms, on_reply, ctx);
}

void row_client_keep(struct row_client *store, uint64_t ticket, const struct row_change *change,
                     uint64_t patience_ms, row_on_reply *on_reply, void *ctx)
{
    (void)store;
    (void)patience_ms;
    assert_true(ticket != 0);
    keeps.asked++;
    keeps.change = *change;
    keeps.on_reply = on_reply;
    keeps.ctx = ctx;
}

void row_client_put(struct row_client *store, uint64_t ticket, const struct row_operations *operations,
                    const struct ticket_row *row, uint64_t patience_ms, row_on_reply *on_reply, void *ctx)
{
    (void)store;
    (void)patience_ms;
    assert_int_equal(ticket, TICKET);
    ticket_row_free(&puts_.row);
    ticket_row_copy(&puts_.row, row);
    puts_.asked++;
    puts_.operations = *operations;
    puts_.on_reply = on_reply;
    puts_.ctx = ctx;
}

static void give_row(const char *b, const char *c, const char *d)
{
    struct ticket_row row;
    assert_false(err_is(ticket_row_read(&row, b, c, d)));
    gets.on_reply(gets.ctx, &(struct row_reply){.row = &row, .known = true});
    ticket_row_free(&row);
}

static void store_row(void)
{
    puts_.on_reply(puts_.ctx, &(struct row_reply){.row = &puts_.row, .known = true});
}

static void refuse(row_on_reply *on_reply, void *ctx, const char *reason)
{
    on_reply(ctx, &(struct row_reply){.refused = reason});
}

/* ---- The bot around it. */

static struct metrics metrics;
static struct bot_context bot;

static int setup(void **state)
{
    (void)state;
    sent_count = gets.asked = puts_.asked = keeps.asked = timer_count = 0;
    was_resent = false;
    metrics_init(&metrics, WORKER_GATEWAY);
    bot = (struct bot_context){.metrics = &metrics, .caches = caches_create(1024 * 1024)};
    bot.channels = bot.caches->channels;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    operations_drop(&bot);
    caches_destroy(&bot.caches);
    ticket_row_free(&puts_.row);
    return 0;
}

static struct interaction press_of(uint64_t id, uint64_t user, const char *input, uint64_t message)
{
    return (struct interaction){
        .id = id,
        .application_id = 2,
        .guild_id = 3,
        .channel_id = TICKET,
        .user_id = user,
        .message_id = message,
        .token = strdup("tok"),
        .name = strdup(""),
        .input = strdup(input),
        .channel_name = strdup(""),
        .arrived_ms = 1000000,
    };
}

static void press(uint64_t id, uint64_t user)
{
    struct interaction interaction = press_of(id, user, "", 77);
    press_validate(&bot, &interaction);
}

static void correct(uint64_t id, const char *text, uint64_t message)
{
    struct interaction interaction = press_of(id, ALICE, text, message);
    press_correct(&bot, &interaction);
}

static size_t find_sent(const char *method, const char *part)
{
    for (size_t i = 0; i < sent_count; i++)
        if (strcmp(sent[i].method, method) == 0 && strstr(sent[i].path, part))
            return i;
    fail_msg("no %s %s was sent", method, part);
    return 0;
}

static void the_acknowledgement_goes_before_anything_else(void **state)
{
    (void)state;
    press(9, ALICE);
    assert_int_equal(sent_count, 1);
    assert_string_equal(sent[0].path, "/interactions/9/tok/callback");
    assert_string_equal(sent[0].body, "{\"type\":6}");
    assert_int_equal(gets.asked, 0);
}

static void a_press_is_stored_shown_and_told(void **state)
{
    (void)state;
    press(9, ALICE);
    answer(0);
    give_row("[]", "{}", "77");
    assert_int_equal(puts_.asked, 1);
    assert_int_equal(puts_.operations.count, 1);
    assert_int_equal(puts_.operations.ids[0], 9);
    assert_true(ticket_row_validated_by(&puts_.row, ALICE));
    assert_int_equal(sent_count, 1); /* nobody is told before it is stored */
    store_row();
    size_t edit = find_sent("PATCH", "/webhooks/2/tok/messages/@original"),
           word = find_sent("POST", "/webhooks/2/tok");
    assert_non_null(strstr(sent[edit].body, "<@234567890123456789>"));
    assert_non_null(strstr(sent[word].body, "vous validez"));
    assert_non_null(strstr(sent[word].body, "\"flags\":64"));
    answer(edit);
    answer(word);
    assert_int_equal(bot.operations, 0);
    assert_int_equal(bot.queue.count, 0);
    assert_int_equal((int)metrics_get(&metrics, METRIC_VALIDATIONS_STORED), 1);
}

static void an_unacknowledged_press_changes_nothing(void **state)
{
    (void)state;
    press(9, ALICE);
    answer_with(0, REST_GONE, 10062, NULL);
    assert_int_equal(gets.asked, 0);
    assert_int_equal(bot.operations, 0);
}

static void an_acknowledgement_from_an_earlier_life_counts(void **state)
{
    (void)state;
    press(9, ALICE);
    was_resent = true;
    answer_with(0, REST_REFUSED, 40060, NULL);
    assert_int_equal(gets.asked, 1);
}

static void a_press_that_another_instance_answered_changes_nothing(void **state)
{
    (void)state;
    press(9, ALICE);
    answer_with(0, REST_REFUSED, 40060, NULL);
    assert_int_equal(gets.asked, 0);
    assert_int_equal(sent_count, 1);
    assert_int_equal(bot.operations, 0);
    assert_true(metrics_get(&metrics, METRIC_VALIDATIONS_REFUSED) == 0);
}

static void what_stands_is_told_not_what_was_meant(void **state)
{
    (void)state;
    press(9, ALICE); /* replayed after a crash: the operation had been applied, the row says so */
    was_resent = true;
    answer_with(0, REST_REFUSED, 40060, NULL);
    give_row("[234567890123456789]", "{}", "77");
    assert_false(ticket_row_validated_by(&puts_.row, ALICE));
    ticket_row_add_validator(&puts_.row, ALICE);
    store_row();
    assert_non_null(strstr(sent[find_sent("POST", "/webhooks/2/tok")].body, "vous validez"));
}

static void a_second_press_waits_until_the_first_is_shown(void **state)
{
    (void)state;
    press(9, ALICE);
    press(10, ALICE + 1);
    answer(0);
    assert_int_equal(gets.asked, 1);
    give_row("[]", "{}", "77");
    answer(1); /* it comes too late to go with the first */
    store_row();
    assert_int_equal(gets.asked, 1);
    answer(find_sent("PATCH", "/webhooks/2/tok/messages/@original"));
    assert_int_equal(gets.asked, 2);
}

static size_t count_sent(const char *method, const char *path, const char *in_body)
{
    size_t found = 0;
    for (size_t i = 0; i < sent_count; i++)
        found += strcmp(sent[i].method, method) == 0 && strstr(sent[i].path, path) &&
                 strstr(sent[i].body, in_body);
    return found;
}

static void answer_all_from(size_t first)
{
    for (size_t i = first; i < sent_count; i++)
        answer(i);
}

static void presses_that_wait_in_line_are_stored_together_and_in_order(void **state)
{
    (void)state;
    press(9, ALICE);
    press(10, ALICE + 1);
    press(11, ALICE + 2);
    press(12, ALICE + 1); /* takes it back */
    for (size_t i = 0; i < 4; i++)
        answer(i);
    assert_int_equal(gets.asked, 1);
    give_row("[]", "{}", "77");
    assert_int_equal(puts_.asked, 1);
    assert_int_equal(puts_.operations.count, 4);
    assert_int_equal(puts_.operations.ids[3], 12);
    assert_int_equal(puts_.row.validator_count, 2);
    store_row();
    assert_int_equal(count_sent("POST", "/webhooks/2/tok", "vous validez"), 3);
    assert_int_equal(count_sent("POST", "/webhooks/2/tok", "vous ne validez plus"), 1);
    assert_int_equal(count_sent("PATCH", "@original", ""), 1); /* one panel, one edit */
    assert_int_equal(bot.queue.count, 4);
    answer_all_from(4);
    assert_int_equal(bot.queue.count, 0);
    assert_int_equal(bot.operations, 0);
    assert_int_equal(gets.asked, 1);
    assert_int_equal((int)metrics_get(&metrics, METRIC_VALIDATIONS_STORED), 4);
}

static void presses_that_were_put_together_are_refused_together(void **state)
{
    (void)state;
    press(9, ALICE);
    press(10, ALICE + 1);
    answer(0);
    answer(1);
    give_row("[]", "{}", "77");
    refuse(puts_.on_reply, puts_.ctx, "disque plein");
    assert_int_equal(count_sent("POST", "/webhooks/2/tok", "Non enregistré : disque plein"), 2);
    answer_all_from(2);
    assert_int_equal(bot.queue.count, 0);
    assert_int_equal(bot.operations, 0);
}

static void a_press_of_an_earlier_life_goes_alone(void **state)
{
    (void)state;
    struct interaction replayed = press_of(9, ALICE, "", 77);
    replayed.begun_before = true;
    press_validate(&bot, &replayed);
    press(10, ALICE + 1);
    answer(0);
    answer(1);
    give_row("[]", "{}", "77");
    assert_int_equal(puts_.operations.count, 1);
}

static void a_change_that_would_make_the_row_long_goes_alone(void **state)
{
    (void)state;
    static char text[17 * 1024];
    memset(text, 'a', sizeof(text) - 1);
    press(9, ALICE + 1);
    correct(10, text, 77);
    answer(0);
    answer(1);
    give_row("[]", "{}", "77");
    assert_int_equal(puts_.operations.count, 1);
    assert_int_equal(puts_.row.correction_count, 0);
}

static void who_waits_long_is_told_so_once_and_then_how_it_ended(void **state)
{
    (void)state;
    press(9, ALICE);
    answer(0);
    give_row("[]", "{}", "77");
    assert_true(timers[0].active);
    timers[0].on_time(timers[0].ctx);
    assert_int_equal(count_sent("POST", "/webhooks/2/tok", "Pas encore enregistré : le disque dort"), 1);
    store_row();
    assert_int_equal(count_sent("POST", "/webhooks/2/tok", "vous validez"),
                     0); /* not before the other came */
    answer(find_sent("POST", "/webhooks/2/tok"));
    assert_int_equal(count_sent("POST", "/webhooks/2/tok", "vous validez"), 1);
    answer_all_from(2);
    assert_int_equal(bot.operations, 0);
}

static void what_may_be_stored_is_not_called_refused(void **state)
{
    (void)state;
    press(9, ALICE);
    answer(0);
    give_row("[]", "{}", "77");
    puts_.on_reply(puts_.ctx, &(struct row_reply){.refused = "le disque dort", .undecided = true});
    assert_int_equal(count_sent("POST", "/webhooks/2/tok", "Enregistrement incertain : le disque dort"), 1);
    assert_int_equal(count_sent("POST", "/webhooks/2/tok", "Non enregistré"), 0);
    assert_int_equal((int)metrics_get(&metrics, METRIC_VALIDATIONS_REFUSED), 0);
    answer_all_from(1);
    assert_int_equal(bot.operations, 0);
}

static void a_refusal_is_told_with_its_reason(void **state)
{
    (void)state;
    press(9, ALICE);
    answer(0);
    refuse(gets.on_reply, gets.ctx, "Sheets est arrêté");
    size_t word = find_sent("POST", "/webhooks/2/tok");
    assert_non_null(strstr(sent[word].body, "Non enregistré : Sheets est arrêté."));
    answer(word);
    assert_int_equal(bot.operations, 0);
    assert_int_equal(bot.queue.count, 0);
    assert_int_equal((int)metrics_get(&metrics, METRIC_VALIDATIONS_REFUSED), 1);
}

static void a_press_on_a_row_that_cannot_be_read_is_kept_and_told_so(void **state)
{
    (void)state;
    press(9, ALICE);
    answer(0);
    assert_int_equal(gets.unread_ms, 4000);
    gets.on_reply(gets.ctx, &(struct row_reply){.refused = "Google dort", .unread = true});
    assert_int_equal(puts_.asked, 0);
    assert_int_equal(keeps.asked, 1);
    assert_true(keeps.change.operation == 9 && keeps.change.user_id == ALICE &&
                keeps.change.message_id == 77);
    assert_null(keeps.change.text);
    assert_int_equal(sent_count, 1); /* nobody is told before it is stored */
    keeps.on_reply(keeps.ctx, &(struct row_reply){.kept = true});
    size_t word = find_sent("POST", "/webhooks/2/tok");
    assert_non_null(strstr(sent[word].body, "votre demande est gardée"));
    answer(word);
    assert_int_equal(sent_count, 2); /* the panel shows it once it is in the row */
    assert_int_equal(bot.operations, 0);
    assert_int_equal(bot.queue.count, 0);
    assert_int_equal((int)metrics_get(&metrics, METRIC_VALIDATIONS_STORED), 1);
}

static void who_waits_behind_a_kept_press_is_kept_in_his_turn(void **state)
{
    (void)state;
    press(9, ALICE);
    answer(0);
    correct(10, "Revoir", 77);
    answer(1);
    gets.on_reply(gets.ctx, &(struct row_reply){.refused = "Google dort", .unread = true});
    assert_int_equal(keeps.asked, 1);
    keeps.on_reply(keeps.ctx, &(struct row_reply){.kept = true});
    assert_int_equal(gets.asked, 2);
    gets.on_reply(gets.ctx, &(struct row_reply){.refused = "Google dort", .unread = true});
    assert_int_equal(keeps.asked, 2);
    assert_int_equal(keeps.change.operation, 10);
    assert_string_equal(keeps.change.text, "Revoir");
    keeps.on_reply(keeps.ctx, &(struct row_reply){.refused = "disque plein"});
    assert_non_null(strstr(sent[sent_count - 1].body, "disque plein"));
    assert_int_equal((int)metrics_get(&metrics, METRIC_VALIDATIONS_REFUSED), 1);
}

static void a_refused_write_is_told_too(void **state)
{
    (void)state;
    press(9, ALICE);
    answer(0);
    give_row("[]", "{}", "77");
    refuse(puts_.on_reply, puts_.ctx, "disque plein");
    assert_non_null(strstr(sent[find_sent("POST", "/webhooks/2/tok")].body, "disque plein"));
    assert_int_equal(bot.queue.count, 0);
}

static void the_newest_panel_follows_when_an_old_one_is_pressed(void **state)
{
    (void)state;
    press(9, ALICE);
    answer(0);
    give_row("[]", "{}", "99");
    store_row();
    answer(find_sent("PATCH", "/webhooks/2/tok/messages/@original"));
    (void)find_sent("PATCH", "/channels/500/messages/99");
}

static void a_panel_without_a_known_row_is_noted_as_the_panel(void **state)
{
    (void)state;
    press(9, ALICE);
    answer(0);
    give_row("[]", "{}", "");
    assert_int_equal(puts_.row.message_id, 77);
}

static void a_dead_interaction_token_does_not_leave_the_panel_stale(void **state)
{
    (void)state;
    press(9, ALICE);
    answer(0);
    give_row("[]", "{}", "77");
    store_row();
    answer_with(find_sent("PATCH", "/webhooks/2/tok/messages/@original"), REST_GONE, 50027, NULL);
    (void)find_sent("PATCH", "/channels/500/messages/77");
}

static void a_correction_is_stored_and_the_owner_told(void **state)
{
    (void)state;
    correct(9, "Revoir l'âge", 77);
    answer(0);
    give_row("[234567890123456789]", "{}", "77");
    assert_string_equal(ticket_row_correction_of(&puts_.row, ALICE), "Revoir l'âge");
    assert_int_equal(puts_.row.validator_count, 0);
    store_row();
    answer_with(find_sent("GET", "/channels/500/messages?after=1&limit=50"), REST_DONE, -1,
                "[{\"id\":\"1\",\"content\":\"Bienvenue <@4242>\"}]");
    assert_non_null(strstr(sent[find_sent("POST", "/channels/500/messages")].body, "<@4242>"));
}

static void a_channel_name_is_looked_up_before_the_row_is_touched(void **state)
{
    (void)state;
    correct(9, "voir [#règles]", 77);
    answer(0);
    assert_int_equal(gets.asked, 0);
    answer_with(find_sent("GET", "/guilds/3/channels"), REST_DONE, -1,
                "[{\"id\":\"8\",\"type\":0,\"name\":\"règles\"}]");
    give_row("[]", "{}", "77");
    assert_string_equal(ticket_row_correction_of(&puts_.row, ALICE), "voir <#8>");
}

static void a_form_without_a_message_is_answered_in_private(void **state)
{
    (void)state;
    correct(9, "Revoir", 0);
    assert_non_null(strstr(sent[0].body, "\"type\":5"));
    answer(0);
    give_row("[]", "{}", "77");
    store_row();
    (void)find_sent("PATCH", "/channels/500/messages/77");
    assert_non_null(
        strstr(sent[find_sent("PATCH", "/webhooks/2/tok/messages/@original")].body, "points à corriger"));
}

#define PRESS_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        PRESS_TEST(the_acknowledgement_goes_before_anything_else),
        PRESS_TEST(a_press_is_stored_shown_and_told),
        PRESS_TEST(an_unacknowledged_press_changes_nothing),
        PRESS_TEST(an_acknowledgement_from_an_earlier_life_counts),
        PRESS_TEST(a_press_that_another_instance_answered_changes_nothing),
        PRESS_TEST(what_stands_is_told_not_what_was_meant),
        PRESS_TEST(a_second_press_waits_until_the_first_is_shown),
        PRESS_TEST(presses_that_wait_in_line_are_stored_together_and_in_order),
        PRESS_TEST(presses_that_were_put_together_are_refused_together),
        PRESS_TEST(a_press_of_an_earlier_life_goes_alone),
        PRESS_TEST(a_change_that_would_make_the_row_long_goes_alone),
        PRESS_TEST(who_waits_long_is_told_so_once_and_then_how_it_ended),
        PRESS_TEST(what_may_be_stored_is_not_called_refused),
        PRESS_TEST(a_refusal_is_told_with_its_reason),
        PRESS_TEST(a_press_on_a_row_that_cannot_be_read_is_kept_and_told_so),
        PRESS_TEST(who_waits_behind_a_kept_press_is_kept_in_his_turn),
        PRESS_TEST(a_refused_write_is_told_too),
        PRESS_TEST(the_newest_panel_follows_when_an_old_one_is_pressed),
        PRESS_TEST(a_panel_without_a_known_row_is_noted_as_the_panel),
        PRESS_TEST(a_dead_interaction_token_does_not_leave_the_panel_stale),
        PRESS_TEST(a_correction_is_stored_and_the_owner_told),
        PRESS_TEST(a_channel_name_is_looked_up_before_the_row_is_touched),
        PRESS_TEST(a_form_without_a_message_is_answered_in_private),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
