/* INTERACTION_CREATE: what is accepted can be answered, and its token cannot leave its place in a path. */
#include "fuzz.h"
#include "interaction.h"

#define ROLE 345678901234567890u

static void claim_answerable(const struct interaction *i)
{
    CLAIM(i->id && i->application_id && i->user_id);
    CLAIM(i->token && i->token[0] && !strpbrk(i->token, "/?#%\\ \r\n"));
    CLAIM(i->name && i->input && i->channel_name);
    CLAIM(!i->answer_deferred);
}

/* `role_id` 0: a permission decides. Either belongs to a member; a person in private has none. */
static void claim_read(const struct json_value *data, uint64_t role_id)
{
    static const struct interaction UNTOUCHED = {.type = -1};
    struct interaction i = UNTOUCHED;
    struct err e = interaction_read(&i, data, role_id);
    if (err_is(e)) {
        CLAIM(e.kind == ERR_SYNTAX && i.type == -1 && !i.token);
        return;
    }
    claim_answerable(&i);
    CLAIM(!i.allowed || !json_is_null(json_get(data, "member")));
    interaction_free(&i);
    CLAIM(!i.token);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct json_value *document = NULL;
    char *text = fuzz_bytes(data, size);
    (void)json_parse(text, size, &document);
    claim_read(document, 0);
    claim_read(document, ROLE);
    json_destroy(&document);
    free(text);
    return 0;
}
