/* Ranges as IANA lists them. */
#include "public_address.h"

#include "array_len.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

static const struct {
    const char *first, *last;
} SPECIAL[] = {
#define RANGE(first, last, what, source) {first, last},
#define EMBEDDED(first, what, source)
#include "special_addresses.def"
#undef RANGE
#undef EMBEDDED
};

static const char *const EMBEDDED_4[] = {
#define RANGE(first, last, what, source)
#define EMBEDDED(first, what, source) first,
#include "special_addresses.def"
#undef RANGE
#undef EMBEDDED
};

struct address {
    int family;
    uint8_t bytes[16];
};

static bool read_address(const char *text, struct address *ret_address)
{
    *ret_address = (struct address){.family = strchr(text, ':') ? AF_INET6 : AF_INET};
    return inet_pton(ret_address->family, text, ret_address->bytes) == 1;
}

static bool lies_between(const struct address *address, const char *first, const char *last)
{
    struct address from, to;
    return read_address(first, &from) && read_address(last, &to) && from.family == address->family &&
           memcmp(address->bytes, from.bytes, sizeof(from.bytes)) >= 0 &&
           memcmp(address->bytes, to.bytes, sizeof(to.bytes)) <= 0;
}

/* The IPv4 address within, if there is one. */
static void take_embedded(struct address *address)
{
    struct address prefix;
    for (size_t i = 0; address->family == AF_INET6 && i < ARRAY_LEN(EMBEDDED_4); i++) {
        if (!read_address(EMBEDDED_4[i], &prefix) || memcmp(address->bytes, prefix.bytes, 12) != 0)
            continue;
        struct address within = {.family = AF_INET};
        memcpy(within.bytes, address->bytes + 12, 4);
        *address = within;
    }
}

bool address_is_public(const char *text)
{
    struct address address;
    if (!read_address(text, &address))
        return false;
    take_embedded(&address);
    for (size_t i = 0; i < ARRAY_LEN(SPECIAL); i++)
        if (lies_between(&address, SPECIAL[i].first, SPECIAL[i].last))
            return false;
    return true;
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);
    return length > end_length && strcasecmp(text + length - end_length, end) == 0;
}

bool host_may_be_public(const char *host)
{
    static const char *const LOCAL[] = {".local", ".localhost", ".internal", ".lan", ".home.arpa"};
    struct address address;
    if (read_address(host, &address))
        return address_is_public(host);
    for (size_t i = 0; i < ARRAY_LEN(LOCAL); i++)
        if (ends_with(host, LOCAL[i]))
            return false;
    /* "2130706433" and "0x7f.1" are addresses to a resolver: names of the Internet end in a letter. */
    const char *dot = strrchr(host, '.');
    return dot && ((dot[1] | 0x20) >= 'a' && (dot[1] | 0x20) <= 'z');
}
