/* What is answered to an interaction, when, and how often. */
#include "respond.h"

#include "pretend_bot.h"

static struct interaction interaction;
static int taken, refused, elsewhere;

static int begin(void **state)
{
    taken = refused = elsewhere = 0;
    interaction = (struct interaction){
        .id = 9,
        .application_id = 2,
        .token = strdup("tok"),
        .arrived_ms = NOW_MS,
    };
    return setup(state);
}

static int end(void **state)
{
    interaction_free(&interaction);
    return teardown(state);
}

static void on_acknowledged(void *ctx, enum acknowledgement acknowledgement)
{
    (void)ctx;
    taken += acknowledgement == ACKNOWLEDGED;
    refused += acknowledgement == NOT_ACKNOWLEDGED;
    elsewhere += acknowledgement == ACKNOWLEDGED_ELSEWHERE;
}

static void on_done(void *ctx, const struct rest_result *result)
{
    (void)ctx;
    (void)result;
}

static void the_acknowledgement_has_what_is_left_of_three_seconds(void **state)
{
    (void)state;
    interaction.arrived_ms = NOW_MS - 1000;
    respond_deferred_update(&bot, &interaction, on_acknowledged, NULL);
    assert_sent(0, "POST", "/interactions/9/tok/callback");
    assert_true(sent[0].patience_ms < 2000 && sent[0].patience_ms > 1500);
    assert_true(sent[0].attempt_ms < sent[0].patience_ms);
    assert_true(sent[0].repeatable);
}

static void a_late_interaction_is_tried_all_the_same(void **state)
{
    (void)state;
    interaction.arrived_ms = NOW_MS - 60000;
    respond_deferred_update(&bot, &interaction, on_acknowledged, NULL);
    assert_true(sent[0].patience_ms > 0 && sent[0].patience_ms <= 500);
}

static void an_acknowledgement_is_measured(void **state)
{
    (void)state;
    interaction.arrived_ms = NOW_MS - 250;
    respond_deferred_update(&bot, &interaction, on_acknowledged, NULL);
    answer(0, NULL);
    assert_int_equal(taken, 1);
    assert_int_equal(bot.operations, 0);
    struct buffer text;
    buffer_init(&text, 65536);
    metrics_write(&metrics, &text);
    assert_non_null(strstr(buffer_string(&text), "INTERACTION_ACK 0.25 1 "));
    buffer_free(&text);
}

static void an_interaction_that_another_instance_acknowledged_is_left_to_it(void **state)
{
    (void)state;
    respond_deferred_update(&bot, &interaction, on_acknowledged, NULL);
    answer_with(0, REST_REFUSED, 40060, NULL);
    assert_int_equal(elsewhere, 1);
    assert_int_equal(taken + refused, 0);
    assert_true(metrics_get(&metrics, METRIC_INTERACTIONS_ELSEWHERE) == 1);
    assert_int_equal(bot.operations, 0);
}

static void an_acknowledgement_that_was_sent_twice_was_our_own(void **state)
{
    (void)state;
    respond_deferred_update(&bot, &interaction, on_acknowledged, NULL);
    was_resent = true;
    answer_with(0, REST_REFUSED, 40060, NULL);
    assert_int_equal(taken, 1);
    assert_int_equal(sent_count, 1);
}

static void an_interaction_of_an_earlier_life_was_acknowledged_by_it(void **state)
{
    (void)state;
    interaction.begun_before = true;
    respond_deferred_update(&bot, &interaction, on_acknowledged, NULL);
    answer_with(0, REST_REFUSED, 40060, NULL);
    assert_int_equal(taken, 1);
    assert_true(metrics_get(&metrics, METRIC_INTERACTIONS_ELSEWHERE) == 0);
}

static void an_unknown_interaction_is_not_taken_and_not_tried_again(void **state)
{
    (void)state;
    respond_deferred_update(&bot, &interaction, on_acknowledged, NULL);
    answer_with(0, REST_GONE, 10062, NULL);
    assert_int_equal(refused, 1);
    assert_int_equal(sent_count, 1);
    assert_int_equal(bot.operations, 0);
}

static void the_presser_is_told_beside_a_deferred_update_and_once(void **state)
{
    (void)state;
    respond_deferred_update(&bot, &interaction, on_acknowledged, NULL);
    respond_tell(&bot, &interaction, ANSWER_NOT_STORED, "la feuille dort", on_done, NULL);
    assert_sent(1, "POST", "/webhooks/2/tok");
    assert_false(sent[1].repeatable);
    assert_non_null(strstr(sent[1].body, "la feuille dort"));
    assert_non_null(strstr(sent[1].body, "\"flags\":64"));
}

static void the_presser_is_told_in_the_place_of_a_deferred_answer(void **state)
{
    (void)state;
    respond_deferred_answer(&bot, &interaction, on_acknowledged, NULL);
    assert_non_null(strstr(sent[0].body, "\"flags\":64"));
    respond_tell(&bot, &interaction, ANSWER_VALIDATED, NULL, on_done, NULL);
    assert_sent(1, "PATCH", "/webhooks/2/tok/messages/@original");
    assert_true(sent[1].repeatable);
}

static void a_whole_answer_leaves_nothing_behind(void **state)
{
    (void)state;
    respond_and_forget(&bot, &interaction, ANSWER_NO_RIGHT);
    assert_null(interaction.token);
    answer(0, NULL);
    assert_int_equal(bot.operations, 0);
}

#define RESPOND_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
int main(void)
{
    const struct CMUnitTest tests[] = {
        RESPOND_TEST(the_acknowledgement_has_what_is_left_of_three_seconds),
        RESPOND_TEST(a_late_interaction_is_tried_all_the_same),
        RESPOND_TEST(an_acknowledgement_is_measured),
        RESPOND_TEST(an_interaction_that_another_instance_acknowledged_is_left_to_it),
        RESPOND_TEST(an_acknowledgement_that_was_sent_twice_was_our_own),
        RESPOND_TEST(an_interaction_of_an_earlier_life_was_acknowledged_by_it),
        RESPOND_TEST(an_unknown_interaction_is_not_taken_and_not_tried_again),
        RESPOND_TEST(the_presser_is_told_beside_a_deferred_update_and_once),
        RESPOND_TEST(the_presser_is_told_in_the_place_of_a_deferred_answer),
        RESPOND_TEST(a_whole_answer_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
