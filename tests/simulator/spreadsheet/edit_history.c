/* Change history of the pretend sheet. */
#include "edit_history.h"

#include <stdlib.h>
#include <string.h>

void history_init(struct history *h)
{
    *h = (struct history){0};
}

static void free_first(struct history *h, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cell_free(&h->edits[i].before);
        cell_free(&h->edits[i].after);
    }
}

void history_free(struct history *h)
{
    free_first(h, h->count);
    free(h->edits);
    history_init(h);
}

static void make_room(struct history *h)
{
    if (h->count < h->capacity)
        return;
    if (h->capacity == HISTORY_CAP) {
        size_t gone = HISTORY_CAP / 4;
        free_first(h, gone);
        h->count -= gone;
        memmove(h->edits, h->edits + gone, sizeof *h->edits * h->count);
        h->forgotten += gone;
        return;
    }
    size_t capacity = h->capacity ? h->capacity * 2 : 64;
    if (capacity > HISTORY_CAP)
        capacity = HISTORY_CAP;
    struct edit *edits = realloc(h->edits, sizeof *edits * capacity);
    if (!edits)
        abort();
    h->edits = edits;
    h->capacity = capacity;
}

void history_add(struct history *h, struct edit edit)
{
    make_room(h);
    edit.seq = ++h->last_seq;
    h->edits[h->count++] = edit;
}

void history_append(struct history *to, struct history *from)
{
    for (size_t i = 0; i < from->count; i++)
        history_add(to, from->edits[i]);
    free(from->edits);
    history_init(from);
}

static const char *kind_name(enum edit_kind kind)
{
    static const char *const names[] = {
#define EDIT(name, word) [EDIT_##name] = word,
#include "edits.def"
#undef EDIT
    };
    return names[kind];
}

static void write_edit(const struct edit *e, struct json_writer *w)
{
    jw_object(w);
    jw_member_int(w, "seq", (int64_t)e->seq);
    jw_member_int(w, "at_ms", e->at_ms);
    jw_member_string(w, "who", e->by == BY_API ? "api" : "human");
    jw_member_string(w, "do", kind_name(e->kind));
    jw_member_int(w, "sheet_id", e->sheet_id);
    jw_member_int(w, "row", (int64_t)e->row + 1);
    jw_member_int(w, "column", (int64_t)e->column + 1);
    if (e->kind == EDIT_CELL) {
        jw_key(w, "before");
        cell_write_typed(&e->before, w);
        jw_key(w, "after");
        cell_write_typed(&e->after, w);
    } else {
        jw_member_int(w, "count", e->count);
    }
    jw_object_end(w);
}

void history_write(const struct history *h, uint64_t since, size_t most, struct json_writer *w)
{
    size_t first = h->count > most ? h->count - most : 0;
    while (first < h->count && h->edits[first].seq <= since)
        first++;
    jw_array(w);
    for (size_t i = first; i < h->count; i++)
        write_edit(&h->edits[i], w);
    jw_array_end(w);
}
