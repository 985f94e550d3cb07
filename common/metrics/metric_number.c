/* Digits by hand, the rest by the C library. */
#include "metric_number.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WHOLE_MOST   1e15 /* all whole numbers below have 15 digits at most and are exact */
#define WHOLE_DIGITS 15

size_t metric_number_write(char at[METRIC_NUMBER_MOST], double value)
{
    char text[1 + WHOLE_DIGITS];
    size_t first = sizeof(text);
    if (!(value >= 0 && value < WHOLE_MOST) || value != (double)(uint64_t)value || signbit(value))
        return (size_t)snprintf(at, METRIC_NUMBER_MOST, " %.17g", value);
    uint64_t whole = (uint64_t)value;
    do
        text[--first] = (char)('0' + whole % 10);
    while (whole /= 10);
    text[--first] = ' ';
    memcpy(at, text + first, sizeof(text) - first);
    return sizeof(text) - first;
}

bool metric_number_read(const char **text, double *ret_value)
{
    const char *at = *text + (**text == ' ');
    uint64_t whole = 0;
    size_t n = 0;
    while (n <= WHOLE_DIGITS && at[n] >= '0' && at[n] <= '9')
        whole = whole * 10 + (uint64_t)(at[n++] - '0');
    if (n && n <= WHOLE_DIGITS && (at[n] == ' ' || at[n] == '\0')) {
        *text = at + n;
        *ret_value = (double)whole;
        return true;
    }
    char *end;
    double value = strtod(*text, &end);
    if (end == *text || !isfinite(value))
        return false;
    *text = end;
    *ret_value = value;
    return true;
}
