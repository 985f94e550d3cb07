/* Addresses of checks at Healthchecks, hosted or one's own (https://healthchecks.io/docs/http_api/). */
#ifndef VIGIE_HEALTHCHECKS_ADDRESS_H
#define VIGIE_HEALTHCHECKS_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

/* At hc-ping.com, or the path ends with a UUID. The query does not count. */
bool healthchecks_is_check(const char *address);
/* Where the /fail begins with which the path ends: a request there says that something is wrong. 0: it does not end so. */
size_t healthchecks_fail_at(const char *address);

#endif
