/* Rows of ours that a write fell on of which nobody heard, or whose answer does not tell whose row it met:
 * people had moved them to the places that it was aimed at. A row there that holds cells that were sent for
 * another one, in place of what it was known to hold, is to be written again; so is one that was moved on
 * since and holds all of them. Everything else is people's own doing. Pure. */
#ifndef VIGIE_AIMS_H
#define VIGIE_AIMS_H

#include "in_doubt.h"
#include "row_map.h"

/* `before`: what the rows were known to hold, NULL: nothing. Calls `each` with what a row must hold again;
 * texts live during the call. */
void aims_look(const struct in_doubt *in_doubt, const struct row_map *before, const struct row_map *now,
               void (*each)(void *ctx, const struct row *row), void *ctx);

#endif
