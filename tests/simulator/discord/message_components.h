/* The components of a message: rows of buttons and menus, and the newer layout of flag 1 << 15.
 * https://discord.com/developers/docs/components/reference. Pure. */
#ifndef VIGIE_SIM_MESSAGE_COMPONENTS_H
#define VIGIE_SIM_MESSAGE_COMPONENTS_H

#include "complaints.h"

#define MESSAGE_IS_COMPONENTS_V2 (1 << 15)

/* Every limit that `components` of the body breaks. */
void message_components_check(const struct json_value *body, struct complaints *wrong);

#endif
