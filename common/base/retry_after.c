/* Seconds or a date. */
#include "retry_after.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

uint64_t retry_after_seconds_ms(double seconds)
{
    if (!(seconds > 0))
        return 0;
    double most_s = (double)RETRY_AFTER_MAX_MS / 1000, ms = (seconds < most_s ? seconds : most_s) * 1000;
    return (uint64_t)ms + ((double)(uint64_t)ms < ms);
}

bool http_date_read(const char *text, int64_t *ret_seconds)
{
    struct tm tm = {0};
    const char *end = text ? strptime(text, "%a, %d %b %Y %H:%M:%S", &tm) : NULL;
    if (!end || strcmp(end, " GMT") != 0)
        return false;
    *ret_seconds = (int64_t)timegm(&tm);
    return true;
}

uint64_t retry_after_ms(const char *value, const char *date)
{
    int64_t until_s, now_s;
    if (value && *value >= '0' && *value <= '9')
        return retry_after_seconds_ms(strtod(value, NULL));
    if (!http_date_read(value, &until_s) || !http_date_read(date, &now_s))
        return 0;
    return retry_after_seconds_ms((double)(until_s - now_s));
}
