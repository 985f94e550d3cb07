/* What all sections have in common. */
#include "page_sections.h"

const char *word_of(const struct report *r, enum page_word word)
{
    return page_word(r->language, word);
}

void section_open(struct buffer *out, const struct report *r, const char *id, enum page_word title)
{
    buffer_format(out, "<section id=\"%s\" class=\"card\">\n<h2>%s</h2>\n", id, word_of(r, title));
}

void section_close(struct buffer *out)
{
    buffer_text(out, "</section>\n");
}

void section_empty(struct buffer *out, const char *id)
{
    buffer_format(out, "<section id=\"%s\" hidden></section>\n", id);
}

void section_mark(struct buffer *out, const struct report *r, enum check check)
{
    static const char *const SYMBOLS[] = {[CHECK_PASS] = "●", [CHECK_WARN] = "▲", [CHECK_FAIL] = "✕"};
    static const enum page_word WORDS[] = {
        [CHECK_PASS] = WORD_PASS, [CHECK_WARN] = WORD_WARN, [CHECK_FAIL] = WORD_FAIL};
    buffer_format(out, "<span class=\"mark\" role=\"img\" aria-label=\"%s\">%s</span>",
                  word_of(r, WORDS[check]), SYMBOLS[check]);
}
