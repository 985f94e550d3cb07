/* Log lines taken apart for the pages. */
#include "event_ring.h"

#include "json_value.h"
#include "utf8.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define ID_DIGITS 15 /* a Discord id has 17 to 20, an amount of anything that we count has fewer */

/* "2024-01-01T12:00:00…" → "12:00:00" */
static bool take_time(const char *stamp, size_t length, char time[9])
{
    if (length < 19 || stamp[10] != 'T' || stamp[13] != ':' || stamp[16] != ':')
        return false;
    memcpy(time, stamp + 11, 8);
    time[8] = '\0';
    return true;
}

static size_t digits_at(const char *text, size_t length)
{
    size_t n = 0;
    while (n < length && isdigit((unsigned char)text[n]))
        n++;
    return n;
}

static void take_message(const char *text, size_t length, char message[EVENT_MESSAGE_SIZE])
{
    size_t used = 0;
    for (size_t i = 0; i < length && used < EVENT_MESSAGE_SIZE - 4;) {
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

static bool read_json(const char *line, size_t length, struct health_event *event)
{
    struct json_value *json = NULL;
    if (err_is(json_parse(line, length, &json)))
        return false;
    const char *stamp = json_text(json_get(json, "ts"), "");
    const char *message = json_text(json_get(json, "message"), "");
    bool good = take_time(stamp, strlen(stamp), event->time) &&
                log_level_named(json_text(json_get(json, "level"), ""), &event->level);
    snprintf(event->program, sizeof(event->program), "%s", json_text(json_get(json, "program"), ""));
    take_message(message, strlen(message), event->message);
    json_destroy(&json);
    return good;
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
    if (!take_word(&at, end, stamp, sizeof(stamp)) || !take_time(stamp, strlen(stamp), event->time))
        return false;
    if (!take_word(&at, end, level, sizeof(level)) || !log_level_named(level, &event->level))
        return false;
    if (!take_word(&at, end, event->program, sizeof(event->program)))
        return false;
    const char *fields = memmem(at, (size_t)(end - at), " event=", strlen(" event="));
    take_message(at, (size_t)((fields ? fields : end) - at), event->message);
    return true;
}

bool event_read(const char *line, size_t length, struct health_event *ret_event)
{
    struct health_event event = {0};
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

void event_ring_add(struct event_ring *ring, const struct health_event *event)
{
    ring->events[ring->next] = *event;
    ring->next = (ring->next + 1) % EVENTS_MOST;
    if (ring->count < EVENTS_MOST)
        ring->count++;
}

const struct health_event *event_ring_at(const struct event_ring *ring, size_t back)
{
    if (back >= ring->count)
        return NULL;
    return &ring->events[(ring->next + EVENTS_MOST - 1 - back) % EVENTS_MOST];
}
