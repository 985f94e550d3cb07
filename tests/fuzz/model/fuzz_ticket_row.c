/* A ticket's row from its three texts: it writes itself back the same, and a press changes what it should
 * alone. */
#include "fuzz.h"
#include "ticket_row.h"
#include "utf8.h"

#include <stdbool.h>

#define USER     234567890123456789u
#define TEXT_MAX (4 * 1024 * 1024)

static bool same(const struct ticket_row *a, const struct ticket_row *b)
{
    bool same = a->validator_count == b->validator_count && a->correction_count == b->correction_count &&
                a->message_id == b->message_id;
    for (size_t i = 0; same && i < a->validator_count; i++)
        same = a->validators[i] == b->validators[i];
    for (size_t i = 0; same && i < a->correction_count; i++)
        same = strcmp(a->corrections[i].author, b->corrections[i].author) == 0 &&
               strcmp(a->corrections[i].text, b->corrections[i].text) == 0;
    return same;
}

static void claim_round_trip(const struct ticket_row *row)
{
    static struct ticket_row back; /* 10 KiB */
    struct buffer b, c, d;
    buffer_init(&b, TEXT_MAX);
    buffer_init(&c, TEXT_MAX);
    buffer_init(&d, TEXT_MAX);
    ticket_row_write_b(row, &b);
    ticket_row_write_c(row, &c);
    ticket_row_write_d(row, &d);
    CLAIM(!b.failed && !c.failed && !d.failed);
    CLAIM(!err_is(ticket_row_read(&back, buffer_string(&b), buffer_string(&c), buffer_string(&d))));
    CLAIM(same(&back, row));
    ticket_row_free(&back);
    buffer_free(&b);
    buffer_free(&c);
    buffer_free(&d);
}

static void claim_changes(struct ticket_row *row)
{
    bool had_room = row->validator_count < ROW_VALIDATORS_MAX || ticket_row_validated_by(row, USER);
    CLAIM(ticket_row_add_validator(row, USER) == had_room && ticket_row_validated_by(row, USER) == had_room);
    size_t corrections = row->correction_count;
    bool had = ticket_row_correction_of(row, USER) != NULL;
    if (ticket_row_set_correction(row, USER, "l'âge")) {
        CLAIM(strcmp(ticket_row_correction_of(row, USER), "l'âge") == 0);
        CLAIM(row->correction_count == corrections + !had);
        claim_round_trip(row);
        CLAIM(ticket_row_remove_correction(row, USER));
    }
    CLAIM(ticket_row_correction_of(row, USER) == NULL && !ticket_row_remove_correction(row, USER));
    CLAIM(ticket_row_remove_validator(row, USER) == had_room && !ticket_row_validated_by(row, USER));
    claim_round_trip(row);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct ticket_row row;
    struct fuzz f = {data, size};
    size_t b_length = (size_t)fuzz_byte(&f) * 8, d_length = fuzz_byte(&f) % 32;
    char *d = fuzz_take(&f, d_length), *b = fuzz_take(&f, b_length), *c = fuzz_take(&f, f.left);
    struct err e = ticket_row_read(&row, b, c, d);
    if (err_is(e)) {
        CLAIM(row.validator_count == 0 && row.correction_count == 0);
        CLAIM(e.kind == ERR_SYNTAX || e.kind == ERR_FULL);
    } else {
        CLAIM(row.message_id == 0 || d[strspn(d, "0123456789")] == '\0'); /* not a number: no panel */
        claim_round_trip(&row);
        claim_changes(&row);
    }
    ticket_row_free(&row);
    free(c);
    free(b);
    free(d);
    return 0;
}
