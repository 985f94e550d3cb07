/* IDENTIFYs of the last 24 hours, counted by the hour: a count may be forgotten up to an hour late, never
 * early. Which bucket spent the last one is not written down: after a restart all of them wait for it. */
#include "identify_budget.h"

#include <string.h>

#define HOUR_MS      3600000
#define HOUR_MOST    (INT64_MAX / HOUR_MS / 2) /* a ledger past this would overflow what is added to it */
#define SOFT_WAIT_MS 600000
#define DAY_MS       (IDENTIFY_HOURS * HOUR_MS)

void identify_budget_init(struct identify_budget *b)
{
    *b = (struct identify_budget){.concurrency = 1};
}

void identify_budget_allow(struct identify_budget *b, unsigned max_concurrency)
{
    b->concurrency = max_concurrency == 0                 ? 1
                     : max_concurrency > IDENTIFY_BUCKETS ? IDENTIFY_BUCKETS
                                                          : max_concurrency;
}

void identify_budget_learn(struct identify_budget *b, uint32_t remaining, uint64_t reset_after_ms,
                           int64_t wall_ms)
{
    b->granted = remaining;
    b->granted_until_ms = wall_ms + (int64_t)(reset_after_ms < DAY_MS ? reset_after_ms : DAY_MS);
}

static uint32_t *count_of(struct identify_budget *b, int64_t hour)
{
    return &b->spent[hour % IDENTIFY_HOURS];
}

/* A clock set back leaves the counts where they are. */
static void move_on(struct identify_budget *b, int64_t wall_ms)
{
    int64_t hour = wall_ms / HOUR_MS;
    if (hour - b->hour >= IDENTIFY_HOURS)
        memset(b->spent, 0, sizeof(b->spent));
    else
        for (int64_t h = b->hour + 1; h <= hour; h++)
            *count_of(b, h) = 0;
    if (hour > b->hour)
        b->hour = hour;
}

static uint32_t sum(const struct identify_budget *b)
{
    uint32_t all = 0;
    for (int i = 0; i < IDENTIFY_HOURS; i++)
        all += b->spent[i];
    return all;
}

/* How many are gone by Discord's count. One that names a time more than a day away was written under another
 * clock. */
static uint32_t gone_by_discord(const struct identify_budget *b, int64_t wall_ms)
{
    bool holds = wall_ms < b->granted_until_ms && b->granted_until_ms - wall_ms <= DAY_MS;
    return holds && b->granted < IDENTIFY_A_DAY ? IDENTIFY_A_DAY - b->granted : 0;
}

static uint64_t until(int64_t then_ms, int64_t wall_ms)
{
    return then_ms > wall_ms ? (uint64_t)(then_ms - wall_ms) : 0;
}

uint64_t identify_budget_wait_ms(struct identify_budget *b, unsigned shard, int64_t wall_ms)
{
    move_on(b, wall_ms);
    uint32_t ours = sum(b), theirs = gone_by_discord(b, wall_ms);
    uint32_t all = ours > theirs ? ours : theirs;
    uint64_t longest = IDENTIFY_SPACING_MS;
    int64_t since = b->bucket_ms[shard % b->concurrency];
    if (theirs >= IDENTIFY_HARD_STOP)
        return until(b->granted_until_ms, wall_ms);
    if (all >= IDENTIFY_HARD_STOP) {
        longest = HOUR_MS;
        since = b->hour * HOUR_MS;
    } else if (all >= IDENTIFY_SOFT_STOP) {
        longest = SOFT_WAIT_MS;
        since = b->last_ms;
    }
    if (since == 0)
        return 0;
    uint64_t wait = until(since + (int64_t)longest, wall_ms);
    return wait < longest ? wait : longest; /* the clock may have been set back */
}

int64_t identify_budget_spent_until_ms(struct identify_budget *b, int64_t wall_ms)
{
    move_on(b, wall_ms);
    if (gone_by_discord(b, wall_ms) >= IDENTIFY_HARD_STOP)
        return b->granted_until_ms;
    return sum(b) >= IDENTIFY_HARD_STOP ? (b->hour + 1) * HOUR_MS : 0;
}

void identify_budget_spent(struct identify_budget *b, unsigned shard, int64_t wall_ms)
{
    move_on(b, wall_ms);
    (*count_of(b, b->hour))++;
    b->last_ms = b->bucket_ms[shard % b->concurrency] = wall_ms;
    if (b->granted)
        b->granted--;
}

uint32_t identify_budget_left(struct identify_budget *b, int64_t wall_ms)
{
    move_on(b, wall_ms);
    uint32_t ours = sum(b), theirs = gone_by_discord(b, wall_ms);
    uint32_t all = ours > theirs ? ours : theirs;
    return all < IDENTIFY_A_DAY ? IDENTIFY_A_DAY - all : 0;
}

void identify_budget_write(const struct identify_budget *b, struct json_writer *w)
{
    jw_key(w, "identifies");
    jw_object(w);
    jw_member_int(w, "hour", b->hour);
    jw_member_int(w, "last_ms", b->last_ms);
    jw_member_int(w, "granted", b->granted);
    jw_member_int(w, "granted_until_ms", b->granted_until_ms);
    jw_key(w, "spent");
    jw_array(w);
    for (int i = 0; i < IDENTIFY_HOURS; i++)
        jw_uint(w, b->spent[i]);
    jw_array_end(w);
    jw_object_end(w);
}

void identify_budget_read(struct identify_budget *b, const struct json_value *object)
{
    const struct json_value *written = json_get(object, "identifies");
    const struct json_value *spent = json_get(written, "spent");
    struct identify_budget read = {.hour = json_int(json_get(written, "hour"), -1),
                                   .last_ms = json_int(json_get(written, "last_ms"), -1)};
    if (read.hour < 0 || read.hour > HOUR_MOST || read.last_ms < 0 || read.last_ms > HOUR_MOST * HOUR_MS ||
        json_length(spent) != IDENTIFY_HOURS)
        return;
    for (size_t i = 0; i < IDENTIFY_HOURS; i++) {
        int64_t count = json_int(json_at(spent, i), -1);
        if (count < 0 || count > IDENTIFY_A_DAY)
            return;
        read.spent[i] = (uint32_t)count;
    }
    int64_t granted = json_int(json_get(written, "granted"), 0);
    if (granted >= 0 && granted <= UINT32_MAX) {
        read.granted = (uint32_t)granted;
        read.granted_until_ms = json_int(json_get(written, "granted_until_ms"), 0);
    }
    read.concurrency = b->concurrency;
    for (size_t i = 0; i < IDENTIFY_BUCKETS; i++)
        read.bucket_ms[i] = read.last_ms;
    *b = read;
}
