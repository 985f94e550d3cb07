/* Answers of the Sheets API: every row that holds an id is found, at its topmost place, with the cells that
 * it has, and no other row is ours. */
#include "cell.h"
#include "fuzz.h"
#include "json_value.h"
#include "replies.h"
#include "tab.h"
#include "tab_title.h"

static void claim_cell(const char *mine, const struct json_value *cell)
{
    CLAIM(mine != NULL);
    CLAIM(!json_is_string(cell) || strcmp(mine, json_text(cell, "")) == 0);
    CLAIM(!json_is_null(cell) || mine[0] == '\0');
}

/* `place` counts from 1. Returns whether the row's column A holds an id as text. */
static bool claim_row(const struct row_map *map, uint32_t place, const struct json_value *row)
{
    uint64_t id;
    if (!cell_id(json_text(json_at(row, 0), ""), &id))
        return false;
    const struct map_row *found = row_map_find(map, id);
    CLAIM(found && found->id == id && found->place >= 1 && found->place <= place);
    if (found->place == place) {
        claim_cell(found->b, json_at(row, 1));
        claim_cell(found->c, json_at(row, 2));
        claim_cell(found->d, json_at(row, 3));
    }
    return true;
}

static void claim_rows(const char *body, size_t size)
{
    struct row_map *map = row_map_create();
    struct foreign_rows *foreign = foreign_rows_create();
    struct json_value *document = NULL;
    struct err parsed = json_parse(body, size, &document), e = reply_rows(body, size, map, foreign);
    struct map_survey survey = row_map_survey(map);
    const struct json_value *values = json_get(document, "values");
    CLAIM(!err_is(parsed) || (err_is(e) && survey.rows == 0));
    size_t ours = 0, dressed = 0; /* an id with something around it is one, too */
    for (size_t i = 0; !err_is(e) && i < json_length(values); i++) {
        ours += claim_row(map, (uint32_t)i + 1, json_at(values, i));
        uint64_t id;
        enum id_form form = id_form_read(json_text(json_at(json_at(values, i), 0), ""), &id);
        dressed += form == ID_DRESSED || form == ID_COMPUTED;
    }
    CLAIM(err_is(e) || survey.rows == ours + dressed + survey.rounded);
    CLAIM((survey.rounded > 0) == (survey.first_rounded > 0) &&
          (survey.duplicates > 0) == (survey.first_duplicate > 0));
    CLAIM(foreign_rows_count(foreign) + ours <= json_length(values));
    json_destroy(&document);
    foreign_rows_destroy(&foreign);
    row_map_destroy(&map);
}

static void claim_tab(const char *body, size_t size, const char *title, int64_t sheet_id)
{
    struct tab tab;
    struct api_tabs tabs = {0};
    tab_init(&tab, title, sheet_id);
    enum tab_look look = tab_look(&tab, body, size, &tabs);
    bool found = look == TAB_READY || look == TAB_NARROW;
    CLAIM(found == (tab.title != NULL));
    CLAIM(!found || !title || title_match(title, tab.title) != TITLE_DIFFERS);
    CLAIM(!found || title || sheet_id < 0 || tab.sheet_id == sheet_id);
    CLAIM(look != TAB_UNREADABLE || !tabs.count);
    api_tabs_free(&tabs);
    tab_free(&tab);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *body = fuzz_bytes(data, size);
    claim_rows(body, size);
    claim_tab(body, size, NULL, -1);
    claim_tab(body, size, "Validation", -1);
    claim_tab(body, size, NULL, 7);
    (void)reply_is_written(body, size);
    free(body);
    return 0;
}
