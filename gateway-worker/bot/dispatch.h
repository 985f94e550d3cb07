/* Dispatches the events of the Gateway to their handlers, and says which are wanted (dispatch.def). */
#ifndef VIGIE_DISPATCH_H
#define VIGIE_DISPATCH_H

#include "bot_context.h"
#include "json_value.h"

bool dispatch_wants(const char *type, size_t length);
/* False: nothing in the event's JSON text would be of interest, it need not be parsed. */
bool dispatch_prefilter(struct bot_context *bot, const char *type, size_t type_length, const char *data,
                        size_t length);
void dispatch_event(struct bot_context *bot, const char *type, const struct json_value *data);

#endif
