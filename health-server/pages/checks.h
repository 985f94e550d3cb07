/* One word for each part of the service, inside the whole's status: pass, warn or fail. Pure.
 * These are the only words for it in nested objects and on /metrics' side: a monitor that searches a body for
 * "healthy" or "down" must find the service's own status and nothing else. */
#ifndef VIGIE_CHECKS_H
#define VIGIE_CHECKS_H

#include "page_words.h"
#include "report.h"

enum check { CHECK_PASS, CHECK_WARN, CHECK_FAIL };

const char *check_word(enum check check);

enum check check_worker(const struct worker_view *worker);
enum check check_gateway(const struct report *r);
enum check check_sheets(const struct report *r);
enum check check_memory(const struct report *r);
enum check check_service(const struct report *r);
/* The worst of the four parts above: where it is not PASS, the page is not green. The part that the verdict
 * is about is never better than the verdict. */
enum check check_worst(const struct report *r);
enum check check_shard(const struct report *r, const struct metric_shard *shard);

/* For people, in the report's language. */
enum page_word worker_state_word(const struct worker_view *worker);
const char *sheets_state_text(const struct report *r);
const char *shard_state_text(const struct report *r, const struct metric_shard *shard);

#endif
