/* RLIMIT_NOFILE */
#include "descriptor_limit.h"

#include <sys/resource.h>

#define RAISED_TO 1024

uint64_t descriptor_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return DESCRIPTORS_LEAST; /* unknown: what is missing will say so itself */
    struct rlimit raised = limit;
    raised.rlim_cur = limit.rlim_max < RAISED_TO ? limit.rlim_max : RAISED_TO;
    if (limit.rlim_cur < DESCRIPTORS_LEAST && setrlimit(RLIMIT_NOFILE, &raised) == 0)
        return raised.rlim_cur;
    return limit.rlim_cur;
}
