/* What this build is. */
#ifndef VIGIE_BUILD_INFO_H
#define VIGIE_BUILD_INFO_H

extern const char BUILD_VERSION[];  /* "1.2.3", as the Makefile has it */
extern const char BUILD_COMMIT[];   /* short hash, or "unknown" outside a checkout */
extern const char BUILD_COMPILER[]; /* "gcc 12.2.0" and the flavour */

#endif
