/* Escaping, and numbers and times as readers of each language expect them. */
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

void html_duration(struct buffer *out, enum language language, uint64_t seconds)
{
    uint64_t minutes = seconds / 60, hours = minutes / 60, days = hours / 24;
    if (days)
        buffer_format(out, "%" PRIu64 "\u00a0%s %" PRIu64 "\u00a0h", days, language == FRENCH ? "j" : "d",
                      hours % 24);
    else if (hours)
        buffer_format(out, "%" PRIu64 "\u00a0h\u00a0%02" PRIu64, hours, minutes % 60);
    else if (minutes)
        buffer_format(out, "%" PRIu64 "\u00a0min", minutes);
    else
        buffer_format(out, "%" PRIu64 "\u00a0s", seconds);
}

void html_decimal(struct buffer *out, enum language language, double value, int decimals)
{
    char text[64];
    snprintf(text, sizeof(text), "%.*f", decimals, value);
    char *point = strchr(text, '.');
    if (point && language == FRENCH)
        *point = ',';
    buffer_text(out, text);
}

void html_count(struct buffer *out, enum language language, uint64_t count, const char *one, const char *many)
{
    bool single = language == FRENCH ? count < 2 : count == 1;
    buffer_format(out, "%" PRIu64 " %s", count, single ? one : many);
}

void html_moment_text(struct buffer *out, enum language language, int64_t wall_ms)
{
    static const char *const MONTHS[LANGUAGES][12] = {
        [FRENCH] = {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
                    "octobre", "novembre", "décembre"},
        [ENGLISH] = {"January", "February", "March", "April", "May", "June", "July", "August", "September",
                     "October", "November", "December"},
    };
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm utc;
    if (wall_ms <= 0 || !gmtime_r(&seconds, &utc))
        return;
    const char *first = utc.tm_mday == 1 && language == FRENCH ? "er" : "";
    buffer_format(out, "%d%s %s, %02d:%02d", utc.tm_mday, first, MONTHS[language][utc.tm_mon], utc.tm_hour,
                  utc.tm_min);
}

void html_moment(struct buffer *out, enum language language, int64_t wall_ms)
{
    char iso[CLOCK_TEXT_SIZE];
    if (wall_ms <= 0)
        return;
    buffer_format(out, "<time datetime=\"%sZ\">", clock_iso_seconds(wall_ms, iso, sizeof(iso)));
    html_moment_text(out, language, wall_ms);
    buffer_text(out, " UTC</time>");
}

void html_clock(struct buffer *out, int64_t wall_ms)
{
    char iso[CLOCK_TEXT_SIZE];
    if (wall_ms > 0)
        buffer_format(out, "<time class=\"clock\" datetime=\"%sZ\">%.5s UTC</time>",
                      clock_iso_seconds(wall_ms, iso, sizeof(iso)), iso + strlen("2024-01-01T"));
}
