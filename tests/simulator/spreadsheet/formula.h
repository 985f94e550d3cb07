/* The few formulas that the pretend sheet can work out: sums, differences, products and quotients of numbers,
 * and a text in quotes. Of all others it knows that they are formulas. Pure. */
#ifndef VIGIE_SIM_FORMULA_H
#define VIGIE_SIM_FORMULA_H

#include "sheet_cell.h"

/* `text` begins with '='. Sets the cell's value: a number, a text, or CELL_ERROR ("#ERROR!", "#NAME?",
 * "#DIV/0!"). The formula itself is the caller's to keep. */
void formula_evaluate(const char *text, struct cell *c);

#endif
