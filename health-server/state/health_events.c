/* Log lines taken apart for the pages. */
#include "health_events.h"

#include "array_len.h"
#include "json_value.h"
#include "utf8.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ID_DIGITS 15 /* a Discord id has 17 to 20, an amount of anything that we count has fewer */

static bool take_number(const char **at, unsigned digits, char behind, int *ret_value)
{
    int value = 0;
    for (unsigned i = 0; i < digits; i++, (*at)++) {
        if (!isdigit((unsigned char)**at))
            return false;
        value = value * 10 + (**at - '0');
    }
    if (behind && *(*at)++ != behind)
        return false;
    *ret_value = value;
    return true;
}

/* "2024-01-01T12:00:00…", UTC */
static bool take_time(const char *stamp, int64_t *ret_ms)
{
    struct tm utc = {0};
    if (!take_number(&stamp, 4, '-', &utc.tm_year) || !take_number(&stamp, 2, '-', &utc.tm_mon) ||
        !take_number(&stamp, 2, 'T', &utc.tm_mday) || !take_number(&stamp, 2, ':', &utc.tm_hour) ||
        !take_number(&stamp, 2, ':', &utc.tm_min) || !take_number(&stamp, 2, 0, &utc.tm_sec))
        return false;
    utc.tm_year -= 1900;
    utc.tm_mon -= 1;
    *ret_ms = (int64_t)timegm(&utc) * 1000;
    return true;
}

static size_t digits_at(const char *text, size_t length)
{
    size_t n = 0;
    while (n < length && isdigit((unsigned char)text[n]))
        n++;
    return n;
}

/* With ids masked, cut to `size`. */
static void take_text(const char *text, size_t length, char *message, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < length && used < size - 4;) {
        size_t digits = digits_at(text + i, length - i);
        if (digits >= ID_DIGITS) {
            memcpy(message + used, "…", strlen("…"));
            used += strlen("…");
            i += digits;
            continue;
        }
        message[used++] = text[i++];
    }
    message[utf8_prefix(message, used, used)] = '\0';
}

/* The fields that are shown, from wherever they are looked up: `get` gives "" for what is not there. */
static void take_fields(struct health_event *event, const char *(*get)(void *ctx, const char *key), void *ctx)
{
    static const struct {
        const char *key;
        size_t at;
    } TEXTS[] = {{"meaning", offsetof(struct health_event, meaning)},
                 {"reason", offsetof(struct health_event, reason)},
                 {"next", offsetof(struct health_event, next)}};
    for (size_t i = 0; i < ARRAY_LEN(TEXTS); i++) {
        const char *text = get(ctx, TEXTS[i].key);
        take_text(text, strlen(text), (char *)event + TEXTS[i].at, EVENT_FIELD_SIZE);
    }
    snprintf(event->id, sizeof(event->id), "%s", get(ctx, "event"));
    event->code = (int)strtol(get(ctx, "code"), NULL, 10);
    const char *in_s = get(ctx, "in_seconds");
    event->in_s = *in_s ? strtod(in_s, NULL) : -1;
    const char *replayed = get(ctx, "replayed"); /* takes the place of the one before */
    event->replayed = *replayed ? strtol(replayed, NULL, 10) : -1;
}

struct json_fields {
    const struct json_value *json;
    char number[32];
};

static const char *json_field(void *ctx, const char *key)
{
    struct json_fields *fields = ctx;
    const struct json_value *value = json_get(fields->json, key);
    const char *text = json_text(value, NULL);
    if (text || !value)
        return text ? text : "";
    snprintf(fields->number, sizeof(fields->number), "%.3f", json_number(value, 0));
    return fields->number;
}

static bool read_json(const char *line, size_t length, struct health_event *event)
{
    struct json_value *json = NULL;
    if (err_is(json_parse(line, length, &json)))
        return false;
    struct json_fields fields = {.json = json};
    const char *message = json_text(json_get(json, "message"), "");
    bool good = take_time(json_text(json_get(json, "ts"), ""), &event->at_ms) &&
                log_level_named(json_text(json_get(json, "level"), ""), &event->level);
    snprintf(event->program, sizeof(event->program), "%s", json_text(json_get(json, "program"), ""));
    take_text(message, strlen(message), event->message, sizeof(event->message));
    take_fields(event, json_field, &fields);
    json_destroy(&json);
    return good;
}

struct text_fields {
    const char *at, *end; /* " event=… key=value key=\"a b\"" */
    char value[512];
};

/* The value behind " key=", with its quotes and escapes taken away. */
static const char *text_field(void *ctx, const char *key)
{
    struct text_fields *f = ctx;
    char sought[32];
    int sought_length = snprintf(sought, sizeof(sought), " %s=", key);
    const char *at = memmem(f->at, (size_t)(f->end - f->at), sought, (size_t)sought_length);
    size_t used = 0;
    f->value[0] = '\0';
    if (!at)
        return f->value;
    at += sought_length;
    bool quoted = at < f->end && *at == '"';
    for (at += quoted; at < f->end && used < sizeof(f->value) - 1 && *at != (quoted ? '"' : ' '); at++) {
        at += *at == '\\' && at + 1 < f->end;
        f->value[used++] = *at;
    }
    f->value[used] = '\0';
    return f->value;
}

/* The next word of the line; its end is moved past the space behind it. */
static bool take_word(const char **at, const char *end, char *word, size_t size)
{
    const char *space = memchr(*at, ' ', (size_t)(end - *at));
    if (!space || (size_t)(space - *at) >= size)
        return false;
    memcpy(word, *at, (size_t)(space - *at));
    word[space - *at] = '\0';
    *at = space + 1;
    return true;
}

static bool read_text(const char *line, size_t length, struct health_event *event)
{
    const char *at = line, *end = line + length;
    char stamp[40], level[16];
    if (!take_word(&at, end, stamp, sizeof(stamp)) || !take_time(stamp, &event->at_ms))
        return false;
    if (!take_word(&at, end, level, sizeof(level)) || !log_level_named(level, &event->level))
        return false;
    if (!take_word(&at, end, event->program, sizeof(event->program)))
        return false;
    const char *fields = memmem(at, (size_t)(end - at), " event=", strlen(" event="));
    struct text_fields looked = {.at = fields ? fields : end, .end = end};
    take_text(at, (size_t)(looked.at - at), event->message, sizeof(event->message));
    take_fields(event, text_field, &looked);
    return true;
}

bool event_read(const char *line, size_t length, struct health_event *ret_event)
{
    struct health_event event = {.times = 1};
    if (length > 3 && line[0] == '<' && line[2] == '>') { /* syslog priority, see log.h */
        line += 3;
        length -= 3;
    }
    while (length && (line[length - 1] == '\n' || line[length - 1] == '\r'))
        length--;
    if (!length)
        return false;
    bool good = line[0] == '{' ? read_json(line, length, &event) : read_text(line, length, &event);
    if (good)
        *ret_event = event;
    return good;
}

static bool repeats(const struct health_event *event, const struct health_event *earlier)
{
    return event->level == earlier->level && event->code == earlier->code &&
           strcmp(event->program, earlier->program) == 0 && strcmp(event->message, earlier->message) == 0 &&
           strcmp(event->meaning, earlier->meaning) == 0 && strcmp(event->next, earlier->next) == 0;
}

static struct health_event *place(struct health_events *ring, size_t back)
{
    return &ring->events[(ring->next + EVENTS_MOST - 1 - back) % EVENTS_MOST];
}

/* Those behind it move one place back. */
static void take_out(struct health_events *ring, size_t back)
{
    for (; back > 0; back--)
        *place(ring, back) = *place(ring, back - 1);
    ring->next = (ring->next + EVENTS_MOST - 1) % EVENTS_MOST;
    ring->count--;
}

void health_events_add(struct health_events *ring, const struct health_event *event)
{
    struct health_event newest = *event;
    newest.times = 1;
    for (size_t back = 0; back < EVENT_FOLD_MAX && back < ring->count; back++)
        if (repeats(event, place(ring, back))) {
            newest.times += place(ring, back)->times;
            take_out(ring, back);
            break;
        }
    ring->events[ring->next] = newest;
    ring->next = (ring->next + 1) % EVENTS_MOST;
    if (ring->count < EVENTS_MOST)
        ring->count++;
}

const struct health_event *health_events_at(const struct health_events *ring, size_t back)
{
    if (back >= ring->count)
        return NULL;
    return &ring->events[(ring->next + EVENTS_MOST - 1 - back) % EVENTS_MOST];
}
