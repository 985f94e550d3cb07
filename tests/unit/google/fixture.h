/* A fresh spreadsheet and one Sheets call at a time, without HTTP. */
#ifndef VIGIE_TEST_GOOGLE_FIXTURE_H
#define VIGIE_TEST_GOOGLE_FIXTURE_H

#include "sheets_call.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct workbook book;
    struct history history;
    struct violations violations;
    struct editor editor;
    struct reply reply;
    struct sheets_call call;
    struct json_value *body, *answer;
    struct form query;
};

static inline int fixture_set_up(void **state)
{
    static struct fixture f;
    f = (struct fixture){0};
    workbook_init(&f.book);
    history_init(&f.history);
    reply_init(&f.reply);
    f.editor = (struct editor){&f.book, &f.history, BY_API, 1000, "robot@example.com", NULL};
    f.call = (struct sheets_call){"id", &f.editor, &f.violations, &f.reply, 12345, {0}};
    *state = &f;
    return 0;
}

static inline int fixture_tear_down(void **state)
{
    struct fixture *f = *state;
    workbook_free(&f->book);
    history_free(&f->history);
    reply_free(&f->reply);
    json_destroy(&f->body);
    json_destroy(&f->answer);
    form_free(&f->query);
    return 0;
}

/* Forget the last answer and read the next body and query. */
static inline void fixture_next(struct fixture *f, const char *query, const char *body)
{
    json_destroy(&f->body);
    json_destroy(&f->answer);
    form_free(&f->query);
    reply_free(&f->reply);
    reply_init(&f->reply);
    assert_true(form_parse(query, strlen(query), &f->query));
    if (body)
        assert_false(err_is(json_parse(body, strlen(body), &f->body)));
}

/* The text at a path of the answer, "" when it is not there. */
static inline const char *fixture_answer(struct fixture *f, const char *path)
{
    if (!f->answer)
        assert_false(err_is(json_parse(f->reply.body.data, f->reply.body.length, &f->answer)));
    return json_text(json_find(f->answer, path), "");
}

static inline int64_t fixture_number(struct fixture *f, const char *path)
{
    fixture_answer(f, path);
    return json_int(json_find(f->answer, path), -1);
}

static inline const char *fixture_cell(const struct fixture *f, uint32_t row, uint32_t column)
{
    const struct cell *c = grid_peek(f->book.tabs[0], row, column);
    return c && c->kind == CELL_TEXT ? c->text : "";
}

#define FIXTURE_TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

#endif
