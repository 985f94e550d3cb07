/* The text between the process that reads settings again and the supervisor. */
#include "reread_answer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct settings said, heard;
static struct buffer text;
static bool said_changed[SETTINGS], heard_changed[SETTINGS];

static int start(void **state)
{
    (void)state;
    said = (struct settings){0};
    memset(said_changed, 0, sizeof(said_changed));
    buffer_init(&text, REREAD_ANSWER_MAX);
    return 0;
}

static int end(void **state)
{
    (void)state;
    settings_free(&said);
    settings_free(&heard);
    buffer_free(&text);
    return 0;
}

static bool pass_on(void)
{
    reread_answer_write(&said, said_changed, &text);
    return reread_answer_read(text.data, text.length, &heard, heard_changed);
}

static void public_values_arrive_as_they_are(void **state)
{
    (void)state;
    settings_put(&said, SETTING_VALIDATION_CHANNEL_PREFIX, "a=b\nc");
    settings_put(&said, SETTING_STATE_DIR, "");
    assert_true(pass_on());
    assert_string_equal(heard.values[SETTING_VALIDATION_CHANNEL_PREFIX], "a=b\nc");
    assert_string_equal(heard.values[SETTING_STATE_DIR], "");
    assert_null(heard.values[SETTING_PORT]);
}

static void findings_keep_their_rank(void **state)
{
    (void)state;
    settings_found(&said, true, "PORT : faux");
    settings_found(&said, false, "VIGIE_X : inconnu");
    assert_true(pass_on());
    assert_int_equal(heard.finding_count, 2);
    assert_int_equal(heard.error_count, 1);
    assert_true(heard.findings[0].is_error);
    assert_string_equal(heard.findings[1].text, "VIGIE_X : inconnu");
}

static void a_secret_is_named_and_never_said(void **state)
{
    (void)state;
    settings_put(&said, SETTING_DISCORD_TOKEN, "the-token-itself");
    said_changed[SETTING_DISCORD_TOKEN] = true;
    assert_true(pass_on());
    assert_true(heard_changed[SETTING_DISCORD_TOKEN]);
    assert_false(heard_changed[SETTING_SERVICE_ACCOUNT_JSON]);
    assert_null(heard.values[SETTING_DISCORD_TOKEN]);
    assert_null(memmem(text.data, text.length, "the-token-itself", 16));
}

static void every_cut_is_refused(void **state)
{
    (void)state;
    settings_put(&said, SETTING_PORT, "8080");
    settings_found(&said, true, "faux");
    said_changed[SETTING_DISCORD_TOKEN] = true;
    reread_answer_write(&said, said_changed, &text);
    for (size_t length = 0; length < text.length; length++) {
        assert_false(reread_answer_read(text.data, length, &heard, heard_changed));
        assert_int_equal(heard.finding_count, 0);
        assert_null(heard.values[SETTING_PORT]);
    }
}

static void what_is_not_ours_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
    } WRONG[] = {
        {"vNOBODY=1\0.", 12}, {"vDISCORD_TOKEN=x\0.", 19}, {"cPORT\0.", 8}, {"x\0.", 4}, {".\0.", 4}};
    for (size_t i = 0; i < sizeof(WRONG) / sizeof(WRONG[0]); i++)
        assert_false(reread_answer_read(WRONG[i].bytes, WRONG[i].length, &heard, heard_changed));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(public_values_arrive_as_they_are, start, end),
        cmocka_unit_test_setup_teardown(findings_keep_their_rank, start, end),
        cmocka_unit_test_setup_teardown(a_secret_is_named_and_never_said, start, end),
        cmocka_unit_test_setup_teardown(every_cut_is_refused, start, end),
        cmocka_unit_test_setup_teardown(what_is_not_ours_is_refused, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
