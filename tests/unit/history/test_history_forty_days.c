/* Forty days of a service with restarts, gaps and clock jumps, in a real database: sizes, retention, and the
 * percentages against a model that knows nothing of slices, rings or SQL: an array of what was sampled. */
#include "history_store.h"

#include "folder_of_its_own.h"
#include "sampler.h"
#include "service_now.h"
#include "store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define DAY_S      INT64_C(86400)
#define DAYS       40
#define BATCH_MOST 20

/* ---- The model. */

static struct {
    int64_t t_s;
    bool down;
} model[DAYS * 2880 + 10];
static size_t model_count;

/* Of the samples whose time is not before `from_s`. */
static void model_uptime(int64_t from_s, int64_t period_s, double *ret_up, double *ret_observed)
{
    unsigned seen = 0, down = 0;
    for (size_t i = 0; i < model_count; i++) {
        seen += model[i].t_s >= from_s;
        down += model[i].t_s >= from_s && model[i].down;
    }
    *ret_up = 100.0 * (seen - down) / seen;
    *ret_observed = 100.0 * seen * 30 / (double)period_s;
}

/* ---- The world: one pseudo-random story, the same in each run. */

static uint32_t seed = 7;

static uint32_t next_random(uint32_t below)
{
    seed ^= seed << 13; /* xorshift: Marsaglia, 2003 */
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return seed % below;
}

static struct service_now s;
static struct sampler sampler;
static struct history_view *view;
static struct history_store *store;
static struct history_sample batch[BATCH_MOST];
static size_t batch_count;
static struct history_store_facts facts;
static uint64_t biggest_bytes;
static unsigned incidents_written;
static struct incident incident;
static bool is_incident;

static void flush(void)
{
    struct history_record record = {.sampler = sampler.last};
    struct history_batch b = {.samples = batch,
                              .sample_count = batch_count,
                              .incidents = &incident,
                              .incident_count = is_incident,
                              .record = &record};
    assert_false(err_is(history_store_write(store, &b, &facts)));
    assert_false(facts.moved_aside);
    if (facts.bytes > biggest_bytes)
        biggest_bytes = facts.bytes;
    batch_count = 0;
    is_incident = false;
}

static void change_status(void)
{
    static const enum health_status MOSTLY[] = {HEALTH_HEALTHY,  HEALTH_HEALTHY, HEALTH_HEALTHY,
                                                HEALTH_DEGRADED, HEALTH_DOWN,    HEALTH_STARTING};
    service_status(&s, MOSTLY[next_random(6)], "gateway_lost");
    if (s.report.status == HEALTH_DOWN) {
        incident = (struct incident){
            .began_ms = s.report.wall_ms, .ended_ms = s.report.wall_ms + 1, .status = HEALTH_DOWN};
        is_incident = true;
        incidents_written++;
    }
}

static void sample_if_due(void)
{
    struct history_sample sample;
    if (!sampler_look(&sampler, &s.report, &sample))
        return;
    history_view_add(view, &sample);
    batch[batch_count++] = sample;
    model[model_count].t_s = sample.t_s;
    model[model_count++].down = sample.status == HEALTH_DOWN;
    if (batch_count == BATCH_MOST)
        flush();
}

/* Everything that is in memory goes; what the database holds comes back. */
static void restart(void)
{
    struct history_loaded loaded;
    flush();
    history_store_destroy(&store);
    store = history_store_create(folder);
    assert_false(err_is(history_store_load(store, s.report.wall_ms / 1000, &loaded, &facts)));
    history_view_destroy(&view);
    view = loaded.view;
    memset(&sampler, 0, sizeof(sampler));
    sampler_go_on(&sampler, &loaded.record.sampler, s.report.now_ms);
}

static void live(void)
{
    uint64_t end_ms = s.report.now_ms + DAYS * DAY_S * 1000;
    while (s.report.now_ms < end_ms) {
        service_passes(&s, 5000);
        sample_if_due();
        if (next_random(2000) == 0)
            change_status();
        if (next_random(40000) == 0)
            restart();
        if (next_random(6000) == 0) /* the machine was off */
            service_passes(&s, 1000 * (60 + next_random(6000)));
    }
    flush();
}

static void check_percentages(void)
{
    static const struct {
        int64_t period_s, slice_s;
    } PERIODS[] = {{DAY_S, 300}, {7 * DAY_S, 3600}, {30 * DAY_S, 3600}};
    int64_t now_s = s.report.wall_ms / 1000;
    for (size_t i = 0; i < 3; i++) {
        int64_t from_s = (now_s - PERIODS[i].period_s) / PERIODS[i].slice_s * PERIODS[i].slice_s;
        double up, observed;
        model_uptime(from_s, PERIODS[i].period_s, &up, &observed);
        struct history_uptime uptime = history_view_uptime(view, PERIODS[i].period_s, now_s);
        assert_true(uptime.known);
        assert_float_equal(uptime.up_percent, up, 1e-9);
        assert_float_equal(uptime.observed_percent, observed, 1e-9);
        print_message("%d days: up %.3f %%, observed %.3f %%\n", (int)(PERIODS[i].period_s / DAY_S), up,
                      observed);
        assert_true(up > 10 && up < 99.9 && observed > 10 &&
                    observed < 99.9); /* else this test says nothing */
    }
}

static int64_t number(const char *sql)
{
    static const char *const NONE[] = {NULL};
    char path[96];
    snprintf(path, sizeof(path), "%s/history.db", folder);
    struct store_options options = {.path = path, .durability = STORE_NORMAL, .migrations = NONE};
    struct store *db;
    bool moved, row;
    assert_false(err_is(store_open(&options, &db, &moved)));
    struct store_statement *statement = store_prepare(db, sql);
    assert_false(err_is(store_step(statement, &row)));
    int64_t value = store_column_int(statement, 0);
    store_reset(statement);
    store_close(&db);
    return value;
}

/* The newest rows, and no others; none twice, none lost. Pruned every 20 batches of 20 samples. */
static void check_retention(void)
{
    int64_t samples = number("SELECT count(*) FROM samples"), slices = number("SELECT count(*) FROM slices");
    assert_in_range(samples, 5760, 5760 + 20 * BATCH_MOST);
    assert_in_range(slices, 8640, 8640 + 20 * BATCH_MOST);
    assert_int_equal(number("SELECT min(t) FROM samples"), model[model_count - (size_t)samples].t_s);
    assert_int_equal(number("SELECT max(t) FROM samples"), model[model_count - 1].t_s);
    assert_int_equal(number("SELECT count(*) FROM incidents"), incidents_written);
    assert_true(biggest_bytes < 32 * 1024 * 1024);
    print_message("40 days: %zu samples, database and log at most %.2f MB\n", model_count,
                  (double)biggest_bytes / (1024 * 1024));
}

static void forty_days(void **state)
{
    (void)state;
    service_init(&s);
    live();
    check_percentages(); /* of the view that lived through it */
    restart();
    check_percentages(); /* of what the database gives back */
    check_retention();
}

static int set_up(void **state)
{
    (void)state;
    make_folder();
    store = history_store_create(folder);
    view = history_view_create();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    history_view_destroy(&view);
    history_store_destroy(&store);
    remove_folder();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(forty_days, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
