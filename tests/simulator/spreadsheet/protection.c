/* The protected ranges, few enough to look through. */
#include "protection.h"

#include "text_copy.h"

#include <stdlib.h>
#include <string.h>

static const struct rect everything = {0, 0, A1_OPEN, A1_OPEN};

static void free_texts(struct protection *protection)
{
    free(protection->editors);
    free(protection->description);
}

void protections_free(struct protections *p)
{
    for (size_t i = 0; i < p->count; i++)
        free_texts(&p->list[i]);
    free(p->list);
    *p = (struct protections){0};
}

static void remove_at(struct protections *p, size_t index)
{
    free_texts(&p->list[index]);
    p->count--;
    memmove(&p->list[index], &p->list[index + 1], sizeof *p->list * (p->count - index));
}

static const struct protection *by_id(const struct protections *p, int32_t id)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->list[i].id == id)
            return &p->list[i];
    return NULL;
}

const struct protection *protections_add(struct protections *p, struct protection protection)
{
    struct protection *list = NULL;
    if (protection.id == 0)
        for (protection.id = 1; by_id(p, protection.id);)
            protection.id++;
    else if (by_id(p, protection.id))
        goto refused;
    if (p->count < PROTECTIONS_MOST)
        list = realloc(p->list, sizeof *list * (p->count + 1));
    if (!list)
        goto refused;
    p->list = list;
    list[p->count] = protection;
    return &list[p->count++];
refused:
    free_texts(&protection);
    return NULL;
}

void protections_clone(const struct protections *from, struct protections *ret_copy)
{
    *ret_copy = (struct protections){0};
    for (size_t i = 0; i < from->count; i++) {
        struct protection copy = from->list[i];
        copy.editors = text_copy(copy.editors);
        copy.description = text_copy(copy.description);
        protections_add(ret_copy, copy);
    }
}

bool protections_remove(struct protections *p, int32_t id)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->list[i].id == id) {
            remove_at(p, i);
            return true;
        }
    return false;
}

bool protection_admits(const struct protection *protection, const char *account)
{
    size_t length = strlen(account);
    if (protection->warning_only || !protection->editors)
        return true;
    for (const char *p = protection->editors; *p; p += strspn(p, " ")) {
        size_t word = strcspn(p, " ");
        if (word == length && strncmp(p, account, length) == 0)
            return true;
        p += word;
    }
    return false;
}

static bool overlap(struct rect a, struct rect b)
{
    return a.row < b.end_row && b.row < a.end_row && a.column < b.end_column && b.column < a.end_column;
}

bool protections_admit(const struct protections *p, const char *account, int32_t sheet_id, struct rect cells)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->list[i].sheet_id == sheet_id && overlap(p->list[i].rect, cells) &&
            !protection_admits(&p->list[i], account))
            return false;
    return true;
}

static bool is_whole_tab(struct rect r)
{
    return memcmp(&r, &everything, sizeof r) == 0;
}

/* Does the change fall on what is protected? */
static bool falls_on(struct rect r, enum edit_kind kind, uint32_t at, uint32_t count)
{
    switch (kind) {
    case EDIT_INSERT_ROWS: /* at its edge nothing of it moves apart */
        return r.row < at && at < r.end_row;
    case EDIT_INSERT_COLUMNS:
        return r.column < at && at < r.end_column;
    case EDIT_DELETE_ROWS:
    case EDIT_MOVE_ROWS:
        return overlap(r, (struct rect){at, 0, at + count, A1_OPEN});
    case EDIT_DELETE_COLUMNS:
    case EDIT_MOVE_COLUMNS:
        return overlap(r, (struct rect){0, at, A1_OPEN, at + count});
    case EDIT_DELETE_SHEET:
        return true;
    case EDIT_GROW:
    case EDIT_RENAME:
        return is_whole_tab(r);
    case EDIT_CELL:
    case EDIT_SORT:
    case EDIT_ADD_SHEET:
    case EDIT_PROTECT:
        break; /* the first two are asked of their cells */
    }
    return false;
}

bool protections_admit_edit(const struct protections *p, const char *account, int32_t sheet_id,
                            enum edit_kind kind, uint32_t at, uint32_t count)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->list[i].sheet_id == sheet_id && falls_on(p->list[i].rect, kind, at, count) &&
            !protection_admits(&p->list[i], account))
            return false;
    return true;
}

/* An edge of a range after `count` rows or columns were inserted or deleted at `at`. */
static uint32_t moved(uint32_t edge, bool inserted, uint32_t at, uint32_t count)
{
    if (edge == A1_OPEN || edge <= at)
        return edge;
    if (inserted)
        return edge + count;
    return edge >= at + count ? edge - count : at;
}

void protections_moved(struct protections *p, int32_t sheet_id, enum edit_kind kind, uint32_t at,
                       uint32_t count)
{
    bool rows = kind == EDIT_INSERT_ROWS || kind == EDIT_DELETE_ROWS;
    bool inserted = kind == EDIT_INSERT_ROWS || kind == EDIT_INSERT_COLUMNS;
    bool gone = kind == EDIT_DELETE_SHEET;
    if (!rows && !inserted && !gone && kind != EDIT_DELETE_COLUMNS)
        return;
    for (size_t i = p->count; i-- > 0;) {
        struct rect *r = &p->list[i].rect;
        uint32_t *first = rows ? &r->row : &r->column, *end = rows ? &r->end_row : &r->end_column;
        if (p->list[i].sheet_id != sheet_id)
            continue;
        bool pushed = inserted && *first == at && *first > 0;
        *first = pushed ? *first + count : moved(*first, inserted, at, count);
        *end = moved(*end, inserted, at, count);
        if (gone || *first >= *end)
            remove_at(p, i);
    }
}
