/* A gateway out of settings and what Discord says of itself. */
#ifndef VIGIE_GATEWAY_SETUP_H
#define VIGIE_GATEWAY_SETUP_H

#include "discovery.h"
#include "gateway.h"
#include "settings.h"

/* What was found for these settings, given the body of a predecessor's session ("" if there is none). */
void gateway_discovery(const struct settings *settings, const char *session, size_t length,
                       struct discovery *ret_discovery);

/* gateway_create with all of that. What of it an operator should change is logged. */
struct gateway *gateway_setup(struct loop *loop, const struct settings *settings,
                              const struct discovery *discovery, uint32_t intents, struct metrics *metrics,
                              const struct gateway_handlers *handlers, void *ctx);

#endif
