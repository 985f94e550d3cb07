/* Tables and statements of the history's database (history_store.h). */
#ifndef VIGIE_HISTORY_SCHEMA_H
#define VIGIE_HISTORY_SCHEMA_H

/* For store_open. */
extern const char *const HISTORY_MIGRATIONS[];

/* Reads every column that we use, of no row: fails on a database that is not ours. */
extern const char HISTORY_PROBE[];

enum history_statement {
    HISTORY_ADD_SAMPLE,
    HISTORY_ADD_TO_SLICE,
    HISTORY_ADD_TRANSITION,
    HISTORY_PUT_INCIDENT,
    HISTORY_PUT_RECORD,
    HISTORY_READ_SAMPLES,
    HISTORY_READ_SLICES,
    HISTORY_READ_INCIDENTS,
    HISTORY_READ_RECORD,
    HISTORY_LAST_SAMPLE,
    HISTORY_STATEMENTS
};
extern const char *const HISTORY_SQL[HISTORY_STATEMENTS];

/* What is too many. */
extern const char HISTORY_PRUNE[];

#endif
