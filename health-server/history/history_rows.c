/* Columns in the order of history_schema.c. */
#include "history_rows.h"

#include <stdio.h>
#include <string.h>

static void bind_figure(struct store_statement *statement, int index, float value)
{
    if (value >= 0)
        store_bind_real(statement, index, (double)value);
}

static void bind_unsigned(struct store_statement *statement, int index, uint64_t value)
{
    store_bind_int(statement, index, (int64_t)value);
}

void history_bind_sample(struct store_statement *statement, const struct history_sample *sample)
{
    store_bind_int(statement, 1, sample->t_s);
    store_bind_text(statement, 2, health_status_word(sample->status));
    bind_figure(statement, 3, sample->latency_s);
    bind_figure(statement, 4, sample->memory_mb);
    bind_figure(statement, 5, sample->sheets_s);
    store_bind_int(statement, 6, sample->queue);
    store_bind_int(statement, 7, sample->errors);
    store_bind_int(statement, 8, sample->reconnections);
}

static void bind_sum(struct store_statement *statement, int index, const struct history_figure *figure)
{
    store_bind_real(statement, index, (double)figure->sum);
    store_bind_real(statement, index + 1, (double)figure->max);
    store_bind_int(statement, index + 2, figure->count);
}

void history_bind_slice(struct store_statement *statement, const struct history_sample *sample)
{
    struct history_slice slice = history_slice_of(sample);
    int64_t width_s = history_width_s(HISTORY_5_MIN);
    store_bind_int(statement, 1, sample->t_s - sample->t_s % width_s);
    for (int i = 0; i < 4; i++) /* starting, healthy, degraded, down */
        store_bind_int(statement, 2 + i, slice.seen[i]);
    bind_sum(statement, 6, &slice.latency_s);
    bind_sum(statement, 9, &slice.memory_mb);
    bind_sum(statement, 12, &slice.sheets_s);
    bind_sum(statement, 15, &slice.queue);
    store_bind_int(statement, 18, slice.errors);
    store_bind_int(statement, 19, slice.reconnections);
}

void history_bind_transition(struct store_statement *statement, const struct transition *transition)
{
    store_bind_int(statement, 1, transition->at_ms);
    store_bind_text(statement, 2, health_status_word(transition->status));
    store_bind_text(statement, 3, transition->reason);
}

void history_bind_incident(struct store_statement *statement, const struct incident *incident)
{
    store_bind_int(statement, 1, incident->began_ms);
    store_bind_int(statement, 2, incident->ended_ms);
    store_bind_text(statement, 3, health_status_word(incident->status));
    store_bind_text(statement, 4, incident->reason);
    store_bind_int(statement, 5, incident->seconds);
    store_bind_int(statement, 6, incident->longest_silence_s);
    store_bind_text(statement, 7, incident_end_word(incident->end));
}

void history_bind_record(struct store_statement *statement, const struct history_record *record)
{
    store_bind_text(statement, 1, record->boot);
    bind_unsigned(statement, 2, record->sampler.sampled_ms);
    bind_unsigned(statement, 3, record->sampler.life_ms);
    store_bind_real(statement, 4, record->sampler.errors);
    store_bind_real(statement, 5, record->sampler.reconnections);
    store_bind_real(statement, 6, record->sampler.sheets_sum);
    bind_unsigned(statement, 7, record->sampler.sheets_count);
    bind_unsigned(statement, 8, record->saved_ms);
    store_bind_int(statement, 9, record->saved_wall_ms);
    store_bind_text(statement, 10, record->averages);
}

/* ---- And back. */

static uint64_t read_unsigned(struct store_statement *statement, int column)
{
    int64_t value = store_column_int(statement, column);
    return value > 0 ? (uint64_t)value : 0;
}

static uint32_t read_count(struct store_statement *statement, int column)
{
    uint64_t value = read_unsigned(statement, column);
    return value < UINT32_MAX ? (uint32_t)value : UINT32_MAX;
}

static float read_figure(struct store_statement *statement, int column)
{
    return store_column_is_null(statement, column) ? HISTORY_UNKNOWN
                                                   : (float)store_column_real(statement, column);
}

static enum health_status read_status(struct store_statement *statement, int column)
{
    static const enum health_status ALL[] = {HEALTH_STARTING, HEALTH_HEALTHY, HEALTH_DEGRADED, HEALTH_DOWN};
    const char *word = store_column_text(statement, column);
    for (size_t i = 0; i < sizeof(ALL) / sizeof(ALL[0]); i++)
        if (strcmp(word, health_status_word(ALL[i])) == 0)
            return ALL[i];
    return HEALTH_HEALTHY;
}

struct history_sample history_read_sample(struct store_statement *statement)
{
    return (struct history_sample){
        .t_s = store_column_int(statement, 0),
        .status = read_status(statement, 1),
        .latency_s = read_figure(statement, 2),
        .memory_mb = read_figure(statement, 3),
        .sheets_s = read_figure(statement, 4),
        .queue = read_count(statement, 5),
        .errors = read_count(statement, 6),
        .reconnections = read_count(statement, 7),
    };
}

static struct history_figure read_sum(struct store_statement *statement, int column)
{
    return (struct history_figure){.sum = (float)store_column_real(statement, column),
                                   .max = (float)store_column_real(statement, column + 1),
                                   .count = read_count(statement, column + 2)};
}

struct history_slice history_read_slice(struct store_statement *statement)
{
    struct history_slice slice = {
        .began_s = store_column_int(statement, 0),
        .latency_s = read_sum(statement, 5),
        .memory_mb = read_sum(statement, 8),
        .sheets_s = read_sum(statement, 11),
        .queue = read_sum(statement, 14),
        .errors = read_count(statement, 17),
        .reconnections = read_count(statement, 18),
    };
    for (int i = 0; i < 4; i++)
        slice.seen[i] = read_count(statement, 1 + i);
    return slice;
}

struct incident history_read_incident(struct store_statement *statement)
{
    struct incident incident = {
        .began_ms = store_column_int(statement, 0),
        .ended_ms = store_column_int(statement, 1),
        .status = read_status(statement, 2),
        .seconds = read_count(statement, 4),
        .longest_silence_s = read_count(statement, 5),
        .end = INCIDENT_NOT_OBSERVED,
    };
    snprintf(incident.reason, sizeof(incident.reason), "%s", store_column_text(statement, 3));
    (void)incident_end_named(store_column_text(statement, 6), &incident.end);
    return incident;
}

void history_read_record(struct store_statement *statement, struct history_record *ret_record)
{
    struct history_record *r = ret_record;
    snprintf(r->boot, sizeof(r->boot), "%s", store_column_text(statement, 0));
    r->sampler = (struct sampler_record){
        .sampled_ms = read_unsigned(statement, 1),
        .life_ms = read_unsigned(statement, 2),
        .errors = store_column_real(statement, 3),
        .reconnections = store_column_real(statement, 4),
        .sheets_sum = store_column_real(statement, 5),
        .sheets_count = read_unsigned(statement, 6),
    };
    r->saved_ms = read_unsigned(statement, 7);
    r->saved_wall_ms = store_column_int(statement, 8);
    snprintf(r->averages, sizeof(r->averages), "%s", store_column_text(statement, 9));
}
