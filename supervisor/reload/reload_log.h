/* What is said of a reload: to the log, and as the text of the command that asked. */
#ifndef VIGIE_RELOAD_LOG_H
#define VIGIE_RELOAD_LOG_H

#include "buffer.h"
#include "err.h"
#include "settings_change.h"

/* Each finding, a line. */
void reload_log_findings(const struct settings *reread, struct buffer *text);
void reload_log_refused(struct buffer *text);
/* `restarted`: the workers that are. */
void reload_log_reloaded(const struct settings_change *change, const bool restarted[WORKERS],
                         struct buffer *text);
void reload_log_unreadable(struct err e, struct buffer *text);

#endif
