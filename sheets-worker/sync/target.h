/* Where the rows are written: the spreadsheet, and the tab as it is now. The tab is followed by its id over
 * renames and restarts, widened where it must be, and never created: a name that is mistyped must not fork
 * the rows. Embedded by its user. */
#ifndef VIGIE_TARGET_H
#define VIGIE_TARGET_H

#include "journal.h"
#include "requests.h"
#include "step.h"
#include "tab.h"

struct target {
    const char *base_url, *spreadsheet_id; /* all borrowed */
    const char *title;                     /* of the settings, NULL: the first tab */
    struct journal *journal; /* knows which tab a predecessor found, and what is parked for it */
    struct tab tab;          /* api/tab.h */
};

void target_init(struct target *target);
void target_free(struct target *target);

/* Is the tab as it was just seen? */
bool target_known(const struct target *target);
/* Something was not as we thought: it is looked for again before anything else. */
void target_doubt(struct target *target);
/* Lives until the tab is looked for again. */
struct api_place target_place(const struct target *target);

/* After request_tabs. */
struct step_result target_found(struct target *target, const struct step_reply *reply);

#endif
