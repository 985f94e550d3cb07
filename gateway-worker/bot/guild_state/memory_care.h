/* What the caches may hold: TASK_CACHE sweeps them, keeps their sizes in the metrics and gives free heap back
 * to the system; when all of Vigie uses too much memory together (a MEMORY frame of health-server's says so)
 * they are halved, then dropped. */
#ifndef VIGIE_MEMORY_CARE_H
#define VIGIE_MEMORY_CARE_H

#include "context.h"

#include <stddef.h>

#define MEMORY_CARE_CACHE_BYTES (16u * 1024 * 1024) /* all of them, while there is enough */

struct memory_care;

struct memory_care *memory_care_create(struct bot_context *bot);
/* Accepts NULL. */
void memory_care_destroy(struct memory_care **care);

/* Runs as TASK_CACHE from now on. */
void memory_care_start(struct memory_care *care);

/* "fine", "high" or "critical", as often as one likes; anything else is ignored. */
void memory_care_level(struct memory_care *care, const char *level, size_t length);

#endif
