/* The query of /history?hours=N. Pure. */
#ifndef VIGIE_HISTORY_QUERY_H
#define VIGIE_HISTORY_QUERY_H

#include "history_view.h"

#include <stdbool.h>
#include <stddef.h>

#define HISTORY_HOURS_DEFAULT 24
#define HISTORY_HOURS_MAX     720

/* `query` is what stands behind the '?'; NULL or empty: none. 1 to 720 in plain digits, named once;
 * parameters of other names are ignored. False: not a number that we serve. */
bool history_hours_read(const char *query, size_t length, unsigned *ret_hours);

/* The width of the slices that the last so many hours are shown in: at most 721 of them. */
enum history_width history_width_for(unsigned hours);

#endif
