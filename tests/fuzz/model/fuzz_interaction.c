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

/* A successor that takes it over answers the same person in the same place. */
static void claim_handed_over(const struct interaction *i)
{
    struct json_value *document = NULL;
    struct interaction back;
    struct buffer text;
    buffer_init(&text, 1024 * 1024);
    struct json_writer w = json_writer(&text);
    interaction_write(i, &w);
    CLAIM(!text.failed && !err_is(json_parse(text.data, text.length, &document)));
    CLAIM(!err_is(interaction_restore(&back, document)));
    CLAIM(back.id == i->id && back.application_id == i->application_id && back.user_id == i->user_id);
    CLAIM(back.guild_id == i->guild_id && back.channel_id == i->channel_id &&
          back.message_id == i->message_id);
    CLAIM(back.type == i->type && strcmp(back.token, i->token) == 0 && strcmp(back.input, i->input) == 0);
    interaction_free(&back);
    json_destroy(&document);
    buffer_free(&text);
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
    claim_handed_over(&i);
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
