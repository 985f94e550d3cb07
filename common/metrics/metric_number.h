/* A metric's value as text and back. Most are whole numbers, and those take no printf and no strtod: every
 * process writes and reads dozens of them a second, and again at each press. Pure. */
#ifndef VIGIE_METRIC_NUMBER_H
#define VIGIE_METRIC_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

#define METRIC_NUMBER_MOST 26 /* bytes: a blank, -1.7976931348623157e+308, and some */

/* A blank and the number, exact: what is read back is the same. No NUL; returns how many bytes. */
size_t metric_number_write(char at[METRIC_NUMBER_MOST], double value);

/* The number at *text, after blanks, as strtod has it; *text goes on behind it. False, and both stay: none
 * there, or one that is infinite or not a number: no sum ever comes back from those. */
bool metric_number_read(const char **text, double *ret_value);

#endif
