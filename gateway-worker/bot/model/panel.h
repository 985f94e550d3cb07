/* The panel: the embed `État de la validation` and its two buttons, made from a row and nothing else. Pure.
 * Its title, labels and custom_ids are the contract with panels that hang in channels since long ago. */
#ifndef VIGIE_PANEL_H
#define VIGIE_PANEL_H

#include "json_value.h"
#include "json_writer.h"
#include "ticket_row.h"

#include <stdbool.h>
#include <stdint.h>

#define PANEL_VALIDATE_BUTTON "validate_button"
#define PANEL_CORRECT_BUTTON  "correct_button"

/* Members "embeds", "components" and "allowed_mentions" (nobody is pinged) into an open object. */
void panel_write(struct json_writer *w, const struct ticket_row *row);

/* Is this message a panel of ours? */
bool panel_is(const struct json_value *message);

/* Does this panel say what the row holds? */
bool panel_shows(const struct json_value *message, const struct ticket_row *row);

/* A number that changes when the row's panel would look different, or is another message. Never 0. */
uint32_t panel_print(const struct ticket_row *row);

#endif
