/* Ranges by prefix. */
#include "public_address.h"

#include "array_len.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

static const struct {
    uint8_t start[4];
    unsigned bits;
} NOT_PUBLIC_4[] = {
    {{0, 0, 0, 0}, 8},      {{10, 0, 0, 0}, 8},     {{100, 64, 0, 0}, 10},
    {{127, 0, 0, 0}, 8},    {{169, 254, 0, 0}, 16}, {{172, 16, 0, 0}, 12},
    {{192, 168, 0, 0}, 16}, {{224, 0, 0, 0}, 3}, /* multicast and what is reserved */
};

/* ::/96 holds the unspecified and the loopback address. */
static const struct {
    uint8_t start[2];
    unsigned bits;
} NOT_PUBLIC_6[] = {{{0xfc, 0}, 7}, {{0xfe, 0x80}, 10}, {{0xff, 0}, 8}};

static bool begins(const uint8_t *address, const uint8_t *start, unsigned bits)
{
    unsigned whole = bits / 8, rest = bits % 8;
    uint8_t mask = (uint8_t)(0xff00u >> rest);
    return memcmp(address, start, whole) == 0 && (!rest || (address[whole] & mask) == (start[whole] & mask));
}

static bool is_public_4(const uint8_t address[4])
{
    for (size_t i = 0; i < ARRAY_LEN(NOT_PUBLIC_4); i++)
        if (begins(address, NOT_PUBLIC_4[i].start, NOT_PUBLIC_4[i].bits))
            return false;
    return true;
}

static bool is_public_6(const uint8_t address[16])
{
    static const uint8_t MAPPED[12] = {[10] = 0xff, [11] = 0xff}, ZERO[12] = {0};
    if (memcmp(address, MAPPED, sizeof(MAPPED)) == 0)
        return is_public_4(address + 12);
    if (memcmp(address, ZERO, sizeof(ZERO)) == 0)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(NOT_PUBLIC_6); i++)
        if (begins(address, NOT_PUBLIC_6[i].start, NOT_PUBLIC_6[i].bits))
            return false;
    return true;
}

bool address_is_public(const char *text)
{
    uint8_t bytes[16];
    if (inet_pton(AF_INET, text, bytes) == 1)
        return is_public_4(bytes);
    return inet_pton(AF_INET6, text, bytes) == 1 && is_public_6(bytes);
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);
    return length > end_length && strcasecmp(text + length - end_length, end) == 0;
}

bool host_may_be_public(const char *host)
{
    static const char *const LOCAL[] = {".local", ".localhost", ".internal", ".lan", ".home.arpa"};
    uint8_t bytes[16];
    if (inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1)
        return address_is_public(host);
    for (size_t i = 0; i < ARRAY_LEN(LOCAL); i++)
        if (ends_with(host, LOCAL[i]))
            return false;
    /* "2130706433" and "0x7f.1" are addresses to a resolver: names of the Internet end in a letter. */
    const char *dot = strrchr(host, '.');
    return dot && ((dot[1] | 0x20) >= 'a' && (dot[1] | 0x20) <= 'z');
}
