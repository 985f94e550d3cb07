/* A reader by descent: expression = term {(+|-) term}, term = factor {(*|/) factor}. */
#include "formula.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 30 };

struct reader {
    const char *at;
    unsigned depth;
    const char *error; /* NULL: none so far */
};

static void skip_blanks(struct reader *r)
{
    r->at += strspn(r->at, " ");
}

static double fail(struct reader *r, const char *error)
{
    if (!r->error)
        r->error = error;
    return 0;
}

static double read_sum(struct reader *r);

static double read_number(struct reader *r)
{
    char *end;
    double n = isdigit((unsigned char)*r->at) || *r->at == '.' ? strtod(r->at, &end) : NAN;
    if (isnan(n))
        return fail(r, isalpha((unsigned char)*r->at) ? "#NAME?" : "#ERROR!");
    r->at = end;
    return n;
}

static double read_factor(struct reader *r)
{
    skip_blanks(r);
    if (++r->depth > DEEPEST)
        return fail(r, "#ERROR!");
    double n;
    if (*r->at == '-' || *r->at == '+') {
        bool negative = *r->at++ == '-';
        n = read_factor(r);
        n = negative ? -n : n;
    } else if (*r->at == '(') {
        r->at++;
        n = read_sum(r);
        if (*r->at != ')')
            return fail(r, "#ERROR!");
        r->at++;
    } else {
        n = read_number(r);
    }
    r->depth--;
    skip_blanks(r);
    return n;
}

static double read_product(struct reader *r)
{
    double n = read_factor(r);
    while (!r->error && (*r->at == '*' || *r->at == '/')) {
        bool divides = *r->at++ == '/';
        double by = read_factor(r);
        if (divides && by == 0)
            return fail(r, "#DIV/0!");
        n = divides ? n / by : n * by;
    }
    return n;
}

static double read_sum(struct reader *r)
{
    double n = read_product(r);
    while (!r->error && (*r->at == '+' || *r->at == '-')) {
        bool minus = *r->at++ == '-';
        double other = read_product(r);
        n = minus ? n - other : n + other;
    }
    return n;
}

/* "text", with "" for a quote inside. False: it is none. */
static bool read_text(const char *text, struct cell *c)
{
    size_t length = strlen(text), out = 0;
    if (length < 2 || text[0] != '"' || text[length - 1] != '"')
        return false;
    char *copy = malloc(length);
    if (!copy)
        abort();
    bool whole = true;
    for (size_t i = 1; i < length - 1; i++) {
        if (text[i] == '"' && (i + 1 == length - 1 || text[++i] != '"'))
            whole = false;
        copy[out++] = text[i];
    }
    copy[out] = '\0';
    if (whole) {
        cell_clear(c);
        c->kind = CELL_TEXT; /* also when it is empty: a formula stands there */
        c->text = copy;
    } else {
        free(copy);
    }
    return whole;
}

void formula_evaluate(const char *text, struct cell *c)
{
    struct reader r = {.at = text + 1};
    skip_blanks(&r);
    if (read_text(r.at, c))
        return;
    double n = read_sum(&r);
    if (!r.error && *r.at)
        r.error = "#ERROR!";
    if (!r.error && !isfinite(n))
        r.error = "#NUM!";
    if (r.error)
        cell_set_error(c, r.error);
    else
        cell_set_number(c, n);
}
