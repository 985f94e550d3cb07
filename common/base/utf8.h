/* UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing past U+10FFFF. */
#ifndef VIGIE_UTF8_H
#define VIGIE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the valid sequence that starts at `text`, 0 if none does. `length` must be at least 1. */
size_t utf8_sequence(const char *text, size_t length);

bool utf8_valid(const char *text, size_t length);

/* Longest prefix of at most `most` bytes that does not cut a character in two. */
size_t utf8_prefix(const char *text, size_t length, size_t most);

/* Characters as Discord and Google count them: UTF-16 code units. Invalid bytes count one each. */
size_t utf8_utf16_units(const char *text, size_t length);

#endif
