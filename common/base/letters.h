/* Titles as people take them for the same: without regard to case, and to whether an accent is part of its
 * letter (NFC) or follows it (NFD, as macOS writes file names). Latin, Greek, Cyrillic and Armenian; what is
 * beyond them stays as it is. Pure. */
#ifndef VIGIE_LETTERS_H
#define VIGIE_LETTERS_H

#include "buffer.h"

/* Appends `text` in small letters. Bytes that are not UTF-8 are taken as they are. */
void letters_small(struct buffer *out, const char *text);
/* The same, each letter before its marks, and without blanks at both ends, invisible ones included. */
void letters_plain(struct buffer *out, const char *text);

#endif
