/* Time. Only the loop and the programs' shells read a clock; pure code is handed `now`.
 * Intervals use the monotonic clock (CLOCK_MONOTONIC: the same in every process of this machine), timestamps
 * the UTC wall clock. */
#ifndef VIGIE_CLOCK_H
#define VIGIE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

uint64_t clock_monotonic_ms(void);
uint64_t clock_monotonic_us(void);

/* Milliseconds since 1970-01-01T00:00:00Z. */
int64_t clock_wall_ms(void);

/* "2024-01-01T12:00:00" (no suffix), UTC. `size` of at least CLOCK_TEXT_SIZE; returns `text`. */
#define CLOCK_TEXT_SIZE 32
const char *clock_iso_seconds(int64_t wall_ms, char *text, size_t size);
/* "2024-01-01T12:00:00.123Z" */
const char *clock_iso_millis(int64_t wall_ms, char *text, size_t size);
/* "12:00:00" */
const char *clock_time_of_day(int64_t wall_ms, char *text, size_t size);
/* Python's str(timedelta): "0:00:07", "1 day, 2:03:04", "3 days, 0:00:00". */
const char *clock_duration(uint64_t seconds, char *text, size_t size);

#endif
