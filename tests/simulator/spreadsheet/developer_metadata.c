/* The entries, few enough to look through. */
#include "developer_metadata.h"

#include "text_copy.h"

#include <stdlib.h>
#include <string.h>

void pin_free(struct pin *pin)
{
    free(pin->key);
    free(pin->value);
    pin->key = pin->value = NULL;
}

void pins_free(struct pins *p)
{
    for (size_t i = 0; i < p->count; i++)
        pin_free(&p->list[i]);
    free(p->list);
    *p = (struct pins){0};
}

bool pins_add(struct pins *p, struct pin pin)
{
    struct pin *list = p->count < PINS_MOST ? realloc(p->list, sizeof *list * (p->count + 1)) : NULL;
    if (!list) {
        pin_free(&pin);
        return false;
    }
    p->list = list;
    p->list[p->count++] = pin;
    return true;
}

void pins_clone(const struct pins *from, struct pins *ret_copy)
{
    *ret_copy = (struct pins){0};
    for (size_t i = 0; i < from->count; i++) {
        struct pin copy = from->list[i];
        copy.key = text_copy(copy.key);
        copy.value = text_copy(copy.value);
        pins_add(ret_copy, copy);
    }
}

void pins_remove(struct pins *p, size_t index)
{
    pin_free(&p->list[index]);
    p->count--;
    memmove(&p->list[index], &p->list[index + 1], sizeof *p->list * (p->count - index));
}

struct pin *pins_by_id(const struct pins *p, int32_t id)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->list[i].id == id)
            return &p->list[i];
    return NULL;
}

void pins_inserted(struct pins *p, int32_t sheet_id, enum pin_place place, uint32_t at, uint32_t count)
{
    for (size_t i = 0; i < p->count; i++) {
        struct pin *pin = &p->list[i];
        if (pin->place != place || pin->sheet_id != sheet_id || pin->end <= at)
            continue;
        pin->end += count;
        if (pin->first >= at)
            pin->first += count;
    }
}

static uint32_t after_deletion(uint32_t at, uint32_t first, uint32_t end)
{
    return at <= first ? at : at >= end ? at - (end - first) : first;
}

void pins_deleted(struct pins *p, int32_t sheet_id, enum pin_place place, uint32_t first, uint32_t end)
{
    for (size_t i = p->count; i-- > 0;) {
        struct pin *pin = &p->list[i];
        if (pin->place != place || pin->sheet_id != sheet_id)
            continue;
        pin->first = after_deletion(pin->first, first, end);
        pin->end = after_deletion(pin->end, first, end);
        if (pin->first == pin->end)
            pins_remove(p, i);
    }
}

void pins_tab_gone(struct pins *p, int32_t sheet_id)
{
    for (size_t i = p->count; i-- > 0;)
        if (p->list[i].place != PIN_BOOK && p->list[i].sheet_id == sheet_id)
            pins_remove(p, i);
}
