/* Reads and writes the texts of rows, and makes the small changes. */
#include "ticket_row.h"

#include "json_value.h"
#include "json_writer.h"
#include "text_copy.h"
#include "utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX (256 * 1024) /* bytes of one cell while it is written; ticket_row_fits says what may leave */
#define ID_TEXT  24

#define MESSAGE_DIGITS_MAX 19 /* of 2^63 - 1 */

void ticket_row_init(struct ticket_row *row)
{
    *row = (struct ticket_row){0};
}

void ticket_row_free(struct ticket_row *row)
{
    for (size_t i = 0; i < row->correction_count; i++) {
        free(row->corrections[i].author);
        free(row->corrections[i].text);
    }
    ticket_row_init(row);
}

void ticket_row_copy(struct ticket_row *ret_row, const struct ticket_row *row)
{
    *ret_row = *row;
    for (size_t i = 0; i < row->correction_count; i++)
        ret_row->corrections[i] = (struct correction){
            .author = text_copy(row->corrections[i].author),
            .text = text_copy(row->corrections[i].text),
        };
}

/* ---- Reading. */

static struct err read_b(struct ticket_row *row, const struct json_value *b)
{
    if (!json_is_array(b))
        return err_make(ERR_SYNTAX, "row.b", 0);
    for (size_t i = 0; i < json_length(b); i++) {
        uint64_t id = json_id(json_at(b, i));
        if (!id)
            return err_make(ERR_SYNTAX, "row.b", (int)i);
        if (!ticket_row_add_validator(row, id))
            return err_make(ERR_FULL, "row.b", (int)i);
    }
    return ERR_OK;
}

struct reading {
    struct ticket_row *row;
    struct err e;
};

static bool read_correction(void *ctx, const char *author, const struct json_value *text)
{
    struct reading *reading = ctx;
    struct ticket_row *row = reading->row;
    if (!json_is_string(text))
        reading->e = err_make(ERR_SYNTAX, "row.c", (int)row->correction_count);
    else if (row->correction_count == ROW_CORRECTIONS_MAX)
        reading->e = err_make(ERR_FULL, "row.c", ROW_CORRECTIONS_MAX);
    else
        row->corrections[row->correction_count++] =
            (struct correction){.author = text_copy(author), .text = text_copy(json_text(text, ""))};
    return !err_is(reading->e);
}

static struct err read_c(struct ticket_row *row, const struct json_value *c)
{
    struct reading reading = {.row = row, .e = ERR_OK};
    if (!json_is_object(c))
        return err_make(ERR_SYNTAX, "row.c", 0);
    json_each(c, read_correction, &reading);
    return reading.e;
}

/* Not a number: as if there were no panel. */
static uint64_t read_d(const char *d)
{
    size_t digits = strspn(d, "0123456789");
    return d[digits] || digits > MESSAGE_DIGITS_MAX ? 0 : strtoull(d, NULL, 10);
}

static struct err read_cell(struct ticket_row *row, const char *text, const char *empty,
                            struct err (*read)(struct ticket_row *row, const struct json_value *value))
{
    struct json_value *document = NULL;
    const char *present = *text ? text : empty;
    struct err e = json_parse(present, strlen(present), &document);
    if (!err_is(e))
        e = read(row, document);
    json_destroy(&document);
    return e;
}

struct err ticket_row_read(struct ticket_row *row, const char *b, const char *c, const char *d)
{
    ticket_row_init(row);
    struct err e = read_cell(row, b, "[]", read_b);
    if (!err_is(e))
        e = read_cell(row, c, "{}", read_c);
    row->message_id = read_d(d);
    if (err_is(e))
        ticket_row_free(row);
    return e;
}

/* ---- Writing. */

void ticket_row_write_b(const struct ticket_row *row, struct buffer *out)
{
    struct json_writer w = json_writer(out);
    jw_array(&w);
    for (size_t i = 0; i < row->validator_count; i++)
        jw_uint(&w, row->validators[i]);
    jw_array_end(&w);
}

void ticket_row_write_c(const struct ticket_row *row, struct buffer *out)
{
    struct json_writer w = json_writer(out);
    jw_object(&w);
    for (size_t i = 0; i < row->correction_count; i++)
        jw_member_string(&w, row->corrections[i].author, row->corrections[i].text);
    jw_object_end(&w);
}

void ticket_row_write_d(const struct ticket_row *row, struct buffer *out)
{
    if (row->message_id)
        buffer_format(out, "%" PRIu64, row->message_id);
}

static bool cell_fits(const struct ticket_row *row,
                      void (*write)(const struct ticket_row *row, struct buffer *out))
{
    struct buffer text;
    buffer_init(&text, TEXT_MAX);
    write(row, &text);
    bool fits = !text.failed && utf8_utf16_units(buffer_string(&text), text.length) <= ROW_CELL_MAX;
    buffer_free(&text);
    return fits;
}

bool ticket_row_fits(const struct ticket_row *row)
{
    return cell_fits(row, ticket_row_write_b) && cell_fits(row, ticket_row_write_c);
}

/* ---- Asking and changing. */

bool ticket_row_validated_by(const struct ticket_row *row, uint64_t user_id)
{
    for (size_t i = 0; i < row->validator_count; i++)
        if (row->validators[i] == user_id)
            return true;
    return false;
}

bool ticket_row_add_validator(struct ticket_row *row, uint64_t user_id)
{
    if (ticket_row_validated_by(row, user_id))
        return true;
    if (row->validator_count == ROW_VALIDATORS_MAX)
        return false;
    row->validators[row->validator_count++] = user_id;
    return true;
}

bool ticket_row_remove_validator(struct ticket_row *row, uint64_t user_id)
{
    size_t kept = 0;
    for (size_t i = 0; i < row->validator_count; i++)
        if (row->validators[i] != user_id)
            row->validators[kept++] = row->validators[i];
    bool removed = kept < row->validator_count;
    row->validator_count = kept;
    return removed;
}

static struct correction *correction_find(const struct ticket_row *row, uint64_t user_id)
{
    char author[ID_TEXT];
    snprintf(author, sizeof(author), "%" PRIu64, user_id);
    for (size_t i = 0; i < row->correction_count; i++)
        if (strcmp(row->corrections[i].author, author) == 0)
            return (struct correction *)&row->corrections[i];
    return NULL;
}

const char *ticket_row_correction_of(const struct ticket_row *row, uint64_t user_id)
{
    const struct correction *found = correction_find(row, user_id);
    return found ? found->text : NULL;
}

bool ticket_row_set_correction(struct ticket_row *row, uint64_t user_id, const char *text)
{
    struct correction *found = correction_find(row, user_id);
    if (!found) {
        if (row->correction_count == ROW_CORRECTIONS_MAX)
            return false;
        char author[ID_TEXT];
        snprintf(author, sizeof(author), "%" PRIu64, user_id);
        found = &row->corrections[row->correction_count++];
        *found = (struct correction){.author = text_copy(author)};
    }
    free(found->text);
    found->text = text_copy(text);
    return true;
}

bool ticket_row_remove_correction(struct ticket_row *row, uint64_t user_id)
{
    struct correction *found = correction_find(row, user_id);
    if (!found)
        return false;
    free(found->author);
    free(found->text);
    size_t after = (size_t)(&row->corrections[row->correction_count] - (found + 1));
    memmove(found, found + 1, after * sizeof(*found));
    row->correction_count--;
    return true;
}
