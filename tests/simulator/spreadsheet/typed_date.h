/* Dates as people type them (31/12/2024, 31/12, 2024-12-31) and as Sheets keeps them: days since 30 December
 * 1899. Pure. A date without a year falls into TYPED_DATE_YEAR, whatever the clock says. */
#ifndef VIGIE_SIM_TYPED_DATE_H
#define VIGIE_SIM_TYPED_DATE_H

#include <stdbool.h>
#include <stddef.h>

enum { TYPED_DATE_YEAR = 2026, TYPED_DATE_SIZE = 40 };

/* False: not a date. */
bool typed_date_read(const char *text, double *ret_serial);
/* "31/12/2024"; `text` holds TYPED_DATE_SIZE bytes. */
void typed_date_write(double serial, char *text);

#endif
