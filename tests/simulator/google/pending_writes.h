/* One value range on its way into the sheet: judged first, applied when all of its call are good. Pure. */
#ifndef VIGIE_SIM_PENDING_H
#define VIGIE_SIM_PENDING_H

#include "values.h"

struct pending {
    struct target target;            /* rect: the area that the values cover */
    const struct json_value *filter; /* that chose it, NULL: none */
    const struct json_value *values;
    enum dimension dimension;
};

struct counts {
    uint32_t rows, columns, cells;
};

/* `range` comes from the path; NULL: from the value range itself, that stands at `path` of the body. False:
 * refused. */
bool pending_judge(const struct sheets_call *call, const char *range, const struct json_value *value_range,
                   const char *path, struct pending *ret);
/* The same for an append: a free area is fitted to the values later. */
bool pending_judge_values(const struct sheets_call *call, const struct json_value *value_range,
                          const char *path, const char *members, struct pending *ret);
/* The same for an area that a data filter chose. */
bool pending_judge_target(const struct sheets_call *call, const struct target *target,
                          const struct json_value *value_range, const char *path, struct pending *ret);
/* How one entry of a batch is judged. */
typedef bool pending_judgement(const struct sheets_call *call, const struct json_value *entry,
                               const char *path, struct pending *ret);
/* values:batchUpdate and its kin: judges every entry of `data`, then applies all or none. */
void values_batch_write(const struct sheets_call *call, const struct json_value *body,
                        pending_judgement *judge);
/* Do the values keep within the target, that begins where they begin? False: refused. */
bool pending_keeps_within(const struct sheets_call *call, const struct pending *p);
/* Rows and columns that the values cover. */
void pending_extent(const struct pending *p, uint32_t *ret_rows, uint32_t *ret_columns);
/* The target lies within the grid. */
struct counts pending_apply(const struct sheets_call *call, const struct pending *p, enum cell_input how);

struct write_options {
    enum cell_input input;
    bool echo; /* includeValuesInResponse */
    struct read_options echo_options;
};
/* False: refused. */
bool write_options_query(const struct sheets_call *call, const struct form *query, struct write_options *ret);
bool write_options_input(const struct sheets_call *call, const char *text, enum cell_input *ret);

/* {"spreadsheetId","updatedRange","updatedRows"…}; what is zero is left out. */
void pending_write_update(const struct sheets_call *call, const struct pending *p, struct counts n,
                          const struct write_options *o, struct json_writer *w);
void write_count(struct json_writer *w, const char *name, uint32_t count);

#endif
