/* Asks one of the workers something before, or beside, the service: runs its program with one option to its
 * end. */
#ifndef VIGIE_ASK_WORKER_H
#define VIGIE_ASK_WORKER_H

#include "buffer.h"
#include "settings.h"
#include "workers.h"

#define ASK_WORKER_ANSWER_MAX (64 * 1024)
#define ASK_WORKER_NO_ANSWER  (-1) /* it could not be started, or did not end by itself within 30 s */

/* `worker` is given `option`, its settings and its secrets; what it says is appended to `answer`. Returns its
 * exit status, or ASK_WORKER_NO_ANSWER. Blocking: there is no loop. */
int ask_worker(const struct settings *settings, enum setting_readers reader, enum worker worker,
               const char *option, char **environment, struct buffer *answer);

#endif
