/* shard_metrics.def expanded, and the lines of text. */
#include "shard_metrics.h"

#include "metric_number.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    enum { COUNTER, GAUGE } kind;
    const char *family, *help;
} ROWS[SHARD_METRICS] = {
#define SHARD_METRIC(id, kind, family, help) [SHARD_METRIC_##id] = {kind, family, help},
#include "shard_metrics.def"
#undef SHARD_METRIC
};

bool shard_metric_is_counter(enum shard_metric metric)
{
    return ROWS[metric].kind == COUNTER;
}

const char *shard_metric_family(enum shard_metric metric)
{
    return ROWS[metric].family;
}

const char *shard_metric_help(enum shard_metric metric)
{
    return ROWS[metric].help;
}

void shard_metrics_list(struct shard_metrics *s, const uint16_t *ids, size_t count)
{
    struct shard_metrics before = *s;
    *s = (struct shard_metrics){.count = count < METRIC_SHARDS_MOST ? count : METRIC_SHARDS_MOST};
    for (size_t i = 0; i < s->count; i++) {
        s->shards[i].id = ids[i];
        for (size_t b = 0; b < before.count; b++)
            if (before.shards[b].id == ids[i])
                s->shards[i] = before.shards[b];
    }
}

void shard_metrics_write(const struct shard_metrics *s, struct buffer *out)
{
    for (size_t i = 0; i < s->count; i++) {
        char line[16 + (SHARD_METRICS + 1) * METRIC_NUMBER_MOST] = "SHARD";
        size_t n = strlen(line);
        n += metric_number_write(line + n, s->shards[i].id);
        for (int m = 0; m < SHARD_METRICS; m++)
            n += metric_number_write(line + n, s->shards[i].values[m]);
        line[n++] = '\n';
        buffer_append(out, line, n);
    }
}

void shard_metrics_read(struct shard_metrics *s, const char *text, bool counters_only)
{
    char *end;
    struct metric_shard read = {.id = 0};
    unsigned long id = strtoul(text, &end, 10);
    if (end == text || id > UINT16_MAX || s->count == METRIC_SHARDS_MOST)
        return;
    read.id = (uint16_t)id;
    const char *at = end;
    for (int m = 0; m < SHARD_METRICS; m++) {
        double value;
        if (!metric_number_read(&at, &value))
            return;
        read.values[m] = counters_only && ROWS[m].kind == GAUGE ? 0 : value;
    }
    if (!*at)
        s->shards[s->count++] = read;
}
