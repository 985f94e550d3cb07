/* Reading the clocks and writing times as text. */
#include "clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

static struct timespec read_clock(clockid_t which)
{
    struct timespec t = {0};
    clock_gettime(which, &t);
    return t;
}

uint64_t clock_monotonic_us(void)
{
    struct timespec t = read_clock(CLOCK_MONOTONIC);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

uint64_t clock_monotonic_ms(void)
{
    return clock_monotonic_us() / 1000;
}

int64_t clock_wall_ms(void)
{
    struct timespec t = read_clock(CLOCK_REALTIME);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static const char *format_utc(int64_t wall_ms, const char *format, char *text, size_t size)
{
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm utc;
    gmtime_r(&seconds, &utc);
    if (strftime(text, size, format, &utc) == 0 && size)
        text[0] = '\0';
    return text;
}

const char *clock_iso_seconds(int64_t wall_ms, char *text, size_t size)
{
    return format_utc(wall_ms, "%Y-%m-%dT%H:%M:%S", text, size);
}

const char *clock_iso_millis(int64_t wall_ms, char *text, size_t size)
{
    char seconds[CLOCK_TEXT_SIZE];
    snprintf(text, size, "%s.%03dZ", clock_iso_seconds(wall_ms, seconds, sizeof(seconds)),
             (int)(wall_ms % 1000));
    return text;
}

const char *clock_time_of_day(int64_t wall_ms, char *text, size_t size)
{
    return format_utc(wall_ms, "%H:%M:%S", text, size);
}

const char *clock_duration(uint64_t seconds, char *text, size_t size)
{
    uint64_t days = seconds / 86400;
    unsigned rest = (unsigned)(seconds % 86400);
    char head[40] = "";
    if (days)
        snprintf(head, sizeof(head), "%" PRIu64 " day%s, ", days, days == 1 ? "" : "s");
    snprintf(text, size, "%s%u:%02u:%02u", head, rest / 3600, rest / 60 % 60, rest % 60);
    return text;
}
