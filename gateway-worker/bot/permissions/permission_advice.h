/* Discord refused something in a channel: which permission is missing, and where to give it, in words for the
 * operator. Advice only: nothing is held back because of what is believed here but what was refused before
 * (owing.h). */
#ifndef VIGIE_PERMISSION_ADVICE_H
#define VIGIE_PERMISSION_ADVICE_H

#include "acts.h"
#include "context.h"
#include "permissions.h"
#include "rest.h"

/* Does `result` say so? */
bool permission_is_missing(const struct rest_result *result);

/* The first of what `act` needs that the bot is not known to hold; PERMISSION_HELD: it has all. From the
 * caches. */
enum permission_why permission_for(const struct bot_context *bot, uint64_t channel_id, enum act act);

/* Does nothing unless `result` says that a permission is missing. What the caches do not know is asked for
 * first; one word for an act in a channel in five minutes. */
void permission_advise(struct bot_context *bot, uint64_t channel_id, enum act act,
                       const struct rest_result *result);

#endif
