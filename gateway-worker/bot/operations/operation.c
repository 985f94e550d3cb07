/* Allocates and frees operations. All are in one list, so that none is lost when the program ends in the middle of
 * them. */
#include "operation.h"

#include "allocate.h"
#include "bot_context.h"

#include <stddef.h>
#include <stdlib.h>

struct operation {
    struct operation *next, **back;
    void (*free_inside)(void *operation);
    max_align_t body[];
};

bool operation_room(const struct bot_context *bot)
{
    return bot->operations < OPERATIONS_MAX;
}

void *operation_begin(struct bot_context *bot, size_t size, void (*free_inside)(void *operation))
{
    struct operation *operation = allocate(1, sizeof(*operation) + size);
    operation->free_inside = free_inside;
    operation->next = bot->first_operation;
    operation->back = &bot->first_operation;
    if (operation->next)
        operation->next->back = &operation->next;
    bot->first_operation = operation;
    bot->operations++;
    return operation->body;
}

static void drop(struct bot_context *bot, struct operation *operation)
{
    if (operation->free_inside)
        operation->free_inside(operation->body);
    *operation->back = operation->next;
    if (operation->next)
        operation->next->back = operation->back;
    free(operation);
    bot->operations--;
}

void operation_end(struct bot_context *bot, void *body)
{
    drop(bot, (struct operation *)((char *)body - offsetof(struct operation, body)));
    if (bot->operations == 0 && bot->on_idle)
        bot->on_idle(bot->on_idle_ctx);
}

void operations_drop(struct bot_context *bot)
{
    while (bot->first_operation)
        drop(bot, bot->first_operation);
}
