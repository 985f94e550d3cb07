/* The form that a bot opens: Discord's limits, and how a person's answer to it looks. An input stands in an
 * action row (the older form) or in a label (https://discord.com/developers/docs/components/reference#label);
 * the answer mirrors that. Pure. */
#ifndef VIGIE_SIM_MODAL_H
#define VIGIE_SIM_MODAL_H

#include "json_value.h"
#include "json_writer.h"

/* NULL, or what is wrong with the `data` of a callback of type 9. */
const char *modal_problem(const struct json_value *data);

struct modal_input {
    bool in_label;
    char custom_id[404]; /* 100 characters */
};

/* The form's first input. */
struct modal_input modal_first_input(const struct json_value *data);

/* `data` of the MODAL_SUBMIT interaction in which that input says `text`. */
void modal_write_answer(struct json_writer *w, const char *modal_id, const struct modal_input *input,
                        const char *text);

#endif
