/* DataFilters: an A1 range, a grid range, or whatever developer metadata is pinned to.
 * https://developers.google.com/sheets/api/reference/rest/v4/DataFilter */
#ifndef VIGIE_SIM_DATA_FILTER_H
#define VIGIE_SIM_DATA_FILTER_H

#include "pin_json.h"
#include "values.h"

/* The ranges that a list of filters chooses, and which filter chose each. */
struct hits {
    struct hit {
        struct target target;
        const struct json_value *filter;
    } * list; /* owned */
    size_t count;
};

/* False: refused; free the hits all the same. `ret` accumulates: zero it first. */
bool data_filter_find(const struct sheets_call *call, const struct json_value *filter, struct hits *ret);
bool data_filters_find(const struct sheets_call *call, const struct json_value *filters, struct hits *ret);
void hits_free(struct hits *hits);
/* A range that no filter chose. */
void hits_add(struct hits *hits, struct target target);

/* Does the filter choose this entry: by its lookup, or because it is pinned within its range? */
bool data_filter_takes(const struct sheets_call *call, const struct json_value *filter,
                       const struct pin *pin);

/* The area of a GridRange; what it leaves open ends with the grid. */
struct rect data_filter_rect(const struct grid *g, const struct json_value *range);
/* A GridRange, closed at its tab's grid. False: no such tab, or outside of it; nothing is refused yet. */
bool data_filter_grid_range(const struct workbook *book, const struct json_value *range, struct target *ret);

#endif
