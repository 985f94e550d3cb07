/* What the worker keeps in STATE_DIR, opened for the spreadsheet and the tab of the settings. What cannot be
 * opened, was broken or belongs elsewhere is said here, once. */
#ifndef VIGIE_KEPT_H
#define VIGIE_KEPT_H

#include "journal.h"
#include "last_rows.h"
#include "settings.h"

/* Never NULL: a folder that cannot be written costs durability, never the service. */
struct journal *kept_journal(const struct settings *settings);

/* Next to the outbox, and worth less: without it, NULL, only a restart while Google is down is felt. */
struct last_rows *kept_last_rows(const struct settings *settings);

#endif
