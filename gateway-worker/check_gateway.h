/* `gateway-worker --check`: what can be said of this worker's settings without asking anyone. */
#ifndef VIGIE_CHECK_GATEWAY_H
#define VIGIE_CHECK_GATEWAY_H

#include "settings.h"

#include <stdio.h>

/* Prints one French line per finding, never a secret. Returns the exit status: 0, or 78 when one is an error. */
int check_settings(const struct settings *settings, FILE *out);

#endif
