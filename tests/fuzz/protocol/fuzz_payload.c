/* The look at a payload agrees with a whole parse, whenever there is something to parse. */
#include "fuzz.h"
#include "json_value.h"
#include "payload.h"

#include <stdbool.h>

/* Two documents that say the same, as far as our readers can ask. */
static bool same(const struct json_value *a, const struct json_value *b)
{
    return json_is_null(a) == json_is_null(b) && json_is_object(a) == json_is_object(b) &&
           json_is_array(a) == json_is_array(b) && json_length(a) == json_length(b) &&
           json_number(a, -1) >= json_number(b, -1) && json_number(a, -1) <= json_number(b, -1) &&
           json_bool(a, false) == json_bool(b, false) && strcmp(json_text(a, ""), json_text(b, "")) == 0;
}

/* What the look took for d, as an object of its own: what stood behind d comes along. */
static struct json_value *data_document(const struct payload *p)
{
    struct json_value *document = NULL;
    struct buffer text;
    buffer_init(&text, p->data_length + 16);
    buffer_text(&text, "{\"d\":");
    buffer_append(&text, p->data, p->data_length);
    buffer_char(&text, '}');
    CLAIM(!text.failed && !err_is(json_parse(text.data, text.length, &document)));
    buffer_free(&text);
    return document;
}

static void claim_same_members(const struct payload *p, const struct json_value *document)
{
    const struct json_value *sequence = json_get(document, "s"), *type = json_get(document, "t");
    CLAIM((double)p->op <= json_number(json_get(document, "op"), -1) &&
          (double)p->op >= json_number(json_get(document, "op"), -1));
    CLAIM(json_is_null(sequence) == (p->sequence == PAYLOAD_NO_SEQUENCE));
    CLAIM(json_is_null(sequence) || ((double)p->sequence <= json_number(sequence, -1) &&
                                     (double)p->sequence >= json_number(sequence, -1)));
    CLAIM(json_is_null(type) == (p->type == NULL));
    CLAIM(!p->type || memchr(p->type, '\\', p->type_length) || payload_type_is(p, json_text(type, "")));
    CLAIM((p->data == NULL) == (json_get(document, "d") == NULL));
}

/* Names in escapes are not what Discord writes, and not looked for: {"\u006fp":1} has no op to us. */
static void compare(const struct payload *p, const char *text, size_t size)
{
    struct json_value *document = NULL, *data = NULL;
    if (memmem(text, size, "\\u00", 4) || err_is(json_parse(text, size, &document)))
        return;
    CLAIM(json_is_object(document));
    if (p->data)
        data = data_document(p);
    CLAIM(same(json_get(data, "d"), json_get(document, "d")));
    if (json_length(data) <= 1) /* else a second op may stand behind d */
        claim_same_members(p, document);
    json_destroy(&data);
    json_destroy(&document);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct payload p = {.op = -2};
    char *text = fuzz_bytes(data, size);
    if (payload_look(text, size, &p)) {
        CLAIM(p.op >= 0 && p.op <= 255 && p.sequence >= PAYLOAD_NO_SEQUENCE);
        CLAIM(!p.type || (p.type > text && p.type + p.type_length < text + size));
        CLAIM(!p.data || (p.data > text && p.data + p.data_length < text + size));
        compare(&p, text, size);
    } else {
        CLAIM(p.op == -2);
    }
    free(text);
    return 0;
}
