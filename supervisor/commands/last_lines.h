/* Where the last lines of a text begin, found from its end, chunk by chunk. Pure. */
#ifndef VIGIE_LAST_LINES_H
#define VIGIE_LAST_LINES_H

#include <stdbool.h>
#include <stddef.h>

/* `chunk`: the bytes before those that were looked at, without the newline that ends the whole text. *lines:
 * how many are still wanted, at least 1; lowered by those that begin in this chunk. True: the first of them
 * begins at chunk[*ret_at]. False: all of the chunk belongs to them; go on with the one before. */
bool last_lines(const char *chunk, size_t length, size_t *lines, size_t *ret_at);

#endif
