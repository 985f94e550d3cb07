/* The page to play with: the files of assets/, compiled in. */
#include "simulator_http.h"

#include "array_len.h"

#include <string.h>

static const unsigned char page_html[] = {
#include "page.html.inc"
};
static const unsigned char page_css[] = {
#include "page.css.inc"
};
static const unsigned char page_js[] = {
#include "page.js.inc"
};
static const unsigned char dom_js[] = {
#include "dom.js.inc"
};
static const unsigned char markdown_js[] = {
#include "markdown.js.inc"
};
static const unsigned char chat_js[] = {
#include "chat.js.inc"
};
static const unsigned char sheet_js[] = {
#include "sheet.js.inc"
};

static const struct asset {
    const char *path, *type;
    const unsigned char *bytes;
    size_t length;
} assets[] = {
    {"/", "text/html; charset=utf-8", page_html, sizeof page_html},
    {"/page.css", "text/css; charset=utf-8", page_css, sizeof page_css},
    {"/page.js", "text/javascript; charset=utf-8", page_js, sizeof page_js},
    {"/dom.js", "text/javascript; charset=utf-8", dom_js, sizeof dom_js},
    {"/markdown.js", "text/javascript; charset=utf-8", markdown_js, sizeof markdown_js},
    {"/chat.js", "text/javascript; charset=utf-8", chat_js, sizeof chat_js},
    {"/sheet.js", "text/javascript; charset=utf-8", sheet_js, sizeof sheet_js},
};

bool sim_page_handle(const struct sim_request *request, struct sim_response *response)
{
    bool reads = strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;
    for (size_t i = 0; reads && i < ARRAY_LEN(assets); i++) {
        if (strcmp(request->path, assets[i].path) != 0)
            continue;
        response->status = 200;
        response->content_type = assets[i].type;
        sim_header(response, "Cache-Control", "no-cache");
        sim_header(response, "Content-Security-Policy", "default-src 'self'; img-src 'self' data:");
        buffer_append(&response->body, assets[i].bytes, assets[i].length);
        return true;
    }
    return false;
}
