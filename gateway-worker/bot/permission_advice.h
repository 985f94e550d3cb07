/* Discord refused something in a channel: which permission is missing, and where to give it, in words for the
 * operator. Advice only: nothing is ever held back because of what is believed here. */
#ifndef VIGIE_PERMISSION_ADVICE_H
#define VIGIE_PERMISSION_ADVICE_H

#include "context.h"
#include "rest.h"

enum act {
#define ACT(id, doing, first, second, third) ACT_##id,
#include "acts.def"
#undef ACT
    ACTS
};

/* Does nothing unless `result` says that a permission is missing. What the caches do not know is asked for
 * first; one word for an act in a channel in five minutes. */
void permission_advise(struct bot_context *bot, uint64_t channel_id, enum act act,
                       const struct rest_result *result);

#endif
