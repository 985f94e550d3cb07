/* UTF-8 validation and cutting. */
#include "utf8.h"

#include <stdint.h>

static size_t expected_length(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return 2;
    if (lead >= 0xE0 && lead <= 0xEF)
        return 3;
    if (lead >= 0xF0 && lead <= 0xF4)
        return 4;
    return 0;
}

/* The second byte alone rules out overlong forms, surrogates and values past U+10FFFF. */
static bool second_allowed(unsigned char lead, unsigned char second)
{
    switch (lead) {
    case 0xE0:
        return second >= 0xA0 && second <= 0xBF;
    case 0xED:
        return second >= 0x80 && second <= 0x9F;
    case 0xF0:
        return second >= 0x90 && second <= 0xBF;
    case 0xF4:
        return second >= 0x80 && second <= 0x8F;
    default:
        return second >= 0x80 && second <= 0xBF;
    }
}

size_t utf8_sequence(const char *text, size_t length)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t n = expected_length(s[0]);
    if (n == 0 || n > length)
        return 0;
    if (n > 1 && !second_allowed(s[0], s[1]))
        return 0;
    for (size_t i = 2; i < n; i++)
        if ((s[i] & 0xC0) != 0x80)
            return 0;
    return n;
}

bool utf8_valid(const char *text, size_t length)
{
    for (size_t i = 0; i < length;) {
        size_t n = utf8_sequence(text + i, length - i);
        if (!n)
            return false;
        i += n;
    }
    return true;
}

size_t utf8_prefix(const char *text, size_t length, size_t most)
{
    if (length <= most)
        return length;
    size_t end = most;
    while (end > 0 && ((unsigned char)text[end] & 0xC0) == 0x80)
        end--;
    return end;
}

size_t utf8_utf16_units(const char *text, size_t length)
{
    size_t units = 0;
    for (size_t i = 0; i < length;) {
        size_t n = utf8_sequence(text + i, length - i);
        units += n == 4 ? 2 : 1;
        i += n ? n : 1;
    }
    return units;
}
