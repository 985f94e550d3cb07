/* Sections in, events out. */
#include "feed.h"

#include "pages.h"

#include <inttypes.h>
#include <string.h>

/* FNV-1a (RFC 9923), 64 bits: enough to tell a section from its predecessor. */
static uint64_t hash(const struct buffer *text)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < text->length; i++)
        h = (h ^ (unsigned char)text->data[i]) * UINT64_C(0x100000001b3);
    return h;
}

/* Every line of the HTML is a data line; the browser joins them again. */
static void write_lines(struct buffer *out, const struct buffer *html)
{
    const char *at = buffer_string(html), *end = at + html->length;
    while (at < end) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        size_t length = (size_t)((line_end ? line_end : end) - at);
        buffer_text(out, "data: ");
        buffer_append(out, at, length);
        buffer_char(out, '\n');
        at += length + 1;
    }
}

static void write_beat(struct buffer *out, const struct report *r)
{
    buffer_format(out, "event: beat\ndata: %" PRId64 "\n\n", r->wall_ms / 1000);
}

void feed_write_all(struct buffer *out, const struct report *r)
{
    struct buffer html;
    buffer_init(&html, PAGE_MOST);
    page_status_main(&html, r);
    buffer_text(out, "retry: 1000\nevent: page\n");
    write_lines(out, &html);
    buffer_char(out, '\n');
    write_beat(out, r);
    buffer_free(&html);
}

void feed_write_changes(struct feed *feed, struct buffer *out, struct buffer *scratch, const struct report *r)
{
    uint64_t *shown = feed->shown[r->language];
    bool any = false;
    for (size_t i = 0; i < page_status_sections() && i < FEED_SECTIONS_MAX; i++) {
        buffer_clear(scratch);
        page_status_section(scratch, r, i);
        uint64_t now = hash(scratch);
        if (now == shown[i])
            continue;
        shown[i] = now;
        if (!any)
            buffer_text(out, "event: page\n");
        any = true;
        write_lines(out, scratch);
    }
    if (any)
        buffer_char(out, '\n');
    write_beat(out, r);
}
