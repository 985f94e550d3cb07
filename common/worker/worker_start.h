/* What the main of every worker does before its own work: its memory closed to others, its settings read with the secrets that
 * were handed to it, its log opened so that no secret can stand in it. */
#ifndef VIGIE_WORKER_START_H
#define VIGIE_WORKER_START_H

#include "settings.h"
#include "workers.h"

/* No core dump, and no process of the same user reads our memory (PR_SET_DUMPABLE, prctl(2)). Not under a sanitizer, whose
 * leak checker is a ptrace. Before the first secret is read. */
void worker_forbid_dumps(void);

/* From the environment and from WORKER_FD_SECRETS, which is closed; before anything is opened. What cannot be read is unknown, not absent: one line on
 * stderr, and EXIT_INTERNAL; the supervisor starts another one. The caller owns `s` (settings_free). */
void worker_load_settings(struct settings *s);

/* As LOG_LEVEL and LOG_FORMAT say; every secret in `s` is hidden from now on. */
void worker_open_log(enum worker self, const struct settings *s);

#endif
