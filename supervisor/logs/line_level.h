/* The "<N>" that workers lead their lines with (log.h): read and taken off. Pure. */
#ifndef VIGIE_LINE_LEVEL_H
#define VIGIE_LINE_LEVEL_H

#include "log.h"

#include <stdbool.h>
#include <stddef.h>

/* True: *line and *length are moved past the lead. False: no lead, nothing is changed. */
bool line_level_take(const char **line, size_t *length, enum log_level *ret_level);

#endif
