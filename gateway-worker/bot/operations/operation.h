/* Begins and ends operations, so that a stop can wait for those under way. An operation (a press, a panel being posted) is one
 * allocation that lives from an event to its last answer. */
#ifndef VIGIE_OPERATION_H
#define VIGIE_OPERATION_H

#include "bot_context.h"

#include <stdbool.h>
#include <stddef.h>

/* Events are turned away at this many operations; one that was let in may begin others. */
#define OPERATIONS_MAX 512
bool operation_room(const struct bot_context *bot);

/* A zeroed operation of `size` bytes. `free_inside` frees what it holds, not itself; NULL: nothing. */
void *operation_begin(struct bot_context *bot, size_t size, void (*free_inside)(void *operation));
/* Frees it. */
void operation_end(struct bot_context *bot, void *operation);
/* At the program's end: those whose answers will not come any more. */
void operations_drop(struct bot_context *bot);

#endif
