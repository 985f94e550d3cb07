/* settings.h: where values come from, what is said of bad ones, who sees which, and that secrets vanish. */
#include "settings.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#define TOKEN   "MTAxMDEwMTAxMDEwMTAxMDEw.GaBcDe.abcdefghijklmnopqrstuvwxyz0123456789AB"
#define NO_FILE "/nonexistent/.env"

static struct settings s;

static int release(void **state)
{
    (void)state;
    settings_free(&s);
    return 0;
}

static const char *first_finding(const char *about)
{
    for (size_t i = 0; i < s.finding_count; i++)
        if (strstr(s.findings[i].text, about))
            return s.findings[i].text;
    return NULL;
}

static void values_come_from_the_environment_else_the_default(void **state)
{
    (void)state;
    char *environment[] = {"DISCORD_TOKEN=" TOKEN, "PORT=8080", "LATENCY_WARN_S=0.5", "LOG_LEVEL=", NULL};
    settings_load(&s, environment, NO_FILE, true);
    assert_int_equal(s.finding_count, 0);
    assert_int_equal(settings_int(&s, SETTING_PORT), 8080);
    assert_true(settings_decimal(&s, SETTING_LATENCY_WARN_S) == 0.5);
    assert_int_equal(settings_int(&s, SETTING_HANG_TIMEOUT_S), 15);
    assert_string_equal(settings_text(&s, SETTING_LOG_LEVEL), "info");
    assert_null(settings_text(&s, SETTING_VALIDATION_ROLE_ID));
}

/* Discord's own default is still a version that it calls deprecated. */
static void discord_is_asked_in_version_10(void **state)
{
    (void)state;
    char *environment[] = {"DISCORD_TOKEN=" TOKEN, NULL};
    settings_load(&s, environment, NO_FILE, true);
    assert_string_equal(settings_text(&s, SETTING_DISCORD_API_URL), "https://discord.com/api/v10");
}

static void the_environment_wins_over_dotenv(void **state)
{
    (void)state;
    char path[] = "/tmp/vigie-test-XXXXXX";
    int fd = mkstemp(path);
    dprintf(fd, "PORT=1111\nLOG_LEVEL=debug\nDISCORD_TOKEN=%s\n", TOKEN);
    close(fd);
    char *environment[] = {"PORT=2222", NULL};
    settings_load(&s, environment, path, true);
    unlink(path);
    assert_int_equal(s.finding_count, 0);
    assert_int_equal(settings_int(&s, SETTING_PORT), 2222);
    assert_string_equal(settings_text(&s, SETTING_LOG_LEVEL), "debug");
}

/* What a reload does: the environment has lost its secrets, their values are handed in. */
static void given_secrets_stand_for_the_environments(void **state)
{
    (void)state;
    static struct settings given;
    char path[] = "/tmp/vigie-test-XXXXXX";
    int fd = mkstemp(path);
    dprintf(fd, "DISCORD_TOKEN=of-the-file\nALERT_FALLBACK_URL=https://new.example/\n");
    close(fd);
    char *environment[] = {"DISCORD_TOKEN=", "PORT=2222", NULL};
    settings_put(&given, SETTING_DISCORD_TOKEN, TOKEN);
    settings_load_again(&s, &given, environment, path, true);
    unlink(path);
    settings_free(&given);
    assert_string_equal(settings_text(&s, SETTING_DISCORD_TOKEN), TOKEN);
    assert_string_equal(settings_text(&s, SETTING_ALERT_FALLBACK_URL), "https://new.example/");
    assert_int_equal(settings_int(&s, SETTING_PORT), 2222);
}

static void a_secret_is_given_where_its_name_comes_before_its_files(void **state)
{
    (void)state;
    bool given[SETTINGS];
    char *first[] = {"DISCORD_TOKEN=x", "DISCORD_TOKEN_FILE=y", "PORT=1", "SERVICE_ACCOUNT_JSON=", NULL};
    settings_given_secrets(first, given);
    assert_true(given[SETTING_DISCORD_TOKEN]);
    assert_false(given[SETTING_PORT]);
    assert_false(given[SETTING_SERVICE_ACCOUNT_JSON]);
    char *later[] = {"DISCORD_TOKEN_FILE=y", "DISCORD_TOKEN=x", NULL};
    settings_given_secrets(later, given);
    assert_false(given[SETTING_DISCORD_TOKEN]);
}

static void load_dotenv(char *const *environment, const char *bytes, size_t length)
{
    char path[] = "/tmp/vigie-test-XXXXXX";
    int fd = mkstemp(path);
    assert_int_equal(write(fd, bytes, length), (ssize_t)length);
    close(fd);
    settings_load(&s, environment, path, false);
    unlink(path);
}

static void of_two_lines_in_dotenv_the_later_counts_unless_it_is_empty(void **state)
{
    (void)state;
    static const char TEXT[] =
        "PORT=1\nPORT=2\nLOG_LEVEL=debug\nLOG_LEVEL=\nHANG_TIMEOUT_S=7\nHANG_TIMEOUT_S=8\n";
    char *environment[] = {"HANG_TIMEOUT_S=9", NULL};
    load_dotenv(environment, TEXT, strlen(TEXT));
    assert_int_equal(settings_int(&s, SETTING_PORT), 2);
    assert_string_equal(settings_text(&s, SETTING_LOG_LEVEL), "debug");
    assert_int_equal(settings_int(&s, SETTING_HANG_TIMEOUT_S), 9);
}

static void a_dotenv_in_utf_16_is_called_so(void **state)
{
    (void)state;
    static const char TEXT[] = "\xFF\xFEP\0O\0R\0T\0=\0\x31\0";
    char *environment[] = {NULL};
    load_dotenv(environment, TEXT, sizeof(TEXT) - 1);
    assert_int_equal(s.finding_count, 1);
    assert_non_null(strstr(s.findings[0].text, "UTF-8"));
}

static void all_problems_are_told_at_once_with_name_and_repair_but_never_the_value(void **state)
{
    (void)state;
    char *environment[] = {"DISCORD_TOKEN=\"quoted-secret\"", "PORT=99999",
                           "VALIDATION_ROLE_ID=abc",          "LOG_LEVEL=loud",
                           "ALERT_WEBHOOK_URL=ftp://hidden",  NULL};
    settings_load(&s, environment, NO_FILE, true);
    assert_int_equal(s.error_count, 5);
    static const char *const NAMES[] = {"DISCORD_TOKEN", "PORT", "VALIDATION_ROLE_ID", "LOG_LEVEL",
                                        "ALERT_WEBHOOK_URL"};
    for (size_t i = 0; i < 5; i++)
        assert_non_null(first_finding(NAMES[i]));
    for (size_t i = 0; i < s.finding_count; i++) {
        assert_null(strstr(s.findings[i].text, "quoted-secret"));
        assert_null(strstr(s.findings[i].text, "hidden"));
        assert_null(strchr(s.findings[i].text, '\n'));
    }
    assert_int_equal(settings_int(&s, SETTING_PORT), 10000); /* malformed reads as its default */
}

static void a_missing_token_is_an_error_only_where_one_is_needed(void **state)
{
    (void)state;
    char *environment[] = {NULL};
    settings_load(&s, environment, NO_FILE, false);
    assert_int_equal(s.error_count, 0);
    settings_free(&s);
    settings_load(&s, environment, NO_FILE, true);
    assert_int_equal(s.error_count, 1);
    assert_non_null(first_finding("DISCORD_TOKEN"));
}

static void an_unknown_vigie_key_warns_and_others_are_none_of_ours(void **state)
{
    (void)state;
    char *environment[] = {"VIGIE_TYPO=1", "HOME=/root", NULL};
    settings_load(&s, environment, NO_FILE, false);
    assert_int_equal(s.error_count, 0);
    assert_int_equal(s.finding_count, 1);
    assert_non_null(first_finding("VIGIE_TYPO"));
}

static void a_secret_may_come_from_a_file(void **state)
{
    (void)state;
    char path[] = "/tmp/vigie-test-XXXXXX", variable[64];
    int fd = mkstemp(path);
    dprintf(fd, "%s\n", TOKEN);
    close(fd);
    snprintf(variable, sizeof(variable), "DISCORD_TOKEN_FILE=%s", path);
    char *environment[] = {variable, "SERVICE_ACCOUNT_JSON_FILE=/nonexistent/key", NULL};
    settings_load(&s, environment, NO_FILE, true);
    unlink(path);
    assert_string_equal(settings_text(&s, SETTING_DISCORD_TOKEN), TOKEN);
    assert_int_equal(s.error_count, 1);
    assert_non_null(first_finding("SERVICE_ACCOUNT_JSON_FILE"));
}

static void plain_addresses_are_for_loopback_only(void **state)
{
    (void)state;
    static const struct {
        const char *pair;
        size_t errors;
    } CASES[] = {
        {"DISCORD_API_URL=http://127.0.0.1:8080/api", 0},
        {"DISCORD_API_URL=http://localhost", 0},
        {"DISCORD_API_URL=http://[::1]:99/x", 0},
        {"DISCORD_API_URL=http://example.org", 1},
        {"DISCORD_API_URL=http://127.0.0.1.evil.org", 1},
        {"DISCORD_GATEWAY_URL=ws://10.0.0.1", 1},
        {"DISCORD_GATEWAY_URL=auto", 0},
        {"DISCORD_GATEWAY_URL=wss://gateway.discord.gg", 0},
        {"DISCORD_API_URL=https://user@host", 1},
        {"DISCORD_API_URL=https://host:0", 1},
        {"GOOGLE_SHEETS_URL=sheets", 1},
    };
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        char copy[128];
        snprintf(copy, sizeof(copy), "%s", CASES[i].pair);
        char *environment[] = {copy, NULL};
        settings_load(&s, environment, NO_FILE, false);
        if (s.error_count != CASES[i].errors)
            fail_msg("%s: %zu errors", CASES[i].pair, s.error_count);
        settings_free(&s);
    }
}

static void render_changes_the_defaults_that_depend_on_it(void **state)
{
    (void)state;
    char *environment[] = {"RENDER=true", "RENDER_EXTERNAL_URL=https://x.onrender.com", NULL};
    settings_load(&s, environment, NO_FILE, false);
    assert_string_equal(settings_text(&s, SETTING_LOG_FORMAT), "json");
    assert_int_equal(settings_int(&s, SETTING_SELF_PING_INTERVAL_S), 600);
}

static void count_name(void *ctx, const char *name, const char *value)
{
    (void)value;
    assert_string_not_equal(name, "DISCORD_TOKEN");
    ++*(int *)ctx;
}

static void a_worker_sees_its_share_and_gets_its_secrets_through_the_sealed_memory(void **state)
{
    (void)state;
    char token[] = "DISCORD_TOKEN=" TOKEN, key[] = "SERVICE_ACCOUNT_JSON={\"type\":\"x\"}";
    char *environment[] = {token, key, "PORT=8080", "VALIDATION_ROLE_ID=123456789012345678", NULL};
    settings_load(&s, environment, NO_FILE, true);
    int public_count = 0;
    settings_each_public(&s, SETTING_FOR_GATEWAY, count_name, &public_count);
    assert_int_equal(public_count, 1); /* the role; PORT is the supervisor's alone */
    bool any;
    int fd = memfd_create("secrets", 0);
    assert_false(err_is(settings_secrets(&s, SETTING_FOR_GATEWAY, fd, &any)));
    assert_true(any);
    settings_wipe_secrets(&s, environment);
    assert_null(settings_text(&s, SETTING_DISCORD_TOKEN));
    assert_string_equal(token, "DISCORD_TOKEN=");
    assert_string_equal(key, "SERVICE_ACCOUNT_JSON=");
    settings_free(&s);

    char *of_worker[] = {"VALIDATION_ROLE_ID=123456789012345678", NULL};
    assert_false(err_is(settings_load_worker(&s, of_worker, fd)));
    close(fd);
    assert_string_equal(settings_text(&s, SETTING_DISCORD_TOKEN), TOKEN);
    assert_null(settings_text(&s, SETTING_SERVICE_ACCOUNT_JSON));
    assert_true(settings_snowflake(&s, SETTING_VALIDATION_ROLE_ID) == 123456789012345678u);
}

static void shards_that_cannot_be_are_an_error_unless_discord_is_to_say_how_many(void **state)
{
    (void)state;
    static const char *const WRONG[][2] = {{"2", "5"}, {"2", "0,2"}, {"17", "all"}};
    for (size_t i = 0; i < 3; i++) {
        char count[32], ids[32], *environment[] = {count, ids, NULL};
        snprintf(count, sizeof(count), "SHARD_COUNT=%s", WRONG[i][0]);
        snprintf(ids, sizeof(ids), "SHARD_IDS=%s", WRONG[i][1]);
        settings_load(&s, environment, NO_FILE, false);
        assert_int_equal(s.error_count, 1);
        assert_non_null(first_finding("SHARD_IDS"));
        settings_free(&s);
    }
    char *later[] = {"SHARD_COUNT=auto", "SHARD_IDS=5", NULL};
    settings_load(&s, later, NO_FILE, false);
    assert_int_equal(s.finding_count, 0);
}

static void the_log_format_is_taken_in_either_case(void **state)
{
    (void)state;
    char *environment[] = {"LOG_FORMAT=JSON", NULL};
    settings_load(&s, environment, NO_FILE, false);
    assert_int_equal(s.finding_count, 0);
    assert_string_equal(settings_text(&s, SETTING_LOG_FORMAT), "json");
}

static void a_warning_that_would_come_after_the_critical_one_is_doubted(void **state)
{
    (void)state;
    char *environment[] = {"MEMORY_WARN_MB=900", "LATENCY_CRITICAL_S=0.5", NULL};
    settings_load(&s, environment, NO_FILE, false);
    assert_int_equal(s.error_count, 0);
    assert_int_equal(s.finding_count, 2);
    assert_non_null(first_finding("MEMORY_WARN_MB"));
    assert_non_null(first_finding("LATENCY_WARN_S"));
}

static void every_setting_says_its_repair_in_both_languages(void **state)
{
    (void)state;
    for (int i = 0; i < SETTINGS; i++) {
        assert_true(setting_repair((enum setting)i)[0]);
        assert_true(setting_repair_english((enum setting)i)[0]);
        assert_string_not_equal(setting_repair((enum setting)i), setting_repair_english((enum setting)i));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_setting_says_its_repair_in_both_languages),
        cmocka_unit_test_teardown(values_come_from_the_environment_else_the_default, release),
        cmocka_unit_test_teardown(shards_that_cannot_be_are_an_error_unless_discord_is_to_say_how_many,
                                  release),
        cmocka_unit_test_teardown(the_log_format_is_taken_in_either_case, release),
        cmocka_unit_test_teardown(a_warning_that_would_come_after_the_critical_one_is_doubted, release),
        cmocka_unit_test_teardown(discord_is_asked_in_version_10, release),
        cmocka_unit_test_teardown(given_secrets_stand_for_the_environments, release),
        cmocka_unit_test_teardown(a_secret_is_given_where_its_name_comes_before_its_files, release),
        cmocka_unit_test_teardown(the_environment_wins_over_dotenv, release),
        cmocka_unit_test_teardown(of_two_lines_in_dotenv_the_later_counts_unless_it_is_empty, release),
        cmocka_unit_test_teardown(a_dotenv_in_utf_16_is_called_so, release),
        cmocka_unit_test_teardown(all_problems_are_told_at_once_with_name_and_repair_but_never_the_value,
                                  release),
        cmocka_unit_test_teardown(a_missing_token_is_an_error_only_where_one_is_needed, release),
        cmocka_unit_test_teardown(an_unknown_vigie_key_warns_and_others_are_none_of_ours, release),
        cmocka_unit_test_teardown(a_secret_may_come_from_a_file, release),
        cmocka_unit_test_teardown(plain_addresses_are_for_loopback_only, release),
        cmocka_unit_test_teardown(render_changes_the_defaults_that_depend_on_it, release),
        cmocka_unit_test_teardown(a_worker_sees_its_share_and_gets_its_secrets_through_the_sealed_memory,
                                  release),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
