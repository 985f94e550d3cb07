/* Compiled anew whenever the version or the commit changes (Makefile). */
#include "build_info.h"

#ifndef VIGIE_COMMIT
#define VIGIE_VERSION "unknown"
#define VIGIE_COMMIT  "unknown"
#endif

const char BUILD_VERSION[] = VIGIE_VERSION;
const char BUILD_COMMIT[] = VIGIE_COMMIT;
#ifdef __SANITIZE_ADDRESS__
const char BUILD_COMPILER[] = "sanitize " __VERSION__;
#else
const char BUILD_COMPILER[] = "release " __VERSION__;
#endif
