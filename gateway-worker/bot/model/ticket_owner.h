/* Finds the owner of a ticket: the first user whom a message of somebody else mentions, in the channel's first
 * such message (CONTRACT section 5). A message is ours by its buttons or its nonce, not by its author: a
 * carried bot posts as the same user. Pure. */
#ifndef VIGIE_TICKET_OWNER_H
#define VIGIE_TICKET_OWNER_H

#include "json_value.h"

#include <stdint.h>

/* Whom this message, taken alone, would make the owner; 0: nobody, or the message is ours. */
uint64_t ticket_owner_named(const struct json_value *message);

/* Of an array of messages in any order, the oldest that names an owner; NULL: none does. */
const struct json_value *ticket_owner_message(const struct json_value *messages);

#endif
