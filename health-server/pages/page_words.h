/* The fixed words of the status page, in both languages. Pure. */
#ifndef VIGIE_PAGE_WORDS_H
#define VIGIE_PAGE_WORDS_H

#include "language.h"

enum page_word {
#define PAGE_WORD(id, french, english) WORD_##id,
#include "page_words.def"
#undef PAGE_WORD
    PAGE_WORDS
};

const char *page_word(enum language language, enum page_word word);

#endif
