/* Settings that the contract names and this version does not act on. Each that is set is said at the start
 * and by `check`, so that nobody relies on it. A feature that comes takes its row away. */
#ifndef VIGIE_NOT_YET_H
#define VIGIE_NOT_YET_H

struct settings;

/* Adds a warning for each. */
void not_yet_found(struct settings *settings);

#endif
