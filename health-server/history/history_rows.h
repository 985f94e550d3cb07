/* Rows of the history's database to our values and back, for the statements of history_schema.h. */
#ifndef VIGIE_HISTORY_ROWS_H
#define VIGIE_HISTORY_ROWS_H

#include "history_store.h"
#include "store.h"

void history_bind_sample(struct store_statement *statement, const struct history_sample *sample);
void history_bind_slice(struct store_statement *statement, const struct history_sample *sample);
void history_bind_transition(struct store_statement *statement, const struct transition *transition);
void history_bind_incident(struct store_statement *statement, const struct incident *incident);
void history_bind_record(struct store_statement *statement, const struct history_record *record);

/* Of the current row. A word that nobody knows reads as healthy, and as an end that was not observed. */
struct history_sample history_read_sample(struct store_statement *statement);
struct history_slice history_read_slice(struct store_statement *statement);
struct incident history_read_incident(struct store_statement *statement);
void history_read_record(struct store_statement *statement, struct history_record *ret_record);

#endif
