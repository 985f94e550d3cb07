/* The heartbeat that a monitor waits for: a GET every 50 s while the state is not `down` (Uptime Kuma's
 * default window is 60 s), and one to Healthchecks' /fail when it turns so. Owned by outbound. */
#ifndef VIGIE_PUSH_H
#define VIGIE_PUSH_H

#include "alerts_view.h"
#include "report.h"

struct http_client;
struct loop;
struct push;

/* `address`: a secret; borrowed, as are the others; NULL: not set, then nothing is ever sent. */
struct push *push_create(struct loop *loop, struct http_client *http, const char *address,
                         struct metrics *metrics);

/* Each second. */
void push_tick(struct push *push, const struct report *report);

/* Fills the members of the view that speak of it. */
void push_show(const struct push *push, struct outreach_view *view);

/* Accepts NULL. Before its http_client. */
void push_destroy(struct push **push);

#endif
