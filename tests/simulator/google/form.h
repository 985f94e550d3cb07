/* Query strings and form bodies: names and values, percent-decoded, '+' as a space. Pure. form_parse, then
 * form_free. */
#ifndef VIGIE_SIM_FORM_H
#define VIGIE_SIM_FORM_H

#include <stdbool.h>
#include <stddef.h>

struct form {
    char *text; /* owned; the names and values point into it */
    struct form_item {
        const char *name, *value;
    } * items;
    size_t count;
};

/* False: a broken escape, a NUL, or more than 2,000 items. Nothing to free then. */
bool form_parse(const char *text, size_t length, struct form *ret_form);
void form_free(struct form *f);

/* The first value of that name, or `fallback`. */
const char *form_get(const struct form *f, const char *name, const char *fallback);
/* The index-th value of a repeated name, NULL past the last one. */
const char *form_nth(const struct form *f, const char *name, size_t index);
/* "true" and "True" as Python writes it. */
bool form_true(const struct form *f, const char *name);

/* In place, once. False: a broken escape or a NUL. */
bool percent_decode(char *text, bool plus_is_space);

#endif
