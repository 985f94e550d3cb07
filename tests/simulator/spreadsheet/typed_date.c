/* Calendar days by Howard Hinnant's well-known arithmetic of 400-year eras. */
#include "typed_date.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { DAYS_TO_1899 = 25569 }; /* 30 December 1899 to 1 January 1970 */

static long days_from_civil(long y, long m, long d)
{
    y -= m <= 2;
    long era = (y >= 0 ? y : y - 399) / 400, year = y - era * 400;
    long day = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + year * 365 + year / 4 - year / 100 + day - 719468;
}

static void civil_from_days(long days, long *y, long *m, long *d)
{
    days += 719468;
    long era = (days >= 0 ? days : days - 146096) / 146097, of_era = days - era * 146097;
    long year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    long day = of_era - (365 * year + year / 4 - year / 100), month = (5 * day + 2) / 153;
    *d = day - (153 * month + 2) / 5 + 1;
    *m = month + (month < 10 ? 3 : -9);
    *y = year + era * 400 + (*m <= 2);
}

bool typed_date_read(const char *text, double *ret_serial)
{
    int y = TYPED_DATE_YEAR, m = 0, d = 0, end = 0;
    if (!isdigit((unsigned char)text[0]) || strspn(text, "0123456789/-") != strlen(text))
        return false;
    bool iso = sscanf(text, "%4d-%2d-%2d%n", &y, &m, &d, &end) == 3 && !text[end];
    if (!iso) {
        y = TYPED_DATE_YEAR;
        end = 0;
        bool whole = sscanf(text, "%2d/%2d/%4d%n", &d, &m, &y, &end) == 3;
        if (!whole && sscanf(text, "%2d/%2d%n", &d, &m, &end) != 2)
            return false;
        if (!end || text[end])
            return false;
    }
    long days, y2, m2, d2;
    if (y < 1900 || y > 9999 || m < 1 || m > 12 || d < 1 || d > 31)
        return false;
    days = days_from_civil(y, m, d);
    civil_from_days(days, &y2, &m2, &d2);
    *ret_serial = (double)(days + DAYS_TO_1899);
    return y2 == y && m2 == m && d2 == d;
}

void typed_date_write(double serial, char *text)
{
    long y, m, d;
    civil_from_days((long)serial - DAYS_TO_1899, &y, &m, &d);
    snprintf(text, TYPED_DATE_SIZE, "%02ld/%02ld/%04ld", d, m, y);
}
