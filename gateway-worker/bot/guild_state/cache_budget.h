/* Limits what the caches may hold: TASK_CACHE sweeps them, writes their sizes into the metrics and gives free heap back
 * to the system; when all of Vigie uses too much memory together (MEMORY frame of health-server) they are halved, then dropped. */
#ifndef VIGIE_CACHE_BUDGET_H
#define VIGIE_CACHE_BUDGET_H

#include "bot_context.h"

#include <stddef.h>

#define CACHE_BUDGET_BYTES (16u * 1024 * 1024) /* all of them, while there is enough */

struct cache_budget;

struct cache_budget *cache_budget_create(struct bot_context *bot);
/* Accepts NULL. */
void cache_budget_destroy(struct cache_budget **budget);

/* Runs as TASK_CACHE from now on. */
void cache_budget_start(struct cache_budget *budget);

/* "fine", "high" or "critical", as often as one likes; anything else is ignored. */
void cache_budget_level(struct cache_budget *budget, const char *level, size_t length);

#endif
