/* What REST tells of itself, in numbers and in the log: a refused token, the brake on refused requests. Bans:
 * ip_block.h. */
#ifndef VIGIE_REST_REPORT_H
#define VIGIE_REST_REPORT_H

#include "metrics.h"
#include "rest.h"

struct loop;

void rest_report_event(struct metrics *metrics, enum rest_event event);

void rest_report_answer(struct metrics *metrics, uint64_t duration_ms);

/* As rest_handlers.on_pause: `until_ms` is the loop's time. */
void rest_report_pause(const struct loop *loop, uint64_t until_ms);

void rest_report_unauthorised(struct metrics *metrics);

#endif
