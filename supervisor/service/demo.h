/* What --demo changes before the service starts: settings that lead to the supervised simulator instead of
 * the world. */
#ifndef VIGIE_DEMO_H
#define VIGIE_DEMO_H

#include "err.h"
#include "settings.h"

#include <stdint.h>

/* Forgets what leads outside (addresses, alert channels, ids of a real community); STATE_DIR becomes a folder
 * of its own below the operator's. Before that folder is locked. */
void demo_isolate(struct settings *settings);

/* For a reload: what the demo has set in `running` stays so in `reread`. */
void demo_keep(const struct settings *running, struct settings *reread);

/* Opens the simulator's listener and takes its credentials and addresses into `settings`. Forks. */
struct err demo_prepare(struct settings *settings, int *ret_listener_fd, uint16_t *ret_port);

#endif
