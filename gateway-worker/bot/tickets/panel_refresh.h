/* Refreshes panels from their rows: when a person changed a row in the sheet, the panel in the ticket is
 * edited. TASK_PANELS walks through the known tickets, a part at each run: a row that differs from last time
 * costs a request for the panel, and only a panel that shows something else is edited. Known are the
 * tickets in the channel cache: after a RESUME those that events named since. */
#ifndef VIGIE_PANEL_REFRESH_H
#define VIGIE_PANEL_REFRESH_H

#include "bot_context.h"

#define PANEL_REFRESH_TICKETS_MAX  200 /* rows asked for in one run; a local question */
#define PANEL_REFRESH_REQUESTS_MAX 30  /* of Discord, in one run, one after the other */

struct panel_refresh;

struct panel_refresh *panel_refresh_create(struct bot_context *bot);
/* Accepts NULL. */
void panel_refresh_destroy(struct panel_refresh **refresh);

/* Runs as TASK_PANELS from now on. */
void panel_refresh_start(struct panel_refresh *refresh);

#endif
