/* What the log says about alerts: what was told, and how the channels and the disk take it. */
#ifndef VIGIE_ALERT_LOG_H
#define VIGIE_ALERT_LOG_H

#include "alert_engine.h"
#include "alert_sender.h"

void alert_log_told(const struct alert_told *told);
void alert_log_unwatched(int64_t for_ms);

/* `before`: the channel's answer before this one: a trouble is said once until it changes. `given_up`: this
 * message is. */
void alert_log_reply(const struct alert_sender_reply *reply, enum channel_then then,
                     enum channel_answer before, bool given_up);

void alert_log_saved(struct err e); /* the first of its kind: fails, or works again */
void alert_log_not_read(struct err e);
void alert_log_garbled(void); /* what was read makes no sense */

#endif
