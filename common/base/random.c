/* getrandom(2), which cannot fail for so few bytes once the system has booted. */
#include "random.h"

#include <stdlib.h>
#include <sys/random.h>

uint64_t random_u64(void)
{
    uint64_t value;
    if (getrandom(&value, sizeof(value), 0) != (ssize_t)sizeof(value))
        abort();
    return value;
}

uint32_t random_u32(void)
{
    return (uint32_t)random_u64();
}
