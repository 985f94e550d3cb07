/* The files of health-server/assets, as bytes of the program: the Makefile turns each into a list of numbers. */
#include "pages.h"

static const unsigned char CSS[] = {
#include "page.css.inc"
#include "vendor/uPlot.min.css.inc"
};
static const unsigned char JS[] = {
#include "page.js.inc"
};
static const unsigned char UPLOT[] = {
#include "vendor/uPlot.iife.min.js.inc"
};
static const unsigned char ICON[] = {
#include "icon.svg.inc"
};

void page_css(struct buffer *out, const struct report *r)
{
    (void)r;
    buffer_append(out, CSS, sizeof(CSS));
}

void page_js(struct buffer *out, const struct report *r)
{
    (void)r;
    buffer_append(out, JS, sizeof(JS));
}

void page_uplot(struct buffer *out, const struct report *r)
{
    (void)r;
    buffer_append(out, UPLOT, sizeof(UPLOT));
}

void page_icon(struct buffer *out, const struct report *r)
{
    (void)r;
    buffer_append(out, ICON, sizeof(ICON));
}
