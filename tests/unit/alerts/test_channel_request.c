/* channel_request.h and alert_text.h: what each kind of channel is sent. */
#include "alert_text.h"
#include "channel_request.h"

#include "json_value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct alert_message message;
static struct channel_options options;
static struct channel_request request;

static int begin(void **state)
{
    (void)state;
    message = (struct alert_message){.id = "1a2b-3",
                                     .rule = ALERT_MEMORY_CRITICAL,
                                     .kind = ALERT_RAISED,
                                     .made_ms = INT64_C(1704110400000),
                                     .since_ms = INT64_C(1704110340000),
                                     .lasted_s = 60,
                                     .rounds = 1,
                                     .detail = "470 Mo"};
    options = (struct channel_options){
        .addresses = {"https://discord.example/api/webhooks/1/tok", "https://a.example/x"},
        .mention_role = 77,
        .page_url = "https://vigie.example"};
    return 0;
}

static int end(void **state)
{
    (void)state;
    channel_request_free(&request);
    return 0;
}

static struct json_value *webhook(void)
{
    struct json_value *json = NULL;
    channel_request_make(&request, ALERT_WEBHOOK, &message, &options);
    assert_string_equal(buffer_string(&request.url), options.addresses[ALERT_WEBHOOK]);
    assert_false(err_is(json_parse(request.body.data, request.body.length, &json)));
    return json;
}

static void an_embed_says_it_all(void **state)
{
    (void)state;
    struct json_value *json = webhook();
    assert_string_equal(json_text(json_find(json, "embeds.0.title"), ""), "🔴 La mémoire est presque pleine");
    assert_string_equal(json_text(json_find(json, "embeds.0.fields.0.value"), ""), "critique, en cours");
    assert_string_equal(json_text(json_find(json, "embeds.0.fields.1.value"), ""),
                        "2024-01-01 11:59:00 UTC, depuis 1 min 0 s");
    assert_string_equal(json_text(json_find(json, "embeds.0.fields.2.value"), ""), "470 Mo");
    assert_string_equal(json_text(json_find(json, "embeds.0.fields.4.value"), ""), "https://vigie.example");
    assert_string_equal(json_text(json_find(json, "embeds.0.footer.text"), ""), "Vigie · alerte 1a2b-3");
    assert_string_equal(json_text(json_get(json, "content"), ""), "<@&77> ");
    assert_int_equal(json_length(json_find(json, "allowed_mentions.parse")), 0);
    assert_string_equal(json_text(json_find(json, "allowed_mentions.roles.0"), ""), "77");
    json_destroy(&json);
}

static void without_a_role_nobody_is_mentioned(void **state)
{
    (void)state;
    options.mention_role = 0;
    struct json_value *json = webhook();
    assert_true(json_is_null(json_get(json, "content")));
    assert_true(json_is_array(json_find(json, "allowed_mentions.roles")));
    assert_int_equal(json_length(json_find(json, "allowed_mentions.roles")), 0);
    json_destroy(&json);
}

static void the_longest_message_stays_within_discords_limits(void **state)
{
    (void)state;
    static char page[2000];
    memset(page, 'p', sizeof(page) - 1);
    options.page_url = page;
    memset(message.detail, 'x', sizeof(message.detail) - 1);
    memset(message.repair, 'y', sizeof(message.repair) - 1);
    for (int rule = 0; rule < ALERT_RULES; rule++) {
        message.rule = (enum alert_rule)rule;
        struct json_value *json = webhook();
        assert_true(strlen(json_text(json_find(json, "embeds.0.title"), "")) <= 256);
        for (size_t i = 0; i < 4; i++)
            assert_true(strlen(json_text(json_get(json_at(json_find(json, "embeds.0.fields"), i), "value"),
                                         "")) <= 1024);
        json_destroy(&json);
        if (rule + 1 < ALERT_RULES)
            channel_request_free(&request);
    }
}

static void the_verdicts_words_are_those_of_the_page(void **state)
{
    (void)state;
    message.rule = ALERT_DOWN;
    strcpy(message.reason, "discord_ip_block");
    channel_request_make(&request, ALERT_FALLBACK, &message, &options);
    assert_non_null(
        strstr(buffer_string(&request.body),
               "Cause : Discord bloque l'adresse IP de l'hébergeur. Le bot ne peut pas joindre Discord."));
    assert_non_null(
        strstr(buffer_string(&request.body), "Que faire : Vigie attend la fin du blocage sans insister"));
}

static void words_of_a_worker_stand_instead(void **state)
{
    (void)state;
    message.rule = ALERT_DOWN;
    strcpy(message.reason, "token_refused");
    strcpy(message.repair, "Posez un autre jeton.");
    channel_request_make(&request, ALERT_FALLBACK, &message, &options);
    assert_non_null(strstr(buffer_string(&request.body), "\nQue faire : Posez un autre jeton.\n"));
    assert_null(strstr(buffer_string(&request.body), "portail développeur"));
}

static void plain_text_elsewhere(void **state)
{
    (void)state;
    channel_request_make(&request, ALERT_FALLBACK, &message, &options);
    assert_string_equal(
        buffer_string(&request.body),
        "La mémoire est presque pleine\nÉtat : critique, en cours\nCause : 470 Mo\n"
        "Depuis : 2024-01-01 11:59:00 UTC, depuis 1 min 0 s\n"
        "Que faire : Redémarrez le service ou choisissez une offre plus grande : l'hébergeur pourrait "
        "l'arrêter.\nPage : https://vigie.example\nAlerte 1a2b-3\n");
    assert_string_equal(buffer_string(&request.headers[0]), "Content-Type: text/plain; charset=utf-8");
    assert_string_equal(buffer_string(&request.url), "https://a.example/x");
}

static void an_address_says_how_it_is_spoken_to(void **state)
{
    (void)state;
    static const struct {
        const char *address;
        enum fallback_kind kind;
    } CASES[] = {
        {"https://ntfy.sh/topic", FALLBACK_NTFY},
        {"https://push.ntfy.example/topic", FALLBACK_NTFY},
        {"https://example.org/ntfy/topic", FALLBACK_NTFY},
        {"https://example.org/antfy", FALLBACK_PLAIN},
        {"https://example.org/x?via=.ntfy", FALLBACK_PLAIN},
        {"https://hc-ping.com/0f3c/fail", FALLBACK_HEALTHCHECKS},
        {"https://hc-ping.com/0f3c/fail?x=1", FALLBACK_HEALTHCHECKS},
        {"https://hc-ping.com/0f3c/fail/", FALLBACK_HEALTHCHECKS},
        {"https://hc-ping.com/0f3c", FALLBACK_PLAIN},
        {"https://example.org/failure", FALLBACK_PLAIN},
        {"/fail", FALLBACK_PLAIN},
    };
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++)
        assert_int_equal(fallback_kind(CASES[i].address), CASES[i].kind);
}

static void healthchecks(enum alert_kind kind, bool all_clear, const char *expected)
{
    options.addresses[ALERT_FALLBACK] = "https://hc-ping.com/0f3c/fail?x=1";
    message.kind = kind;
    message.all_clear = all_clear;
    channel_request_make(&request, ALERT_FALLBACK, &message, &options);
    assert_string_equal(buffer_string(&request.url), expected);
    channel_request_free(&request);
}

static void healthchecks_is_red_while_anything_is_the_case(void **state)
{
    (void)state;
    healthchecks(ALERT_RAISED, false, "https://hc-ping.com/0f3c/fail?x=1");
    healthchecks(ALERT_REMINDER, false, "https://hc-ping.com/0f3c/fail?x=1");
    healthchecks(ALERT_OVER, false, "https://hc-ping.com/0f3c/fail?x=1");
    healthchecks(ALERT_NOTICED, false, "https://hc-ping.com/0f3c/log?x=1");
    healthchecks(ALERT_OVER, true, "https://hc-ping.com/0f3c?x=1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_embed_says_it_all, begin, end),
        cmocka_unit_test_setup_teardown(without_a_role_nobody_is_mentioned, begin, end),
        cmocka_unit_test_setup_teardown(the_longest_message_stays_within_discords_limits, begin, end),
        cmocka_unit_test_setup_teardown(the_verdicts_words_are_those_of_the_page, begin, end),
        cmocka_unit_test_setup_teardown(words_of_a_worker_stand_instead, begin, end),
        cmocka_unit_test_setup_teardown(plain_text_elsewhere, begin, end),
        cmocka_unit_test_setup(an_address_says_how_it_is_spoken_to, begin),
        cmocka_unit_test_setup(healthchecks_is_red_while_anything_is_the_case, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
