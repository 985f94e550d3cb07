/* When something was made, out of its id. https://discord.com/developers/docs/reference#snowflakes */
#ifndef VIGIE_SNOWFLAKE_H
#define VIGIE_SNOWFLAKE_H

#include <stdint.h>

#define SNOWFLAKE_EPOCH_MS INT64_C(1420070400000)

/* UTC. */
static inline int64_t snowflake_made_ms(uint64_t id)
{
    return (int64_t)(id >> 22) + SNOWFLAKE_EPOCH_MS;
}

#endif
