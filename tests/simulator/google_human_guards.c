/* The human actor protects ranges, and lifts all protections again. */
#include "google_control.h"

#include "clock.h"
#include "text_copy.h"

#include <stdio.h>
#include <string.h>

/* The addresses of `editors`, with blanks between. */
static char *read_editors(const struct json_value *list)
{
    char text[1000] = "";
    size_t used = 0;
    for (size_t i = 0; i < json_length(list) && used < sizeof text; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s ", json_text(json_at(list, i), ""));
    return text_copy(text);
}

static void note(const struct sim_google *g, const struct grid *tab, uint32_t count)
{
    struct document *document = main_of(g);
    struct editor editor = {&document->book, &document->history, BY_HUMAN, clock_wall_ms(), NULL, NULL};
    editor_note(&editor, tab, EDIT_PROTECT, 0, count);
}

void google_human_protects(struct google_control *c)
{
    struct a1 a1;
    struct workbook *book = &main_of(c->google)->book;
    struct grid *tab = google_control_tab(c);
    const char *range = json_text(json_get(c->body, "range"), "");
    if (!a1_parse(range[0] ? range : "A:Z", &a1) || !tab || (a1.title[0] && range[0])) {
        google_control_refuse(c, 400, "range: A1 notation without a tab; tab: its title");
        return;
    }
    struct protection fresh = {
        .sheet_id = tab->id,
        .rect = range[0] ? a1.rect : (struct rect){0, 0, A1_OPEN, A1_OPEN},
        .warning_only = json_bool(json_get(c->body, "warning_only"), false),
        .editors = read_editors(json_get(c->body, "editors")),
    };
    const struct protection *added = protections_add(&book->protections, fresh);
    if (!added) {
        google_control_refuse(c, 400, "there are too many protected ranges");
        return;
    }
    note(c->google, tab, 1);
    jw_object(&c->w);
    jw_member_int(&c->w, "id", added->id);
    jw_object_end(&c->w);
}

void google_human_lifts(struct google_control *c)
{
    struct protections *protections = &main_of(c->google)->book.protections;
    note(c->google, main_of(c->google)->book.tabs[0], (uint32_t)protections->count);
    protections_free(protections);
    google_control_agree(c);
}
