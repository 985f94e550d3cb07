/* Looking up close codes. */
#include "close_code.h"

#include "array_len.h"

#include <stddef.h>

#define DISALLOWED_INTENTS 4014

static const struct row {
    uint16_t code;
    enum close_then then;
    const char *meaning, *repair, *english_repair;
} ROWS[] = {
#define CLOSE_CODE(code, then, meaning, repair, english_repair)                                              \
    {code, CLOSE_THEN_##then, meaning, repair, english_repair},
#include "close_codes.def"
#undef CLOSE_CODE
};

/* https://discord.com/developers/docs/events/gateway#privileged-intents, with the portal's own wording */
static const struct {
    uint32_t bit;
    const char *switch_name;
} GUARDED[] = {
    {1u << 1, "Server Members Intent"},
    {1u << 8, "Presence Intent"},
    {1u << 15, "Message Content Intent"},
};

static const struct row *row_of(uint16_t code)
{
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        if (ROWS[i].code == code)
            return &ROWS[i];
    return NULL;
}

enum close_then close_code_then(uint16_t code)
{
    const struct row *row = row_of(code);
    return row ? row->then : CLOSE_THEN_RESUME;
}

const char *close_code_meaning(uint16_t code)
{
    const struct row *row = row_of(code);
    return row ? row->meaning : "";
}

static void write_repair(uint16_t code, const char *repair, uint32_t intents, struct buffer *out)
{
    buffer_text(out, repair);
    const char *separator = " ";
    for (size_t i = 0; code == DISALLOWED_INTENTS && i < ARRAY_LEN(GUARDED); i++) {
        if (intents & GUARDED[i].bit) {
            buffer_format(out, "%s%s", separator, GUARDED[i].switch_name);
            separator = ", ";
        }
    }
    if (code == DISALLOWED_INTENTS)
        buffer_char(out, '.');
}

void close_code_repair(uint16_t code, uint32_t intents, struct buffer *out)
{
    const struct row *row = row_of(code);
    if (row)
        write_repair(code, row->repair, intents, out);
}

void close_code_repair_english(uint16_t code, uint32_t intents, struct buffer *out)
{
    const struct row *row = row_of(code);
    if (row)
        write_repair(code, row->english_repair, intents, out);
}
