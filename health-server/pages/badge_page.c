/* /badge.svg: the state as a small picture for a README or a forum post, in the language that is asked for,
 * as the page is. */
#include "page_sections.h"
#include "pages.h"
#include "status_words.h"

#define LABEL_WIDTH 46
#define HEIGHT      20

void page_badge(struct buffer *out, const struct report *r)
{
    const struct status_words *words = status_words(r->status);
    const char *word = word_of(r, words->word);
    const char *colon = word_of(r, WORD_COLON);
    unsigned width = words->badge_width[r->language], total = LABEL_WIDTH + width;
    buffer_format(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%d\" role=\"img\" "
        "aria-label=\"Vigie%s%s\"><title>Vigie%s%s</title>"
        "<clipPath id=\"r\"><rect width=\"%u\" height=\"%d\" rx=\"4\"/></clipPath><g clip-path=\"url(#r)\">"
        "<rect width=\"%d\" height=\"%d\" fill=\"#3a4250\"/>"
        "<rect x=\"%d\" width=\"%u\" height=\"%d\" fill=\"%s\"/></g>",
        total, HEIGHT, colon, word, colon, word, total, HEIGHT, LABEL_WIDTH, HEIGHT, LABEL_WIDTH, width,
        HEIGHT, words->colour);
    buffer_format(out,
                  "<g fill=\"#fff\" text-anchor=\"middle\" font-family=\"Verdana,DejaVu Sans,sans-serif\" "
                  "font-size=\"11\">"
                  "<text x=\"%d\" y=\"14\">Vigie</text><text x=\"%u\" y=\"14\">%s %s</text></g></svg>",
                  LABEL_WIDTH / 2, LABEL_WIDTH + width / 2, words->symbol, word);
}
