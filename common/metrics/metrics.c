/* The numbers and their wire format: one line of text per metric, so that the supervisor needs no JSON to
 * read them and strace shows them. */
#include "metrics.h"

#include "allocate.h"
#include "array_len.h"
#include "metric_number.h"
#include "utf8.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

const double METRIC_BOUNDS[METRIC_BUCKETS] = {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30};

#define S   (1u << WORKER_SUPERVISOR)
#define G   (1u << WORKER_GATEWAY)
#define K   (1u << WORKER_SHEETS)
#define H   (1u << WORKER_HEALTH)
#define ALL (S | G | K | H)
static const struct {
    const char *id;
    unsigned owners;
    enum metric_kind kind;
    const char *family, *labels, *help;
} ROWS[METRICS] = {
#define METRIC(id, owners, kind, family, labels, help)                                                       \
    [METRIC_##id] = {#id, owners, METRIC_##kind, family, labels, help},
#include "metrics.def"
#undef METRIC
};
#undef S
#undef G
#undef K
#undef H

void metrics_init(struct metrics *m, enum worker owner)
{
    *m = (struct metrics){.owner = owner};
}

void metrics_add(struct metrics *m, enum metric metric, double amount)
{
    assert(ROWS[metric].kind == METRIC_COUNTER && metric_owned_by(metric, m->owner));
    m->values[metric].value += amount;
}

void metrics_set(struct metrics *m, enum metric metric, double value)
{
    assert(ROWS[metric].kind == METRIC_GAUGE && metric_owned_by(metric, m->owner));
    m->values[metric].value = value;
}

void metrics_observe(struct metrics *m, enum metric metric, double seconds)
{
    assert(ROWS[metric].kind == METRIC_HISTOGRAM && metric_owned_by(metric, m->owner));
    struct metric_value *v = &m->values[metric];
    int bucket = 0;
    while (bucket < METRIC_BUCKETS && seconds > METRIC_BOUNDS[bucket])
        bucket++;
    v->buckets[bucket]++;
    v->count++;
    v->value += seconds;
}

static const char *const TROUBLE_WORDS[] = {
#define TROUBLE(id, word) word,
#include "troubles.def"
#undef TROUBLE
};

static void put_line(char ret_line[METRIC_TROUBLE_SIZE], const char *words)
{
    size_t length = utf8_prefix(words, strcspn(words, "\n"), METRIC_TROUBLE_SIZE - 1);
    memcpy(ret_line, words, length);
    ret_line[length] = '\0';
}

void metrics_trouble(struct metrics *m, enum trouble trouble, const char *french, const char *english)
{
    put_line(m->troubles[trouble].french, french);
    put_line(m->troubles[trouble].english, english);
}

double metrics_get(const struct metrics *m, enum metric metric)
{
    return m->values[metric].value;
}

bool metric_owned_by(enum metric metric, enum worker worker)
{
    return ROWS[metric].owners >> worker & 1;
}

bool metric_has_many_owners(enum metric metric)
{
    unsigned owners = ROWS[metric].owners;
    return (owners & (owners - 1)) != 0;
}

enum metric_kind metric_kind(enum metric metric)
{
    return ROWS[metric].kind;
}

const char *metric_family(enum metric metric)
{
    return ROWS[metric].family;
}

const char *metric_labels(enum metric metric)
{
    return ROWS[metric].labels;
}

const char *metric_help(enum metric metric)
{
    return ROWS[metric].help;
}

#define LINE_MOST  (64 + (METRIC_BUCKETS + 3) * METRIC_NUMBER_MOST)
#define LINES_MOST (4 * LINE_MOST)

/* Returns the line's length. */
static size_t write_line(char line[LINE_MOST], enum metric metric, const struct metric_value *v)
{
    size_t n = strlen(ROWS[metric].id);
    memcpy(line, ROWS[metric].id, n);
    n += metric_number_write(line + n, v->value);
    if (ROWS[metric].kind == METRIC_HISTOGRAM) {
        n += metric_number_write(line + n, (double)v->count);
        for (size_t b = 0; b < ARRAY_LEN(v->buckets); b++)
            n += metric_number_write(line + n, (double)v->buckets[b]);
    }
    line[n] = '\n';
    return n + 1;
}

void metrics_write(const struct metrics *m, struct buffer *out)
{
    char lines[LINES_MOST];
    size_t n = 0;
    for (int i = 0; i < METRICS; i++) {
        if (!(ROWS[i].owners >> m->owner & 1))
            continue;
        n += write_line(lines + n, (enum metric)i, &m->values[i]);
        if (n <= sizeof(lines) - LINE_MOST)
            continue;
        buffer_append(out, lines, n);
        n = 0;
    }
    buffer_append(out, lines, n);
    shard_metrics_write(&m->shards, out);
    for (int i = 0; i < TROUBLES; i++) {
        if (m->troubles[i].french[0])
            buffer_format(out, "%s %s\n", TROUBLE_WORDS[i], m->troubles[i].french);
        if (m->troubles[i].english[0])
            buffer_format(out, "%s_EN %s\n", TROUBLE_WORDS[i], m->troubles[i].english);
    }
}

static int metric_named(const char *name, size_t length)
{
    for (int i = 0; i < METRICS; i++)
        if (strlen(ROWS[i].id) == length && memcmp(ROWS[i].id, name, length) == 0)
            return i;
    return -1;
}

static bool read_count(const char **text, uint64_t *ret_count)
{
    double value;
    if (!metric_number_read(text, &value) || value < 0 || value >= (double)UINT64_MAX)
        return false;
    *ret_count = (uint64_t)value;
    return true;
}

static bool read_value(const char *text, enum metric_kind kind, struct metric_value *ret_value)
{
    struct metric_value v = {0};
    if (!metric_number_read(&text, &v.value))
        return false;
    bool good = kind != METRIC_HISTOGRAM || read_count(&text, &v.count);
    for (size_t b = 0; good && kind == METRIC_HISTOGRAM && b < ARRAY_LEN(v.buckets); b++)
        good = read_count(&text, &v.buckets[b]);
    if (!good || *text)
        return false;
    *ret_value = v;
    return true;
}

/* "TROUBLE words" or "TROUBLE_EN words", whichever trouble it is; a new instance has its own. */
static bool read_trouble(struct metrics *m, const char *name, size_t length, const char *words,
                         bool counters_only)
{
    static const char ENGLISH[] = "_EN";
    for (int i = 0; i < TROUBLES; i++) {
        size_t word = strlen(TROUBLE_WORDS[i]);
        if (length < word || memcmp(name, TROUBLE_WORDS[i], word) != 0)
            continue;
        bool english = length == word + strlen(ENGLISH) && memcmp(name + word, ENGLISH, strlen(ENGLISH)) == 0;
        if (!english && length != word)
            continue;
        if (!counters_only)
            put_line(english ? m->troubles[i].english : m->troubles[i].french, words);
        return true;
    }
    return false;
}

/* `expected`: where the line's metric most often stands, behind the last one; moves on. */
static void read_line(struct metrics *m, const char *line, size_t length, bool counters_only, int *expected)
{
    char text[METRIC_TROUBLE_SIZE + 112];
    const char *space = memchr(line, ' ', length);
    if (!space || length >= sizeof(text))
        return;
    memcpy(text, space + 1, length - (size_t)(space + 1 - line));
    text[length - (size_t)(space + 1 - line)] = '\0';
    if (read_trouble(m, line, (size_t)(space - line), text, counters_only))
        return;
    if (space - line == 5 && memcmp(line, "SHARD", 5) == 0) {
        shard_metrics_read(&m->shards, text, counters_only);
        return;
    }
    size_t name = (size_t)(space - line);
    bool is_expected = strlen(ROWS[*expected].id) == name && memcmp(ROWS[*expected].id, line, name) == 0;
    int metric = is_expected ? *expected : metric_named(line, name);
    if (metric < 0)
        return;
    *expected = (metric + 1) % METRICS;
    if (!counters_only || ROWS[metric].kind != METRIC_GAUGE)
        (void)read_value(text, ROWS[metric].kind, &m->values[metric]);
}

void metrics_read(struct metrics *m, const char *body, size_t length, bool counters_only)
{
    int expected = 0;
    m->shards.count = 0;
    memset(m->troubles, 0, sizeof(m->troubles));
    for (size_t at = 0; at < length;) {
        const char *end = memchr(body + at, '\n', length - at);
        size_t line = end ? (size_t)(end - (body + at)) : length - at;
        read_line(m, body + at, line, counters_only, &expected);
        at += line + 1;
    }
}

double metrics_kept_value(const char *body, size_t length, enum metric metric)
{
    struct metrics *kept = allocate(1, sizeof(*kept));
    metrics_read(kept, body, length, false);
    double value = metrics_get(kept, metric);
    free(kept);
    return value;
}
