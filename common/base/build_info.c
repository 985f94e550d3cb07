/* Compiled anew whenever the commit changes (Makefile). */
#include "build_info.h"

#ifndef VIGIE_COMMIT
#define VIGIE_COMMIT "unknown"
#endif

const char BUILD_VERSION[] = "0.1.0";
const char BUILD_COMMIT[] = VIGIE_COMMIT;
#ifdef __SANITIZE_ADDRESS__
const char BUILD_COMPILER[] = "sanitize " __VERSION__;
#else
const char BUILD_COMPILER[] = "release " __VERSION__;
#endif
