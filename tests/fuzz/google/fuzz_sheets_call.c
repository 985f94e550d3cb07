/* Bodies of Sheets calls, the first byte choosing the call: the answer is JSON, and a refused call has
 * changed nothing. */
#include "batch.h"
#include "fuzz.h"
#include "metadata.h"
#include "values.h"

typedef void body_call(const struct sheets_call *call, const struct json_value *body);

static body_call *const CALLS[] = {batch_update,
                                   values_batch_update,
                                   values_batch_clear,
                                   values_batch_get_by_filter,
                                   values_batch_update_by_filter,
                                   values_batch_clear_by_filter,
                                   metadata_get_by_filter,
                                   metadata_search};

static void fill(struct workbook *book)
{
    workbook_init(book);
    for (uint32_t r = 0; r < 4; r++)
        cell_set_text(grid_cell(book->tabs[0], r, 0), r % 2 ? "a" : "b b");
    pins_add(&book->pins, (struct pin){.id = 1, .key = strdup("k"), .place = PIN_ROW, .first = 2, .end = 3});
}

static void claim_sound(const struct workbook *book)
{
    CLAIM(book->count >= 1 && book->count <= WORKBOOK_MAX_TABS && workbook_cells(book) <= WORKBOOK_MAX_CELLS);
    for (size_t i = 0; i < book->count; i++) {
        const struct grid *g = book->tabs[i];
        CLAIM(g->rows > 0 && g->columns > 0 && g->line_count <= g->rows);
        for (uint32_t r = 0; r < g->line_count; r++)
            CLAIM(g->lines[r].count <= g->columns);
    }
}

static void run(body_call *call_of, const struct json_value *body)
{
    struct workbook book;
    struct history history;
    struct violations violations = {0};
    struct reply reply;
    struct json_value *answer = NULL;
    fill(&book);
    history_init(&history);
    reply_init(&reply);
    struct editor editor = {&book, &history, BY_API, 0, "robot@example.com", NULL};
    const struct sheets_call call = {"id", &editor, &violations, &reply, 7, {0}};
    call_of(&call, body);
    if (!reply.body.failed)
        CLAIM(!err_is(json_parse(buffer_string(&reply.body), reply.body.length, &answer)));
    CLAIM(!reply_refused(&reply) || (history.count == 0 && book.count == 1 && book.pins.count == 1));
    claim_sound(&book);
    json_destroy(&answer);
    reply_free(&reply);
    history_free(&history);
    workbook_free(&book);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct json_value *body = NULL;
    if (size == 0)
        return 0;
    if (!err_is(json_parse((const char *)data + 1, size - 1, &body)))
        run(CALLS[data[0] % (sizeof CALLS / sizeof *CALLS)], body);
    json_destroy(&body);
    return 0;
}
