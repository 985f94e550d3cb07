/* A set of permissions, as Discord writes it: a number in a string. A bit is a permission.
 * https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags */
#ifndef VIGIE_PERMISSION_BITS_H
#define VIGIE_PERMISSION_BITS_H

#include "json_value.h"

#include <stdlib.h>

static inline uint64_t permission_bits(const struct json_value *text)
{
    return strtoull(json_text(text, "0"), NULL, 10);
}

#endif
