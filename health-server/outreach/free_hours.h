/* The hours that a free plan of Render gives a workspace each month (render.com/docs/free: 750), counted as
 * if this service had run since the month's first hour: what is known of it is not more than that it runs.
 * Pure. */
#ifndef VIGIE_FREE_HOURS_H
#define VIGIE_FREE_HOURS_H

#include "alerts_view.h"

#define FREE_HOURS 750

struct free_hours_view free_hours(int64_t wall_ms);

#endif
