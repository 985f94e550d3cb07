/* h2o's headers, read and written. */
#include "request.h"

#include "framing.h"

#include <string.h>

#define POLICY                                                                                               \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "    \
    "base-uri 'none'; frame-ancestors 'none'"

void request_add_header(h2o_req_t *req, const char *lower_name, const char *name, const char *value)
{
    h2o_add_header_by_str(&req->pool, &req->res.headers, lower_name, strlen(lower_name), 1, name, value,
                          strlen(value));
}

void request_add_headers(h2o_req_t *req, enum route_kind kind, const char *content_type)
{
    request_add_header(req, "content-type", "Content-Type", content_type);
    request_add_header(req, "cache-control", "Cache-Control",
                       kind == ROUTE_ASSET ? "public, max-age=86400" : "no-cache, no-store, must-revalidate");
    request_add_header(req, "x-content-type-options", "X-Content-Type-Options", "nosniff");
    if (kind == ROUTE_PAGE) {
        request_add_header(req, "content-security-policy", "Content-Security-Policy", POLICY);
        request_add_header(req, "referrer-policy", "Referrer-Policy", "no-referrer");
    }
}

/* h2o reads such a request one way, a proxy before us may read it another: what follows is not to be trusted. */
void request_close_if_doubtful(h2o_req_t *req)
{
    const h2o_buffer_t *input = req->conn->callbacks->get_socket(req->conn)->input;
    if (framing_is_doubtful(input->bytes, input->size, req->version < 0x101))
        req->http1_is_persistent = 0;
}

static const h2o_iovec_t *header_of(const h2o_req_t *req, const h2o_token_t *token)
{
    ssize_t at = h2o_find_header(&req->headers, token, -1);
    return at < 0 ? NULL : &req->headers.entries[at].value;
}

struct language_choice request_language(const h2o_req_t *req)
{
    const h2o_iovec_t *cookie = header_of(req, H2O_TOKEN_COOKIE);
    const h2o_iovec_t *accepted = header_of(req, H2O_TOKEN_ACCEPT_LANGUAGE);
    const struct language_wishes wishes = {
        .target = req->input.path.base,
        .target_length = req->input.path.len,
        .cookie = cookie ? cookie->base : NULL,
        .cookie_length = cookie ? cookie->len : 0,
        .accepted = accepted ? accepted->base : NULL,
        .accepted_length = accepted ? accepted->len : 0,
    };
    return language_choose(&wishes);
}

void request_add_language(h2o_req_t *req, struct language_choice choice)
{
    bool french = choice.language == FRENCH;
    request_add_header(req, "content-language", "Content-Language", french ? "fr" : "en");
    request_add_header(req, "vary", "Vary", "Accept-Language, Cookie");
    if (choice.remember)
        request_add_header(req, "set-cookie", "Set-Cookie",
                           french ? LANGUAGE_COOKIE_FRENCH : LANGUAGE_COOKIE_ENGLISH);
}
