/* history_store.h: rows come back as they went in; a file that is broken, foreign, gone or in the way ends
 * nothing. */
#include "history_store.h"

#include "folder_of_its_own.h"
#include "store.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define NOW INT64_C(1704110400)

static struct history_store *store;
static char health[96], path[128];
static struct history_store_facts facts;
static struct history_loaded loaded;

static int set_up(void **state)
{
    (void)state;
    make_folder();
    snprintf(health, sizeof(health), "%s/state/health", folder);
    snprintf(path, sizeof(path), "%s/history.db", health);
    store = history_store_create(health);
    memset(&loaded, 0, sizeof(loaded));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    history_view_destroy(&loaded.view);
    history_store_destroy(&store);
    remove_folder();
    return 0;
}

static struct err write_sample(int64_t t_s)
{
    struct history_sample sample = {.t_s = t_s,
                                    .status = HEALTH_DEGRADED,
                                    .latency_s = 0.5f,
                                    .memory_mb = 12,
                                    .sheets_s = HISTORY_UNKNOWN,
                                    .queue = 4};
    struct history_batch batch = {.samples = &sample, .sample_count = 1};
    return history_store_write(store, &batch, &facts);
}

static void load(void)
{
    history_view_destroy(&loaded.view);
    assert_false(err_is(history_store_load(store, NOW, &loaded, &facts)));
}

static uint32_t samples_loaded(void)
{
    struct history_slice slice;
    load();
    return history_view_span(loaded.view, HISTORY_30_S, NOW - 3600, NOW + 1, &slice)
               ? history_slice_samples(&slice)
               : 0;
}

static void restart(void)
{
    history_store_destroy(&store);
    store = history_store_create(health);
}

static unsigned files_named(const char *part)
{
    unsigned count = 0;
    DIR *entries = opendir(health);
    for (struct dirent *entry; entries && (entry = readdir(entries));)
        count += strstr(entry->d_name, part) != NULL;
    if (entries)
        closedir(entries);
    return count;
}

static void everything_comes_back_as_it_went_in(void **state)
{
    (void)state;
    static struct history_record record = {.boot = "b",
                                           .sampler = {7, 8, 9, 10, 11.5, 12},
                                           .saved_ms = 13,
                                           .saved_wall_ms = 14,
                                           .averages = "{\"memory\":[]}"};
    struct history_sample samples[2] = {
        {.t_s = NOW - 60,
         .status = HEALTH_DOWN,
         .latency_s = HISTORY_UNKNOWN,
         .memory_mb = 20,
         .sheets_s = 0.25f,
         .queue = 4},
        {.t_s = NOW - 30,
         .status = HEALTH_HEALTHY,
         .latency_s = 0.5f,
         .memory_mb = 30,
         .sheets_s = HISTORY_UNKNOWN,
         .errors = 3,
         .reconnections = 1},
    };
    struct transition transition = {.at_ms = NOW * 1000, .status = HEALTH_DOWN, .reason = "gateway_lost"};
    struct incident incidents[2] = {
        {.began_ms = (NOW - 90) * 1000, .status = HEALTH_DOWN, .reason = "gateway_lost"},
        {.began_ms = (NOW - 900) * 1000,
         .ended_ms = (NOW - 800) * 1000,
         .status = HEALTH_DEGRADED,
         .reason = "memory_high",
         .seconds = 100,
         .longest_silence_s = 41,
         .end = INCIDENT_WORKER_RESTARTED}};
    struct history_batch batch = {samples, &transition, incidents, 2, 1, 2, &record};
    assert_false(err_is(history_store_write(store, &batch, &facts)));
    assert_true(facts.bytes > 0 && !facts.moved_aside);
    restart();
    load();
    struct history_slice slice;
    assert_true(history_view_slice(loaded.view, HISTORY_30_S, NOW - 60, &slice));
    assert_int_equal(slice.seen[HEALTH_DOWN], 1);
    assert_int_equal(slice.latency_s.count, 0);
    for (int i = 0; i < HISTORY_WIDTHS; i++) {
        assert_true(history_view_span(loaded.view, (enum history_width)i, NOW - 4000, NOW, &slice));
        assert_int_equal(history_slice_samples(&slice), 2);
        assert_float_equal(history_mean(&slice.memory_mb), 25, 1e-6);
        assert_float_equal(history_max(&slice.memory_mb), 30, 1e-6);
        assert_float_equal(history_mean(&slice.latency_s), 0.5, 1e-6);
        assert_float_equal(history_mean(&slice.sheets_s), 0.25, 1e-6);
        assert_float_equal(history_max(&slice.queue), 4, 1e-6);
        assert_int_equal(slice.errors, 3);
        assert_int_equal(slice.reconnections, 1);
    }
    const struct incident *old = history_view_incident(loaded.view, 1);
    assert_memory_equal(old->reason, incidents[1].reason, strlen("memory_high") + 1);
    assert_int_equal(old->status, HEALTH_DEGRADED);
    assert_int_equal(old->seconds, 100);
    assert_int_equal(old->longest_silence_s, 41);
    assert_int_equal(old->end, INCIDENT_WORKER_RESTARTED);
    assert_true(loaded.has_open && loaded.has_record);
    assert_int_equal(loaded.open.incident.began_ms, incidents[0].began_ms);
    assert_int_equal(loaded.open.observed_s, NOW - 30);
    assert_int_equal(loaded.open.life_ms, 8);
    assert_memory_equal(&loaded.record.sampler, &record.sampler, sizeof(record.sampler));
    assert_string_equal(loaded.record.averages, record.averages);
    assert_int_equal(loaded.record.saved_wall_ms, 14);
}

static void an_incident_is_replaced_by_its_newer_form(void **state)
{
    (void)state;
    struct incident incident = {.began_ms = NOW * 1000 - 5000, .status = HEALTH_DOWN, .reason = "x"};
    struct history_batch batch = {.incidents = &incident, .incident_count = 1};
    assert_false(err_is(history_store_write(store, &batch, &facts)));
    incident.ended_ms = NOW * 1000;
    assert_false(err_is(history_store_write(store, &batch, &facts)));
    load();
    assert_int_equal(history_view_incident(loaded.view, 0)->ended_ms, NOW * 1000);
    assert_null(history_view_incident(loaded.view, 1));
    assert_false(loaded.has_open);
}

static void put_file(const char *name, const void *bytes, size_t length)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, length), length);
    close(fd);
}

static void bytes_that_are_no_database_are_moved_aside(void **state)
{
    (void)state;
    char rubbish[8192];
    memset(rubbish, 'x', sizeof(rubbish));
    assert_false(err_is(write_sample(NOW - 30)));
    restart();
    put_file(path, rubbish, sizeof(rubbish));
    assert_false(err_is(write_sample(NOW)));
    assert_true(facts.moved_aside);
    assert_int_equal(samples_loaded(), 1);
    assert_int_equal(files_named("history.db.corrupt-"), 1);
}

static void put_foreign(const char *sql)
{
    const char *const migrations[] = {sql, NULL};
    struct store_options options = {.path = path, .durability = STORE_NORMAL, .migrations = migrations};
    struct store *foreign;
    bool moved;
    assert_false(err_is(store_open(&options, &foreign, &moved)));
    store_close(&foreign);
}

/* A mistake in a statement would abort: each start anew. */
static void a_database_of_somebody_else_is_moved_aside_whole(void **state)
{
    (void)state;
    static const char *const FOREIGN[] = {
        "CREATE TABLE places (url TEXT)",                          /* a browser's */
        "CREATE TABLE samples (t INTEGER)",                        /* our name, other columns */
        "CREATE TABLE places (url TEXT); PRAGMA user_version = 0", /* of no version */
    };
    assert_false(err_is(write_sample(NOW - 30)));
    for (size_t i = 0; i < sizeof(FOREIGN) / sizeof(FOREIGN[0]); i++) {
        history_store_destroy(&store);
        unlink(path);
        put_foreign(FOREIGN[i]);
        if (i == 2) { /* the version is written by the migration itself */
            const char *const none[] = {NULL};
            struct store_options options = {.path = path, .durability = STORE_NORMAL, .migrations = none};
            struct store *foreign;
            bool moved;
            assert_false(err_is(store_open(&options, &foreign, &moved)));
            assert_false(err_is(store_execute(foreign, "PRAGMA user_version = 0")));
            store_close(&foreign);
        }
        store = history_store_create(health);
        assert_false(err_is(write_sample(NOW)));
        assert_true(facts.moved_aside);
        assert_int_equal(samples_loaded(), 1);
    }
}

static void only_the_newest_broken_file_is_kept(void **state)
{
    (void)state;
    assert_false(err_is(write_sample(NOW - 30)));
    char old[160];
    snprintf(old, sizeof(old), "%s.corrupt-1600000000", path);
    put_file(old, "x", 1);
    snprintf(old, sizeof(old), "%s.corrupt-1600000001-wal", path);
    put_file(old, "x", 1);
    restart();
    put_file(path, "this is no database, but longer than its magic", 46);
    assert_false(err_is(write_sample(NOW)));
    assert_int_equal(files_named("corrupt-16000"), 0);
    assert_true(files_named("corrupt-") >= 1);
}

/* A page in the middle, overwritten while we have the file open. */
static void a_file_that_breaks_under_us_is_begun_anew(void **state)
{
    (void)state;
    for (int i = 0; i < 400; i++)
        assert_false(err_is(write_sample(NOW - 30 * (400 - i))));
    restart();
    load();
    int fd = open(path, O_WRONLY);
    char rubbish[4096 * 6];
    memset(rubbish, 0x5a, sizeof(rubbish));
    assert_int_equal(pwrite(fd, rubbish, sizeof(rubbish), 4096), sizeof(rubbish));
    close(fd);
    restart();
    bool moved = false;
    unsigned good = 0;
    for (int i = 0; i < 4; i++) {
        good += !err_is(write_sample(NOW + i));
        moved |= facts.moved_aside;
    }
    assert_true(moved);
    assert_true(good >= 3);
}

static void a_file_or_folder_that_is_removed_is_made_again(void **state)
{
    (void)state;
    assert_false(err_is(write_sample(NOW - 90)));
    unlink(path);
    assert_false(err_is(write_sample(NOW - 60)));
    assert_int_equal(access(path, F_OK), 0);
    remove_folder();
    assert_false(err_is(write_sample(NOW - 30)));
    assert_int_equal(access(path, F_OK), 0);
    assert_int_equal(samples_loaded(), 1);
}

static void what_stands_in_the_way_is_an_error_until_it_is_gone(void **state)
{
    (void)state;
    char parent[96];
    snprintf(parent, sizeof(parent), "%s/state", folder);
    put_file(parent, "", 0); /* a file where the folder should be */
    assert_true(err_is(write_sample(NOW - 60)));
    assert_true(err_is(history_store_load(store, NOW, &loaded, &facts)));
    unlink(parent);
    mkdir(parent, 0700);
    mkdir(health, 0700);
    mkdir(path, 0700); /* a folder where the file should be */
    assert_true(err_is(write_sample(NOW - 30)));
    rmdir(path);
    assert_false(err_is(write_sample(NOW)));
    assert_int_equal(samples_loaded(), 1);
}

/* Another program holds the file for writing: an error, and all is well when it lets go. */
static void a_locked_file_is_an_error_for_as_long(void **state)
{
    (void)state;
    assert_false(err_is(write_sample(NOW - 60)));
    static const char *const NONE[] = {NULL};
    struct store_options options = {.path = path, .durability = STORE_NORMAL, .migrations = NONE};
    struct store *other;
    bool moved;
    assert_false(err_is(store_open(&options, &other, &moved)));
    assert_false(err_is(store_begin(other)));
    assert_true(err_is(write_sample(NOW - 30)));
    store_rollback(other);
    store_close(&other);
    assert_false(err_is(write_sample(NOW)));
    assert_int_equal(samples_loaded(), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(everything_comes_back_as_it_went_in, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_incident_is_replaced_by_its_newer_form, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bytes_that_are_no_database_are_moved_aside, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_database_of_somebody_else_is_moved_aside_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_the_newest_broken_file_is_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_that_breaks_under_us_is_begun_anew, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_or_folder_that_is_removed_is_made_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_stands_in_the_way_is_an_error_until_it_is_gone, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_locked_file_is_an_error_for_as_long, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
