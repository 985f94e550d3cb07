/* A ring and two short lists. */
#include "backlog.h"

#include <string.h>

bool backlog_is_empty(const struct backlog *b)
{
    return b->sample_count + b->transition_count + b->incident_count == 0;
}

const struct history_sample *backlog_sample(const struct backlog *b, size_t n)
{
    return &b->samples[(b->first_sample + n) % BACKLOG_SAMPLES_MAX];
}

static void drop_samples(struct backlog *b, uint64_t count)
{
    b->first_sample = (b->first_sample + (size_t)count) % BACKLOG_SAMPLES_MAX;
    b->sample_count -= (size_t)count;
    b->samples_gone += count;
}

static void drop_transitions(struct backlog *b, uint64_t count)
{
    b->transition_count -= (size_t)count;
    b->transitions_gone += count;
    memmove(b->transitions, b->transitions + count, b->transition_count * sizeof(b->transitions[0]));
}

static void drop_incident(struct backlog *b, size_t at)
{
    b->incident_count--;
    memmove(b->incidents + at, b->incidents + at + 1, (b->incident_count - at) * sizeof(b->incidents[0]));
}

bool backlog_add_sample(struct backlog *b, const struct history_sample *sample)
{
    bool full = b->sample_count == BACKLOG_SAMPLES_MAX;
    if (full) {
        drop_samples(b, 1);
        b->lost++;
    }
    b->samples[(b->first_sample + b->sample_count++) % BACKLOG_SAMPLES_MAX] = *sample;
    return full;
}

void backlog_add_transition(struct backlog *b, const struct transition *transition)
{
    if (b->transition_count == BACKLOG_TRANSITIONS_MAX)
        drop_transitions(b, 1);
    b->transitions[b->transition_count++] = *transition;
}

void backlog_put_incident(struct backlog *b, const struct incident *incident)
{
    for (size_t i = 0; i < b->incident_count; i++) {
        if (b->incidents[i].began_ms != incident->began_ms)
            continue;
        b->incidents[i] = *incident;
        return;
    }
    if (b->incident_count == BACKLOG_INCIDENTS_MAX)
        drop_incident(b, 0);
    b->incidents[b->incident_count++] = *incident;
}

struct backlog_mark backlog_take(const struct backlog *b, struct backlog_part *ret_part)
{
    struct backlog_part *p = ret_part;
    p->sample_count = b->sample_count < BACKLOG_PART_SAMPLES ? b->sample_count : BACKLOG_PART_SAMPLES;
    for (size_t i = 0; i < p->sample_count; i++)
        p->samples[i] = *backlog_sample(b, i);
    p->transition_count = b->transition_count;
    memcpy(p->transitions, b->transitions, b->transition_count * sizeof(b->transitions[0]));
    p->incident_count = b->incident_count;
    memcpy(p->incidents, b->incidents, b->incident_count * sizeof(b->incidents[0]));
    return (struct backlog_mark){b->samples_gone, b->transitions_gone};
}

/* How many of `taken` have not left the front meanwhile, pushed out by newer ones. */
static uint64_t still_there(size_t taken, uint64_t gone_before, uint64_t gone_now)
{
    uint64_t gone = gone_now - gone_before;
    return gone < taken ? taken - gone : 0;
}

static bool is_same(const struct incident *a, const struct incident *b)
{
    return a->began_ms == b->began_ms && a->ended_ms == b->ended_ms && a->status == b->status &&
           a->seconds == b->seconds && a->longest_silence_s == b->longest_silence_s && a->end == b->end;
}

void backlog_written(struct backlog *b, struct backlog_mark mark, const struct backlog_part *part)
{
    uint64_t samples = still_there(part->sample_count, mark.samples_gone, b->samples_gone);
    b->lost -= part->sample_count - samples; /* pushed out, but written all the same */
    drop_samples(b, samples);
    drop_transitions(b, still_there(part->transition_count, mark.transitions_gone, b->transitions_gone));
    for (size_t i = 0; i < part->incident_count; i++)
        for (size_t n = b->incident_count; n-- > 0;)
            if (is_same(&b->incidents[n], &part->incidents[i]))
                drop_incident(b, n);
}
