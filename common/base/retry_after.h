/* How long an HTTP answer asks to be left alone. Pure. */
#ifndef VIGIE_RETRY_AFTER_H
#define VIGIE_RETRY_AFTER_H

#include <stdbool.h>
#include <stdint.h>

/* A wait past this is nonsense, and taken for this. */
#define RETRY_AFTER_MAX_MS (INT64_C(30) * 24 * 3600 * 1000)

/* Seconds with decimals to milliseconds, rounded up: a millisecond early is one 429 more. */
uint64_t retry_after_seconds_ms(double seconds);

/* Reads a Retry-After header: seconds, with decimals as Discord writes them, or an HTTP date (RFC
 * 9110 10.2.3). `date` is the same answer's Date header: a date counts from the server's own clock, whatever
 * ours says. 0: no wait, none that can be read, or a date without such a Date. NULL is taken as absent. */
uint64_t retry_after_ms(const char *value, const char *date);

/* "Tue, 01 Dec 2026 02:18:45 GMT" to seconds since 1970 (RFC 9110 5.6.7). */
bool http_date_read(const char *text, int64_t *ret_seconds);

#endif
