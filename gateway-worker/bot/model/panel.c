/* Writes the embed of a row. What is too long for Discord is cut with a mark; the row keeps it whole.
 * Limits: https://discord.com/developers/docs/resources/message#embed-object-embed-limits */
#include "panel.h"

#include "utf8.h"

#include <string.h>

#define TITLE            "État de la validation"
#define CUT_MARK         " …[suite coupée]"
#define CUT_MARK_UNITS   17
#define DESCRIPTION_MAX  4096
#define VALIDATORS_MAX   1000 /* of these, for the list of validators */
#define BYTES_MAX        (4 * DESCRIPTION_MAX)
#define ID_MENTION_UNITS 32
#define CORRECTION_LEAST 200 /* with its author */
#define TAIL_UNITS       32  /* "… et 256 de plus" */

enum { COLOUR_NOTHING = 0x95A5A6, COLOUR_VALIDATED = 0x2ECC71, COLOUR_TO_CORRECT = 0xE74C3C };

static size_t units(const struct buffer *b)
{
    return utf8_utf16_units(buffer_string(b), b->length);
}

/* Appends as much of `text` as `most` units hold, marked when cut. */
static void append_cut(struct buffer *out, const char *text, size_t most)
{
    size_t length = strlen(text);
    if (utf8_utf16_units(text, length) <= most) {
        buffer_text(out, text);
        return;
    }
    size_t room = most > CUT_MARK_UNITS ? most - CUT_MARK_UNITS : 0, at = 0, used = 0;
    while (at < length) {
        size_t n = utf8_sequence(text + at, length - at);
        size_t more = n == 4 ? 2 : 1;
        if (used + more > room)
            break;
        at += n ? n : 1;
        used += more;
    }
    buffer_append(out, text, at);
    buffer_text(out, CUT_MARK);
}

static void append_validators(struct buffer *out, const struct ticket_row *row)
{
    buffer_text(out, "**✅ Validé par**\n");
    if (row->validator_count == 0)
        buffer_text(out, "Personne pour l'instant");
    for (size_t i = 0; i < row->validator_count; i++) {
        if (units(out) > VALIDATORS_MAX) {
            buffer_format(out, " et %zu de plus", row->validator_count - i);
            break;
        }
        buffer_format(out, "%s<@%llu>", i ? ", " : "", (unsigned long long)row->validators[i]);
    }
}

static bool is_id(const char *text)
{
    return *text && text[strspn(text, "0123456789")] == '\0' && strlen(text) <= 20;
}

static void append_correction(struct buffer *out, const struct correction *correction, size_t most)
{
    size_t before = units(out);
    buffer_text(out, "\n▸ ");
    if (is_id(correction->author))
        buffer_format(out, "<@%s>", correction->author);
    else
        append_cut(out, correction->author, ID_MENTION_UNITS);
    buffer_text(out, " : ");
    append_cut(out, correction->text, most - (units(out) - before));
}

/* What is left is shared evenly among the corrections that are still to come, so that no long one hides
 * another; where that would leave each a few letters only, the last ones are counted instead. */
static void append_corrections(struct buffer *out, const struct ticket_row *row)
{
    if (row->correction_count == 0)
        return;
    buffer_text(out, "\n\n**🔍 Points à corriger**");
    for (size_t i = 0; i < row->correction_count; i++) {
        size_t left = DESCRIPTION_MAX - TAIL_UNITS - units(out), share = left / (row->correction_count - i);
        if (left < CORRECTION_LEAST) {
            buffer_format(out, "\n… et %zu de plus", row->correction_count - i);
            return;
        }
        append_correction(out, &row->corrections[i], share > CORRECTION_LEAST ? share : CORRECTION_LEAST);
    }
}

static int colour_of(const struct ticket_row *row)
{
    if (row->correction_count)
        return COLOUR_TO_CORRECT;
    return row->validator_count ? COLOUR_VALIDATED : COLOUR_NOTHING;
}

static void describe(struct buffer *description, const struct ticket_row *row)
{
    buffer_init(description, BYTES_MAX);
    append_validators(description, row);
    append_corrections(description, row);
}

static void write_embed(struct json_writer *w, const struct ticket_row *row)
{
    struct buffer description;
    describe(&description, row);
    jw_object(w);
    jw_member_string(w, "title", TITLE);
    jw_member_string(w, "description", buffer_string(&description));
    jw_member_int(w, "color", colour_of(row));
    jw_object_end(w);
    buffer_free(&description);
}

static void write_button(struct json_writer *w, int style, const char *label, const char *custom_id)
{
    jw_object(w);
    jw_member_int(w, "type", 2);
    jw_member_int(w, "style", style);
    jw_member_string(w, "label", label);
    jw_member_string(w, "custom_id", custom_id);
    jw_object_end(w);
}

static void write_buttons(struct json_writer *w)
{
    enum { ACTION_ROW = 1, GREEN = 3, RED = 4 };
    jw_object(w);
    jw_member_int(w, "type", ACTION_ROW);
    jw_key(w, "components");
    jw_array(w);
    write_button(w, GREEN, "Validé", PANEL_VALIDATE_BUTTON);
    write_button(w, RED, "À corriger", PANEL_CORRECT_BUTTON);
    jw_array_end(w);
    jw_object_end(w);
}

void panel_write(struct json_writer *w, const struct ticket_row *row)
{
    jw_key(w, "embeds");
    jw_array(w);
    write_embed(w, row);
    jw_array_end(w);
    jw_key(w, "components");
    jw_array(w);
    write_buttons(w);
    jw_array_end(w);
    jw_key(w, "allowed_mentions");
    jw_raw(w, "{\"parse\":[]}", strlen("{\"parse\":[]}"));
}

bool panel_is(const struct json_value *message)
{
    return strcmp(json_text(json_find(message, "components.0.components.0.custom_id"), ""),
                  PANEL_VALIDATE_BUTTON) == 0;
}

bool panel_shows(const struct json_value *message, const struct ticket_row *row)
{
    struct buffer description;
    describe(&description, row);
    bool same =
        strcmp(json_text(json_find(message, "embeds.0.description"), ""), buffer_string(&description)) == 0;
    buffer_free(&description);
    return same;
}

uint32_t panel_print(const struct ticket_row *row)
{
    struct buffer description;
    describe(&description, row);
    uint64_t print = 1469598103934665603u ^ row->message_id; /* FNV-1a */
    for (size_t i = 0; i < description.length; i++)
        print = (print ^ (unsigned char)description.data[i]) * 1099511628211u;
    buffer_free(&description);
    uint32_t folded = (uint32_t)(print ^ print >> 32);
    return folded ? folded : 1;
}
