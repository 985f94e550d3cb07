/* Cells B and C, JSON or Python: what is accepted has one canonical text, which is JSON of the promised
 * shape. */
#include "canonical.h"
#include "fuzz.h"
#include "json_value.h"

#include <stdbool.h>

#define TEXT_MOST (4 * 1024 * 1024)

typedef struct err canonical(const char *cell, struct buffer *out);

static void claim_id(const struct json_value *v)
{
    CLAIM(json_is_number(v) && json_id(v) != 0);
}

static bool claim_correction(void *ctx, const char *name, const struct json_value *v)
{
    (void)ctx;
    CLAIM(name && json_is_string(v));
    return true;
}

static void claim_shape(const char *text, bool is_list)
{
    struct json_value *document = NULL;
    CLAIM(!err_is(json_parse(text, strlen(text), &document)));
    CLAIM(is_list ? json_is_array(document) : json_is_object(document));
    for (size_t i = 0; is_list && i < json_length(document); i++)
        claim_id(json_at(document, i));
    json_each(document, claim_correction, NULL);
    json_destroy(&document);
}

static void claim_canonical(const char *cell, canonical *make, bool is_list)
{
    struct buffer once, twice;
    buffer_init(&once, TEXT_MOST);
    buffer_init(&twice, TEXT_MOST);
    struct err e = make(cell, &once);
    if (err_is(e)) {
        CLAIM(e.kind == ERR_SYNTAX || e.kind == ERR_FULL);
    } else {
        claim_shape(buffer_string(&once), is_list);
        CLAIM(!err_is(make(buffer_string(&once), &twice)));
        CLAIM(strcmp(buffer_string(&once), buffer_string(&twice)) == 0);
    }
    buffer_free(&once);
    buffer_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz f = {data, size};
    char *cell = fuzz_take(&f, size);
    claim_canonical(cell, canonical_validators, true);
    claim_canonical(cell, canonical_corrections, false);
    free(cell);
    return 0;
}
