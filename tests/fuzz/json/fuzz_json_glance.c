/* A look for ids in any text: no read past its end, and every id that a parse finds under the name, the look
 * finds too. */
#include "fuzz.h"
#include "json_glance.h"
#include "json_value.h"

#define NAME  "id"
#define DEPTH 32

struct search {
    const char *text, *end;
    bool escaped; /* a name may have been written with escapes: then nothing is claimed */
};

static bool glanced(const struct search *search, uint64_t id)
{
    const char *at = search->text;
    for (uint64_t found; (found = json_glance_id(&at, search->end, NAME)) != 0;)
        if (found == id)
            return true;
    return false;
}

static void claim_all(const struct search *search, const struct json_value *value, int depth);

static bool claim_member(void *ctx, const char *name, const struct json_value *v)
{
    const struct search *search = ctx;
    if (strcmp(name, NAME) == 0 && json_is_string(v) && json_id(v))
        CLAIM(glanced(search, json_id(v)));
    claim_all(search, v, DEPTH);
    return true;
}

static void claim_all(const struct search *search, const struct json_value *value, int depth)
{
    if (depth == 0)
        return;
    json_each(value, claim_member, (void *)(uintptr_t)search);
    for (size_t i = 0; json_is_array(value) && i < json_length(value); i++)
        claim_all(search, json_at(value, i), depth - 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_bytes(data, size);
    struct search search = {text, text + size, memchr(text, '\\', size) != NULL};
    struct json_value *document = NULL;
    (void)glanced(&search, 0);
    if (!search.escaped && !err_is(json_parse(text, size, &document)))
        claim_all(&search, document, DEPTH);
    json_destroy(&document);
    free(text);
    return 0;
}
