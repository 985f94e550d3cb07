/* The form that a bot opens: Discord's limits, and how a person's answer to it looks. An input stands in an
 * action row (the older wrong) or in a label
 * (https://discord.com/developers/docs/components/reference#label); the answer mirrors that. Pure. */
#ifndef VIGIE_SIM_MODAL_H
#define VIGIE_SIM_MODAL_H

#include "complaints.h"
#include "json_value.h"
#include "json_writer.h"

/* Every limit that the `data` of a callback of type 9 breaks. */
void modal_check(const struct json_value *data, struct complaints *wrong);

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
