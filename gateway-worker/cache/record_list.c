/* Whoever moves tells his neighbours and the index. */
#include "record_list.h"

void record_list_init(struct record_list *list)
{
    *list = (struct record_list){.index = {.arena = &list->arena}};
}

void record_list_free(struct record_list *list)
{
    arena_free(&list->arena);
    index_free(&list->index);
    list->newest = list->oldest = 0;
}

/* Where the position of a record's neighbour to the newer or older side is kept. */
static uint32_t *link_from_newer(struct record_list *list, const struct record *record)
{
    return record->newer ? &record_list_at(list, record->newer)->older : &list->newest;
}

static uint32_t *link_from_older(struct record_list *list, const struct record *record)
{
    return record->older ? &record_list_at(list, record->older)->newer : &list->oldest;
}

static void unlink_record(struct record_list *list, const struct record *record)
{
    *link_from_newer(list, record) = record->older;
    *link_from_older(list, record) = record->newer;
}

static void link_newest(struct record_list *list, uint32_t position, uint32_t now_s)
{
    struct record *record = record_list_at(list, position);
    record->used_s = now_s;
    record->newer = 0;
    record->older = list->newest;
    *link_from_older(list, record) = position;
    list->newest = position;
}

void record_list_add(struct record_list *list, uint32_t position, uint32_t now_s)
{
    index_add(&list->index, position);
    link_newest(list, position, now_s);
}

void record_list_use(struct record_list *list, uint32_t position, uint32_t now_s)
{
    unlink_record(list, record_list_at(list, position));
    link_newest(list, position, now_s);
}

void record_list_remove(struct record_list *list, uint32_t position)
{
    unlink_record(list, record_list_at(list, position));
    index_remove(&list->index, position);
    arena_leave(&list->arena, position);
}

static void moved(void *ctx, uint32_t from, uint32_t to)
{
    struct record_list *list = ctx;
    const struct record *record = record_list_at(list, to);
    *link_from_newer(list, record) = to;
    *link_from_older(list, record) = to;
    index_moved(&list->index, from, to);
}

void record_list_compact_chunk(struct record_list *list, uint32_t chunk)
{
    arena_compact_chunk(&list->arena, chunk, moved, list);
}

void record_list_compact(struct record_list *list)
{
    if (!list->index.used) {
        record_list_free(list);
        return;
    }
    arena_compact(&list->arena, moved, list);
    uint32_t slots = index_slots_for(list->index.used);
    if (slots < list->index.slot_count)
        index_resize(&list->index, slots);
}

size_t record_list_bytes(const struct record_list *list)
{
    return arena_bytes(&list->arena) + index_bytes(list->index.slot_count);
}

size_t record_list_bytes_needed(const struct record_list *list)
{
    return list->arena.live_units * RECORD_UNIT + index_bytes(index_slots_for(list->index.used));
}
