/* stores.h: a stop that comes while both files are being opened tells nobody that they are open. */
#include "stores.h"

#include "journal.h"
#include "loop.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct loop *loop;
static struct metrics metrics;
static struct settings settings;
static char folder[64];
static unsigned opened, changes;

static void count_open(void *ctx)
{
    (void)ctx;
    opened++;
    loop_stop(loop);
}

static void count_change(void *ctx)
{
    (void)ctx;
    changes++;
}

static int set_up(void **state)
{
    (void)state;
    snprintf(folder, sizeof(folder), "/tmp/vigie-stores-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    char state_dir[96];
    snprintf(state_dir, sizeof(state_dir), "STATE_DIR=%s", folder);
    char sheet[] = "GOOGLE_SHEET_ID_VALIDATION=1aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeee";
    char *environment[] = {state_dir, sheet, NULL};
    metrics_init(&metrics, WORKER_SHEETS);
    loop = loop_create();
    opened = changes = 0;
    return err_is(settings_load_worker(&settings, environment, -1)) ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    char command[96];
    settings_free(&settings);
    loop_destroy(&loop);
    snprintf(command, sizeof(command), "rm -rf %s", folder);
    return system(command);
}

static void both_files_are_told_open_once(void **state)
{
    (void)state;
    struct stores stores = {.on_open = count_open, .on_change = count_change};
    stores_open(&stores, loop, &settings, &metrics, 0);
    loop_run(loop);
    assert_int_equal(opened, 1);
    assert_true(journal_is_open(stores.journal));
    stores_close(&stores);
    assert_null(stores.journal);
}

static void a_stop_while_they_are_opened_tells_nobody(void **state)
{
    (void)state;
    struct stores stores = {.on_open = count_open, .on_change = count_change};
    stores_open(&stores, loop, &settings, &metrics, 0);
    usleep(100000); /* both have ended beside the loop, which does not know it yet */
    stores_close(&stores);
    assert_int_equal(opened + changes, 0);
    assert_null(stores.journal);
    assert_null(stores.last_rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(both_files_are_told_open_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_stop_while_they_are_opened_tells_nobody, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
