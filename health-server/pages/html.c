/* Escaping, and numbers as French readers expect them. */
#include "html.h"

#include "clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const char *entity(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void html_text(struct buffer *out, const char *text)
{
    for (; *text; text++) {
        const char *escaped = entity(*text);
        if (escaped)
            buffer_text(out, escaped);
        else
            buffer_char(out, *text);
    }
}

void html_duration(struct buffer *out, uint64_t seconds)
{
    uint64_t minutes = seconds / 60, hours = minutes / 60, days = hours / 24;
    if (days)
        buffer_format(out, "%" PRIu64 "\u00a0j %" PRIu64 "\u00a0h", days, hours % 24);
    else if (hours)
        buffer_format(out, "%" PRIu64 "\u00a0h\u00a0%02" PRIu64, hours, minutes % 60);
    else if (minutes)
        buffer_format(out, "%" PRIu64 "\u00a0min", minutes);
    else
        buffer_format(out, "%" PRIu64 "\u00a0s", seconds);
}

void html_decimal(struct buffer *out, double value, int decimals)
{
    char text[64];
    snprintf(text, sizeof(text), "%.*f", decimals, value);
    char *point = strchr(text, '.');
    if (point)
        *point = ',';
    buffer_text(out, text);
}

void html_count(struct buffer *out, uint64_t count, const char *one, const char *many)
{
    buffer_format(out, "%" PRIu64 " %s", count, count < 2 ? one : many);
}

void html_moment(struct buffer *out, int64_t wall_ms)
{
    static const char *const MONTHS[] = {"janvier",   "février", "mars",     "avril",
                                         "mai",       "juin",    "juillet",  "août",
                                         "septembre", "octobre", "novembre", "décembre"};
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm utc;
    char iso[CLOCK_TEXT_SIZE];
    if (wall_ms <= 0 || !gmtime_r(&seconds, &utc))
        return;
    buffer_format(out, "<time datetime=\"%sZ\">%d%s %s, %02d:%02d UTC</time>",
                  clock_iso_seconds(wall_ms, iso, sizeof(iso)), utc.tm_mday, utc.tm_mday == 1 ? "er" : "",
                  MONTHS[utc.tm_mon], utc.tm_hour, utc.tm_min);
}
