/* A pretend sheet in place of row_client.c, beside the pretend Discord: one question waits at a time until the
 * test answers it. */
#ifndef VIGIE_TEST_PRETEND_SHEET_H
#define VIGIE_TEST_PRETEND_SHEET_H

#include "row_client.h"

#include "pretend_bot.h"

static struct {
    size_t asked;
    uint64_t operation, patience_ms;
    struct ticket_row row;
    row_on_reply *on_reply;
    void *ctx;
} gets, puts_;

void row_client_get(struct row_client *store, uint64_t ticket, uint64_t patience_ms, row_on_reply *on_reply,
                    void *ctx)
{
    (void)store;
    assert_true(ticket != 0);
    gets.asked++;
    gets.patience_ms = patience_ms;
    gets.on_reply = on_reply;
    gets.ctx = ctx;
}

void row_client_get_or_keep(struct row_client *store, uint64_t ticket, uint64_t patience_ms,
                            uint64_t unread_ms, row_on_reply *on_reply, void *ctx)
{
    (void)unread_ms;
    row_client_get(store, ticket, patience_ms, on_reply, ctx);
}

void row_client_keep(struct row_client *store, uint64_t ticket, const struct row_change *change,
                     uint64_t patience_ms, row_on_reply *on_reply, void *ctx)
{
    (void)store;
    (void)ticket;
    (void)change;
    (void)patience_ms;
    (void)on_reply;
    (void)ctx;
    fail_msg("this sheet can be read");
}

void row_client_put(struct row_client *store, uint64_t ticket, const struct row_operations *operations,
                    const struct ticket_row *row, uint64_t patience_ms, row_on_reply *on_reply, void *ctx)
{
    (void)store;
    assert_true(ticket != 0);
    ticket_row_free(&puts_.row);
    ticket_row_copy(&puts_.row, row);
    puts_.asked++;
    assert_int_equal(operations->count, 1);
    puts_.operation = operations->ids[0];
    puts_.patience_ms = patience_ms;
    puts_.on_reply = on_reply;
    puts_.ctx = ctx;
}

const char *row_client_trouble(const struct row_client *store)
{
    (void)store;
    return "";
}

static inline void give_row(const char *b, const char *c, const char *d)
{
    struct ticket_row row;
    assert_false(err_is(ticket_row_read(&row, b, c, d)));
    gets.on_reply(gets.ctx, &(struct row_reply){.row = &row, .known = true});
    ticket_row_free(&row);
}

static inline void refuse_row(const char *reason)
{
    gets.on_reply(gets.ctx, &(struct row_reply){.refused = reason});
}

static inline void refuse_row_for_good(const char *reason)
{
    gets.on_reply(gets.ctx, &(struct row_reply){.refused = reason, .off = true});
}

static inline void store_row(void)
{
    puts_.on_reply(puts_.ctx, &(struct row_reply){.row = &puts_.row, .known = true});
}

/* ---- The bot around both. */

static inline int setup_with_sheet(void **state)
{
    gets.asked = puts_.asked = 0;
    return setup(state);
}

static inline int teardown_with_sheet(void **state)
{
    ticket_row_free(&puts_.row);
    return teardown(state);
}

#define SHEET_TEST(name) cmocka_unit_test_setup_teardown(name, setup_with_sheet, teardown_with_sheet)

#endif
