/* A worker sees its own settings, and no secret. */
#include "worker_environment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool has(char **environment, const char *entry)
{
    for (; *environment; environment++)
        if (strcmp(*environment, entry) == 0)
            return true;
    return false;
}

static bool mentions(char **environment, const char *text)
{
    for (; *environment; environment++)
        if (strstr(*environment, text))
            return true;
    return false;
}

static char *const INHERITED[] = {
    "DISCORD_TOKEN=aaaaaaaa.bbbbbb.cccccccccc",
    "SERVICE_ACCOUNT_JSON_FILE=/nonexistent",
    "STATE_DIR=ici",
    "VALIDATION_SHEET_TITLE=Fiches",
    "TZ=Europe/Paris",
    "https_proxy=http://127.0.0.1:3128",
    "LD_PRELOAD=evil.so",
    "PATH=/bin",
    NULL,
};

static void own_settings_and_the_allow_list_and_nothing_else(void **state)
{
    (void)state;
    static struct settings settings;
    settings_load(&settings, INHERITED, "/nonexistent/.env", true);
    char **gateway = worker_environment(&settings, SETTING_FOR_GATEWAY, INHERITED);
    char **sheets = worker_environment(&settings, SETTING_FOR_SHEETS, INHERITED);
    assert_true(has(gateway, "STATE_DIR=ici"));
    assert_true(has(gateway, "TZ=Europe/Paris"));
    assert_true(has(gateway, "https_proxy=http://127.0.0.1:3128"));
    assert_true(has(gateway, "GNUTLS_NO_IMPLICIT_INIT=1"));
    assert_false(mentions(gateway, "VALIDATION_SHEET_TITLE"));
    assert_true(has(sheets, "VALIDATION_SHEET_TITLE=Fiches"));
    assert_false(mentions(gateway, "aaaaaaaa"));
    assert_false(mentions(gateway, "_FILE"));
    assert_false(mentions(sheets, "_FILE"));
    assert_false(mentions(gateway, "LD_PRELOAD"));
    assert_false(mentions(gateway, "PATH="));
    worker_environment_free(&gateway);
    worker_environment_free(&sheets);
    assert_null(gateway);
    settings_free(&settings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(own_settings_and_the_allow_list_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
