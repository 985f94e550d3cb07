/* Looking up page_words.def. */
#include "page_words.h"

const char *page_word(enum language language, enum page_word word)
{
    static const char *const ROWS[PAGE_WORDS][LANGUAGES] = {
#define PAGE_WORD(id, french, english) [WORD_##id] = {[FRENCH] = french, [ENGLISH] = english},
#include "page_words.def"
#undef PAGE_WORD
    };
    return ROWS[word][language];
}
