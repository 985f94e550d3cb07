/* What the history costs: one sample with its record, written as health-server writes it, and the size of the
 * database after a year of samples, with an incident every six hours and a change of state every hour.
 * Arguments: a folder that is ours, and how many days the year has. Prints "what value unit" lines. */
#include "clock.h"
#include "history_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SAMPLES    2000
#define BATCH      20
#define FIRST_S    INT64_C(1704067200)
#define AVERAGES_B 5400 /* three full windows as JSON */

static struct history_record record;
static struct history_store_facts facts;

static double cpu_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static struct history_sample sample_at(int64_t t_s)
{
    return (struct history_sample){.t_s = t_s,
                                   .status = t_s / 3600 % 24 == 3 ? HEALTH_DEGRADED : HEALTH_HEALTHY,
                                   .latency_s = 0.1f + (float)(t_s % 97) / 1000,
                                   .memory_mb = 14.5f + (float)(t_s % 31) / 10,
                                   .sheets_s = 0.25f,
                                   .queue = (uint32_t)(t_s % 5),
                                   .errors = (uint32_t)(t_s % 3)};
}

static void write_batch(struct history_store *store, const struct history_batch *batch)
{
    struct err e = history_store_write(store, batch, &facts);
    if (!err_is(e))
        return;
    char text[128];
    fprintf(stderr, "%s\n", err_describe(e, text, sizeof(text)));
    exit(EXIT_FAILURE);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* One by one, as they come. */
static void measure_samples(struct history_store *store)
{
    static double took_us[SAMPLES];
    double cpu = cpu_us();
    for (int i = 0; i < SAMPLES; i++) {
        struct history_sample sample = sample_at(FIRST_S + 30 * i);
        struct history_batch batch = {.samples = &sample, .sample_count = 1, .record = &record};
        uint64_t began_us = clock_monotonic_us();
        write_batch(store, &batch);
        took_us[i] = (double)(clock_monotonic_us() - began_us);
    }
    cpu = (cpu_us() - cpu) / SAMPLES;
    qsort(took_us, SAMPLES, sizeof(took_us[0]), by_value);
    printf("sample %.1f us\nsample-p99 %.1f us\nsample-cpu %.1f us\n", took_us[SAMPLES / 2],
           took_us[SAMPLES * 99 / 100], cpu);
}

static void live_a_year(struct history_store *store, int64_t days)
{
    struct history_sample samples[BATCH];
    uint64_t most = 0;
    for (int64_t t_s = FIRST_S + 30 * SAMPLES; t_s < FIRST_S + days * 86400; t_s += 30 * BATCH) {
        struct transition transition = {
            .at_ms = t_s * 1000, .status = HEALTH_HEALTHY, .reason = "gateway_reconnecting"};
        struct incident incident = {.began_ms = t_s * 1000,
                                    .ended_ms = t_s * 1000 + 300000,
                                    .status = HEALTH_DEGRADED,
                                    .reason = "sheets_failing",
                                    .seconds = 300,
                                    .end = INCIDENT_RECOVERED};
        for (int i = 0; i < BATCH; i++)
            samples[i] = sample_at(t_s + 30 * i);
        struct history_batch batch = {.samples = samples,
                                      .sample_count = BATCH,
                                      .transitions = &transition,
                                      .transition_count = t_s % 3600 < 30 * BATCH,
                                      .incidents = &incident,
                                      .incident_count = t_s % 21600 < 30 * BATCH,
                                      .record = &record};
        write_batch(store, &batch);
        if (facts.bytes > most)
            most = facts.bytes;
    }
    printf("year %.3f MB\n", (double)most / (1024 * 1024));
}

/* A start after that year: how long until the pages have their history again. */
static void measure_load(struct history_store *store, int64_t days)
{
    struct history_loaded loaded;
    uint64_t began_us = clock_monotonic_us();
    if (err_is(history_store_load(store, FIRST_S + days * 86400, &loaded, &facts)))
        exit(EXIT_FAILURE);
    printf("load %.2f ms\n", (double)(clock_monotonic_us() - began_us) / 1000);
    history_view_destroy(&loaded.view);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return EXIT_FAILURE;
    int64_t days = strtoll(argv[2], NULL, 10);
    struct history_store *store = history_store_create(argv[1]);
    memset(record.averages, '1', AVERAGES_B);
    measure_samples(store);
    live_a_year(store, days);
    history_store_destroy(&store);
    store = history_store_create(argv[1]);
    measure_load(store, days);
    history_store_destroy(&store);
    return EXIT_SUCCESS;
}
