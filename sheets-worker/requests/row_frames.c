/* Reading questions, writing answers. */
#include "row_frames.h"

#include "canonical.h"
#include "cell.h"
#include "frame.h"
#include "json_value.h"
#include "json_writer.h"
#include "row_change.h"

#include <stdio.h>
#include <string.h>

#define MESSAGE_DIGITS_MOST 20

static const char TOO_LONG[] =
    "les corrections dépassent ce qu'une cellule de Google Sheets contient (50 000 caractères). "
    "Raccourcissez-les";
static const char UNREADABLE_QUESTION[] = "la demande est illisible";

static bool copy_text(char *to, size_t size, const char *text)
{
    int length = snprintf(to, size, "%s", text);
    return length >= 0 && (size_t)length < size;
}

bool row_reply_fits(const struct row *row)
{
    struct buffer out;
    buffer_init(&out, FRAME_BODY_MOST);
    row_reply_row(&out, row, true);
    bool fits = !out.failed;
    buffer_free(&out);
    return fits;
}

/* A message's id, or nothing. Not cell_id: which row is whose does not hang on it, so that any number will
 * do. */
static bool names_message(const char *d)
{
    size_t digits = strspn(d, "0123456789");
    return digits > 0 && digits <= MESSAGE_DIGITS_MOST && !d[digits];
}

static const char *read_cells(struct row_request *q, const struct json_value *body)
{
    const char *d = json_text(json_get(body, "d"), "");
    if (!copy_text(q->d, sizeof(q->d), d) || (d[0] && !names_message(d)))
        return UNREADABLE_QUESTION;
    if (err_is(canonical_validators(json_text(json_get(body, "b"), ""), &q->b)) ||
        err_is(canonical_corrections(json_text(json_get(body, "c"), ""), &q->c)))
        return q->b.failed || q->c.failed ? TOO_LONG : UNREADABLE_QUESTION;
    if (q->b.failed || q->c.failed || !cell_fits(buffer_string(&q->b)) || !cell_fits(buffer_string(&q->c)))
        return TOO_LONG;
    const struct row row = {q->key, buffer_string(&q->b), buffer_string(&q->c), q->d};
    return row_reply_fits(&row) ? NULL : TOO_LONG;
}

static const char *read_change(struct row_request *q, const struct json_value *body)
{
    const char *d = json_text(json_get(body, "d"), "");
    if (strchr(q->op, ',') || (d[0] && !names_message(d)))
        return UNREADABLE_QUESTION;
    struct err e = row_change_keep(body, &q->change);
    if (e.kind == ERR_FULL || !cell_fits(json_text(json_get(body, "text"), "")))
        return TOO_LONG;
    return err_is(e) ? UNREADABLE_QUESTION : NULL;
}

static const char *read_more(struct row_request *q, enum message type, const struct json_value *body)
{
    if (type == MESSAGE_ROW_GET)
        return NULL;
    if (!copy_text(q->op, sizeof(q->op), json_text(json_get(body, "op"), "")) || !q->op[0])
        return UNREADABLE_QUESTION;
    return type == MESSAGE_ROW_PUT ? read_cells(q, body) : read_change(q, body);
}

const char *row_request_read(struct row_request *q, enum message type, const char *body, size_t length)
{
    struct json_value *document = NULL;
    *q = (struct row_request){0};
    buffer_init(&q->change, FRAME_BODY_MOST);
    buffer_init(&q->b, 4 * CELL_UNITS_MOST);
    buffer_init(&q->c, 4 * CELL_UNITS_MOST);
    if (err_is(json_parse(body, length, &document)))
        return UNREADABLE_QUESTION;
    const char *problem = NULL;
    if (!copy_text(q->key, sizeof(q->key), json_text(json_get(document, "key"), "")) ||
        !cell_id(q->key, NULL))
        problem = UNREADABLE_QUESTION;
    else
        problem = read_more(q, type, document);
    json_destroy(&document);
    return problem;
}

void row_request_free(struct row_request *q)
{
    buffer_free(&q->b);
    buffer_free(&q->c);
    buffer_free(&q->change);
}

enum refusal {
    REFUSED,
    REFUSED_RETRY,
    REFUSED_UNDECIDED, /* to be asked again, and perhaps it is stored by then */
    REFUSED_OFF,
    REFUSED_UNREAD, /* to be asked again, or kept as a change */
};

static void write_refusal(struct buffer *out, const char *key, const char *reason, enum refusal refusal)
{
    struct json_writer w = json_writer(out);
    buffer_clear(out);
    jw_object(&w);
    jw_member_string(&w, "key", key);
    jw_member_string(&w, "refused", reason);
    jw_member_bool(&w, "retry",
                   refusal == REFUSED_RETRY || refusal == REFUSED_UNDECIDED || refusal == REFUSED_UNREAD);
    jw_member_bool(&w, "off", refusal == REFUSED_OFF);
    jw_member_bool(&w, "undecided", refusal == REFUSED_UNDECIDED);
    jw_member_bool(&w, "keep", refusal == REFUSED_UNREAD);
    jw_object_end(&w);
}

void row_reply_refused(struct buffer *out, const char *key, const char *reason, bool retry)
{
    write_refusal(out, key, reason, retry ? REFUSED_RETRY : REFUSED);
}

void row_reply_undecided(struct buffer *out, const char *key, const char *reason)
{
    write_refusal(out, key, reason, REFUSED_UNDECIDED);
}

void row_reply_unread(struct buffer *out, const char *key, const char *reason)
{
    write_refusal(out, key, reason, REFUSED_UNREAD);
}

void row_reply_kept(struct buffer *out, const char *key)
{
    struct json_writer w = json_writer(out);
    buffer_clear(out);
    jw_object(&w);
    jw_member_string(&w, "key", key);
    jw_member_bool(&w, "kept", true);
    jw_object_end(&w);
}

void row_reply_off(struct buffer *out, const char *key, const char *reason)
{
    write_refusal(out, key, reason, REFUSED_OFF);
}

static void write_row(struct buffer *out, const struct row *row, bool known, bool stored, uint64_t stale_s)
{
    struct json_writer w = json_writer(out);
    buffer_clear(out);
    jw_object(&w);
    jw_member_string(&w, "key", row->key);
    jw_member_string(&w, "b", row->b);
    jw_member_string(&w, "c", row->c);
    jw_member_string(&w, "d", row->d);
    jw_member_bool(&w, "known", known);
    jw_member_bool(&w, "stored", stored);
    if (stale_s)
        jw_member_int(&w, "stale_seconds", (int64_t)stale_s);
    jw_object_end(&w);
}

void row_reply_row(struct buffer *out, const struct row *row, bool stored)
{
    write_row(out, row, true, stored, 0);
}

static void refuse_cell(struct buffer *out, const char *key, char column, const struct map_row *row,
                        const char *what)
{
    char reason[200];
    snprintf(reason, sizeof(reason),
             "la cellule %c%u de la feuille n'est pas %s. Corrigez-la ou videz-la dans la feuille", column,
             row->place, what);
    row_reply_refused(out, key, reason, false);
}

void row_reply_sheet_row(struct buffer *out, const char *key, const struct map_row *row, bool stored,
                         uint64_t stale_s)
{
    struct buffer b, c;
    if (!row) {
        write_row(out, &(struct row){key, "[]", "{}", ""}, false, stored, stale_s);
        return;
    }
    buffer_init(&b, 4 * CELL_UNITS_MOST);
    buffer_init(&c, 4 * CELL_UNITS_MOST);
    const char *d = names_message(row->d) ? row->d : "";
    if (err_is(canonical_validators(row->b, &b)))
        refuse_cell(out, key, 'B', row, "une liste d'identifiants");
    else if (err_is(canonical_corrections(row->c, &c)))
        refuse_cell(out, key, 'C', row, "une liste de corrections");
    else
        write_row(out, &(struct row){key, buffer_string(&b), buffer_string(&c), d}, true, stored, stale_s);
    if (out->failed)
        row_reply_refused(
            out, key, "la ligne de la feuille est trop longue. Raccourcissez ses corrections dans la feuille",
            false);
    buffer_free(&b);
    buffer_free(&c);
}
