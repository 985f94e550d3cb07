/* What the supervisor and the process that reads its settings again tell each other beside the text of
 * reread_answer.h: one message each way, with descriptors. Both ends are the same program, so structs go as
 * they are. */
#ifndef VIGIE_REREAD_ORDER_H
#define VIGIE_REREAD_ORDER_H

#include "fd_message.h"
#include "settings.h"
#include "workers.h"

#include <stdbool.h>

/* To the process. Descriptors: the secrets that each worker with `has_secrets` has now, by worker. */
struct reread_order {
    bool given[SETTINGS]; /* secrets that came by the environment itself, which has lost them */
    bool has_secrets[WORKERS];
    bool demo; /* secrets are the simulator's: not looked at */
};

/* From it. Descriptors: the text, then the new secrets of each worker that is SECRETS_NEW, by worker. */
struct reread_head {
    enum reread_secrets { SECRETS_SAME, SECRETS_NONE, SECRETS_NEW } secrets[WORKERS];
};

_Static_assert(sizeof(struct reread_order) <= FD_MESSAGE_BYTES_MAX, "an order is one message");
_Static_assert(sizeof(struct reread_head) <= FD_MESSAGE_BYTES_MAX, "an answer is one message");
_Static_assert(WORKERS + 1 <= FD_MESSAGE_FDS_MAX, "room for the text and everybody's secrets");

#endif
