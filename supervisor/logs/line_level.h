/* The "<N>" that workers lead their lines with (log.h): read and taken off. Pure. */
#ifndef VIGIE_LINE_LEVEL_H
#define VIGIE_LINE_LEVEL_H

#include "log.h"

#include <stdbool.h>
#include <stddef.h>

/* True: *line and *length are moved past the lead. False: no lead, nothing is changed. */
bool line_level_take(const char **line, size_t *length, enum log_level *ret_level);

/* Whether a line, its lead taken off, is one that log.h rendered: it begins as a time or as a JSON object
 * does. Anything else that bears a lead is the plain text of a library or of a program that ends. */
bool line_is_rendered(const char *line, size_t length);

#endif
