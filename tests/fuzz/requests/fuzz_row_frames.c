/* What the gateway-worker asks of the sheets-worker, and what a sheet's cells make of an answer: JSON that
 * fits a frame and holds canonical cells, or a reason. */
#include "canonical.h"
#include "cell.h"
#include "frame.h"
#include "fuzz.h"
#include "json_value.h"
#include "row_frames.h"

typedef struct err canonical(const char *cell, struct buffer *out);

static void claim_canonical(const char *text, canonical *make)
{
    struct buffer again;
    buffer_init(&again, FRAME_BODY_MOST);
    CLAIM(!err_is(make(text, &again)) && strcmp(buffer_string(&again), text) == 0);
    buffer_free(&again);
}

static void claim_answer(const struct buffer *out)
{
    struct json_value *answer = NULL;
    CLAIM(!out->failed && out->length <= FRAME_BODY_MOST);
    CLAIM(!err_is(json_parse(out->data, out->length, &answer)));
    CLAIM(cell_id(json_text(json_get(answer, "key"), ""), NULL));
    if (json_text(json_get(answer, "refused"), "")[0] == '\0') {
        claim_canonical(json_text(json_get(answer, "b"), "?"), canonical_validators);
        claim_canonical(json_text(json_get(answer, "c"), "?"), canonical_corrections);
    }
    json_destroy(&answer);
}

static void claim_question(const char *body, size_t size, enum message type)
{
    bool is_put = type == MESSAGE_ROW_PUT;
    struct row_request q;
    const char *problem = row_request_read(&q, type, body, size);
    CLAIM(!problem || problem[0]);
    if (!problem) {
        struct buffer out;
        buffer_init(&out, FRAME_BODY_MOST);
        CLAIM(cell_id(q.key, NULL) && (type == MESSAGE_ROW_GET || q.op[0]));
        CLAIM(q.d[strspn(q.d, "0123456789")] == '\0');
        const struct row row = {q.key, is_put ? buffer_string(&q.b) : "[]",
                                is_put ? buffer_string(&q.c) : "{}", q.d};
        row_reply_row(&out, &row, true);
        claim_answer(&out);
        buffer_free(&out);
    }
    row_request_free(&q);
}

/* The same texts as cells that a person left in the sheet. */
static void claim_sheet_row(const char *body, size_t size)
{
    struct json_value *document = NULL;
    struct buffer out;
    (void)json_parse(body, size, &document);
    buffer_init(&out, FRAME_BODY_MOST);
    const struct map_row row = {.id = 1,
                                .place = 7,
                                .b = json_text(json_get(document, "b"), ""),
                                .c = json_text(json_get(document, "c"), ""),
                                .d = json_text(json_get(document, "d"), "")};
    row_reply_sheet_row(&out, "1020827427888435210", &row, false, 0);
    claim_answer(&out);
    buffer_free(&out);
    json_destroy(&document);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *body = fuzz_bytes(data, size);
    claim_question(body, size, MESSAGE_ROW_GET);
    claim_question(body, size, MESSAGE_ROW_PUT);
    claim_question(body, size, MESSAGE_ROW_KEEP);
    claim_sheet_row(body, size);
    free(body);
    return 0;
}
