/* Months of the UTC calendar. */
#include "free_hours.h"

#include <time.h>

#define HOUR_MS INT64_C(3600000)

static int64_t month_start_ms(struct tm *month, int ahead)
{
    struct tm first = {.tm_year = month->tm_year, .tm_mon = month->tm_mon + ahead, .tm_mday = 1};
    return (int64_t)timegm(&first) * 1000;
}

struct free_hours_view free_hours(int64_t wall_ms)
{
    time_t now = (time_t)(wall_ms / 1000);
    struct tm month;
    gmtime_r(&now, &month);
    int64_t start_ms = month_start_ms(&month, 0), end_ms = month_start_ms(&month, 1);
    int64_t shared_end_ms = start_ms + FREE_HOURS * HOUR_MS / 2;
    return (struct free_hours_view){
        .known = true,
        .used = (unsigned)((wall_ms - start_ms) / HOUR_MS),
        .budget = FREE_HOURS,
        .left_at_month_end = FREE_HOURS - (int)((end_ms - start_ms) / HOUR_MS),
        .shared_end_wall_ms = shared_end_ms < end_ms ? shared_end_ms : 0,
    };
}
