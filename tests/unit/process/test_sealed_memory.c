/* Secrets are handed on once written and never change again. */
#include "sealed_memory.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char *const ENVIRONMENT[] = {"DISCORD_TOKEN=aaaaaaaa.bbbbbb.cccccccccc", NULL};
static struct settings settings, workers;

static void a_worker_reads_back_its_secrets_and_only_those(void **state)
{
    (void)state;
    int gateway = -1, sheets = 0;
    settings_load(&settings, ENVIRONMENT, "/nonexistent/.env", true);
    assert_false(err_is(sealed_secrets(&settings, SETTING_FOR_GATEWAY, &gateway)));
    assert_false(err_is(sealed_secrets(&settings, SETTING_FOR_SHEETS, &sheets)));
    assert_true(gateway >= 0);
    assert_int_equal(sheets, -1);
    char *none[] = {NULL};
    assert_false(err_is(settings_load_worker(&workers, none, gateway)));
    assert_string_equal(settings_text(&workers, SETTING_DISCORD_TOKEN), "aaaaaaaa.bbbbbb.cccccccccc");
    settings_free(&workers);
    settings_free(&settings);
    close(gateway);
}

static void sealed_secrets_cannot_be_changed(void **state)
{
    (void)state;
    int fd = -1;
    settings_load(&settings, ENVIRONMENT, "/nonexistent/.env", true);
    assert_false(err_is(sealed_secrets(&settings, SETTING_FOR_GATEWAY, &fd)));
    assert_int_equal(pwrite(fd, "x", 1, 0), -1);
    assert_int_equal(errno, EPERM);
    assert_int_equal(ftruncate(fd, 0), -1);
    settings_free(&settings);
    close(fd);
}

static void the_tally_is_one_zeroed_page_of_fixed_size(void **state)
{
    (void)state;
    int fd = -1;
    struct stat status;
    char byte = 1;
    assert_false(err_is(tally_page(&fd)));
    assert_int_equal(fstat(fd, &status), 0);
    assert_int_equal(status.st_size, sysconf(_SC_PAGESIZE));
    assert_int_equal(pread(fd, &byte, 1, 0), 1);
    assert_int_equal(byte, 0);
    assert_int_equal(ftruncate(fd, 0), -1);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_worker_reads_back_its_secrets_and_only_those),
        cmocka_unit_test(sealed_secrets_cannot_be_changed),
        cmocka_unit_test(the_tally_is_one_zeroed_page_of_fixed_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
