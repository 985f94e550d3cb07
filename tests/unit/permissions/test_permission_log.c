/* permission_log.h: what is missing is named, and what must be known for that is asked for, once. */
#include "permission_log.h"

#include "caches.h"
#include "guild_updates.h"
#include "log.h"

#include "pretend_bot.h"

#define CHANNEL 5u
#define CHANNEL_5(overwrites)                                                                                \
    "{\"id\":\"5\",\"guild_id\":\"3\",\"type\":0,\"name\":\"lina\",\"permission_overwrites\":" overwrites "}"
#define ME "{\"user\":{\"id\":\"9\",\"username\":\"vigie\"},\"roles\":[\"10\"]}"
#define ROLES                                                                                                \
    "[{\"id\":\"3\",\"name\":\"@everyone\",\"permissions\":\"1024\"},{\"id\":\"10\",\"name\":\"Vigie\","     \
    "\"permissions\":\"83968\"}]"

static char said[4096];

static void hear(void *ctx, enum log_level level, const char *line, size_t length)
{
    (void)ctx;
    (void)level;
    snprintf(said, sizeof(said), "%.*s", (int)length, line);
}

static int listen(void **state)
{
    static const struct log_options OPTIONS = {.program = "test", .level = LOG_DEBUG, .sink = hear};
    log_open(&OPTIONS);
    said[0] = '\0';
    return setup(state);
}

static void refused(enum ticket_action action, int64_t code)
{
    permission_log_missing(&bot, CHANNEL, action,
                           &(struct rest_result){.outcome = REST_FORBIDDEN, .status = 403, .code = code});
}

static void know_all(const char *channels)
{
    char text[1024];
    struct json_value *guild = NULL;
    snprintf(text, sizeof(text), "{\"id\":\"3\",\"channels\":[%s],\"members\":[" ME "],\"roles\":" ROLES "}",
             channels);
    assert_false(err_is(json_parse(text, strlen(text), &guild)));
    guild_updates_create(&bot, guild);
    json_destroy(&guild);
    bot.own_id = 9;
}

static void assert_said(const char *what)
{
    if (!strstr(said, what))
        fail_msg("not said: %s\nbut: %s", what, said);
}

static void what_is_known_is_said_at_once_without_a_request(void **state)
{
    (void)state;
    know_all(CHANNEL_5("[]"));
    refused(ACTION_PIN, 50013);
    assert_said("« Épingler des messages » pour épingler dans un ticket : donnez-la au rôle du bot");
    assert_said("event=permission.missing channel=5 name=lina");
    assert_null(strstr(said, "role=")); /* no role is to blame */
    assert_int_equal(sent_count, 0);
    assert_int_equal(bot.operations, 0);
}

static void the_channels_words_are_told_apart(void **state)
{
    (void)state;
    know_all(CHANNEL_5("[{\"id\":\"3\",\"type\":0,\"allow\":\"0\",\"deny\":\"1024\"}]"));
    refused(ACTION_POST, 50001);
    assert_said("« Voir le salon » pour publier dans un ticket : le salon la refuse à @everyone");
    know_all(CHANNEL_5("[{\"id\":\"10\",\"type\":0,\"allow\":\"0\",\"deny\":\"16384\"}]"));
    refused(ACTION_EDIT, 50013);
    assert_said("« Intégrer des liens » pour modifier un panneau : le salon la refuse à un rôle du bot");
    assert_said("role=Vigie");
    know_all(CHANNEL_5("[{\"id\":\"9\",\"type\":1,\"allow\":\"0\",\"deny\":\"65536\"}]"));
    refused(ACTION_READ, 50013);
    assert_said("« Voir les anciens messages » pour lire un ticket : le salon la refuse au bot lui-même");
}

static void what_is_not_known_is_asked_for_step_by_step(void **state)
{
    (void)state;
    refused(ACTION_PIN, 50013);
    assert_sent(0, "GET", "/users/@me");
    answer(0, "{\"id\":\"9\"}");
    assert_sent(1, "GET", "/channels/5");
    answer(1, CHANNEL_5("[]"));
    assert_sent(2, "GET", "/guilds/3/members/9");
    answer(2, ME);
    assert_sent(3, "GET", "/guilds/3/roles");
    assert_string_equal(said, "");
    answer(3, ROLES);
    assert_said("« Épingler des messages »");
    assert_int_equal(sent_count, 4);
    assert_int_equal(bot.operations, 0);
}

static void a_channel_that_is_kept_from_us_cannot_be_seen(void **state)
{
    (void)state;
    bot.own_id = 9;
    refused(ACTION_POST, 50001);
    answer_with(0, REST_FORBIDDEN, 50001, NULL);
    assert_said("« Voir le salon »");
    assert_int_equal(bot.operations, 0);
}

static void what_cannot_be_learnt_is_asked_once_and_stays_unknown(void **state)
{
    (void)state;
    bot.own_id = 9;
    refused(ACTION_POST, 50013);
    answer(0, CHANNEL_5("[]"));
    answer(1, ME);
    answer(2, "[]");
    assert_said("event=permission.unclear");
    assert_int_equal(sent_count, 3);
    assert_int_equal(bot.operations, 0);
}

static void nothing_is_claimed_when_all_permissions_are_there(void **state)
{
    (void)state;
    know_all(CHANNEL_5("[{\"id\":\"9\",\"type\":1,\"allow\":\"2251799813685248\",\"deny\":\"0\"}]"));
    refused(ACTION_PIN, 50013);
    assert_said("event=permission.unclear");
}

static void one_word_for_an_act_in_a_channel_in_five_minutes(void **state)
{
    (void)state;
    know_all(CHANNEL_5("[]"));
    refused(ACTION_PIN, 50013);
    said[0] = '\0';
    refused(ACTION_PIN, 50013);
    assert_string_equal(said, "");
    refused(ACTION_POST, 50013);
    assert_said("permission.");
}

static void other_failures_are_no_matter_of_permissions(void **state)
{
    (void)state;
    refused(ACTION_PIN, 40333);
    permission_log_missing(&bot, CHANNEL, ACTION_PIN,
                           &(struct rest_result){.outcome = REST_MISSING, .code = 50013});
    assert_int_equal(sent_count, 0);
    assert_string_equal(said, "");
}

#define ADVICE_TEST(name) cmocka_unit_test_setup_teardown(name, listen, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ADVICE_TEST(what_is_known_is_said_at_once_without_a_request),
        ADVICE_TEST(the_channels_words_are_told_apart),
        ADVICE_TEST(what_is_not_known_is_asked_for_step_by_step),
        ADVICE_TEST(a_channel_that_is_kept_from_us_cannot_be_seen),
        ADVICE_TEST(what_cannot_be_learnt_is_asked_once_and_stays_unknown),
        ADVICE_TEST(nothing_is_claimed_when_all_permissions_are_there),
        ADVICE_TEST(one_word_for_an_act_in_a_channel_in_five_minutes),
        ADVICE_TEST(other_failures_are_no_matter_of_permissions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
