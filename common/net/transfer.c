/* libcurl's options, its callbacks and its results. */
#include "transfer.h"

#include "authorities.h"
#include "public_address.h"
#include "response_headers.h"
#include "url.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define RESPONSE_MOST_DEFAULT (4u * 1024 * 1024)
#define HEADERS_MOST          (32u * 1024)
#define CONNECT_MS_DEFAULT    5000
#define TIMEOUT_MS_DEFAULT    30000

/* ---- What libcurl calls while it works. */

static size_t take_body(char *bytes, size_t size, size_t count, void *ctx)
{
    struct transfer *t = ctx;
    buffer_append(&t->response, bytes, size * count);
    return t->response.failed ? 0 : size * count;
}

static size_t take_header(char *line, size_t size, size_t count, void *ctx)
{
    struct transfer *t = ctx;
    response_headers_take(&t->response_headers, line, size * count);
    return size * count;
}

/* Just before the request goes out on a connection that stands. */
static int count_sending(void *ctx, char *address, char *own_address, int port, int own_port)
{
    struct transfer *t = ctx;
    (void)own_address;
    (void)port;
    (void)own_port;
    if (t->public_only && !address_is_public(address))
        return CURL_PREREQFUNC_ABORT;
    t->sendings++;
    return CURL_PREREQFUNC_OK;
}

/* ---- Options. */

static bool url_may_be_asked(const char *text)
{
    struct url url;
    if (err_is(url_parse(text, &url)))
        return false;
    return strcasecmp(url.scheme, "https") == 0 ||
           (strcasecmp(url.scheme, "http") == 0 && url_host_is_loopback(url.host));
}

static void set_body(struct transfer *t, const struct http_request *request)
{
    if (!request->body && strcmp(request->method, "GET") == 0)
        return;
    if (strcmp(request->method, "HEAD") == 0) {
        curl_easy_setopt(t->easy, CURLOPT_NOBODY, 1L);
        return;
    }
    size_t length = request->body ? request->body_length : 0;
    t->body_length = length;
    t->body = malloc(length + 1);
    if (!t->body)
        abort();
    memcpy(t->body, request->body ? request->body : "", length);
    curl_easy_setopt(t->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
    curl_easy_setopt(t->easy, CURLOPT_POSTFIELDS, t->body);
}

static void set_headers(struct transfer *t, const struct http_request *request)
{
    for (int i = 0; i < HTTP_HEADERS_MOST && request->headers[i]; i++)
        t->headers = curl_slist_append(t->headers, request->headers[i]);
    t->headers = curl_slist_append(t->headers, "Expect:"); /* no 100-continue round trip for long bodies */
    curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->headers);
}

static void set_receivers(struct transfer *t)
{
    curl_easy_setopt(t->easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(t->easy, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(t->easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(t->easy, CURLOPT_HEADERDATA, t);
    curl_easy_setopt(t->easy, CURLOPT_PREREQFUNCTION, count_sending);
    curl_easy_setopt(t->easy, CURLOPT_PREREQDATA, t);
}

static void set_manner(CURL *easy, const struct http_request *request)
{
    curl_easy_setopt(easy, CURLOPT_URL, request->url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    /* A name server that says nothing holds a lookup for half a minute and longer. libcurl would wait on the
     * loop's thread until it ends, at each timeout and each cancel; so it leaves it to itself
     * (lib/asyn-thread.c, Curl_resolver_kill): the thread frees what is its own when it ends. */
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, request->once ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                     (long)(request->connect_timeout_ms ? request->connect_timeout_ms : CONNECT_MS_DEFAULT));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS,
                     (long)(request->timeout_ms ? request->timeout_ms : TIMEOUT_MS_DEFAULT));
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST,
                     strcmp(request->method, "HEAD") == 0 ? NULL : request->method);
}

struct err transfer_init(struct transfer *t, const struct http_request *request, const char *user_agent,
                         const struct authorities *authorities, void *owner)
{
    *t = (struct transfer){.public_only = request->public_only};
    buffer_init(&t->response,
                request->most_response_bytes ? request->most_response_bytes : RESPONSE_MOST_DEFAULT);
    buffer_init(&t->response_headers, HEADERS_MOST);
    if (!url_may_be_asked(request->url))
        return err_make(ERR_CONFIG, "http.url", 0);
    t->easy = curl_easy_init();
    if (!t->easy)
        abort();
    curl_easy_setopt(t->easy, CURLOPT_PRIVATE, owner);
    curl_easy_setopt(t->easy, CURLOPT_USERAGENT, user_agent);
    authorities_apply(authorities, t->easy);
    set_receivers(t);
    set_body(t, request);
    set_manner(t->easy, request);
    set_headers(t, request);
    return ERR_OK;
}

void transfer_fini(struct transfer *t)
{
    curl_easy_cleanup(t->easy);
    curl_slist_free_all(t->headers);
    free(t->body);
    buffer_free(&t->response);
    buffer_free(&t->response_headers);
}

/* ---- Results. */

struct err transfer_error(const struct transfer *t, CURLcode result)
{
    switch ((int)result) {
    case CURLE_OK:
        return ERR_OK;
    case CURLE_OPERATION_TIMEDOUT:
        return err_make(ERR_TIMEOUT, "http.exchange", (int)result);
    case CURLE_ABORTED_BY_CALLBACK: /* ours alone is count_sending's */
        return err_make(ERR_CONFIG, "http.address", (int)result);
    case CURLE_COULDNT_RESOLVE_HOST:
        return err_make(ERR_DNS, "http.resolve", (int)result);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
        return err_make(ERR_TLS, "http.tls", (int)result);
    case CURLE_WRITE_ERROR:
        return t->response.failed ? err_make(ERR_FULL, "http.response", (int)result)
                                  : err_make(ERR_CURL, "http.exchange", (int)result);
    default:
        return err_make(ERR_CURL, "http.exchange", (int)result);
    }
}

static bool may_have_arrived(const struct transfer *t)
{
    long sent = 0;
    curl_easy_getinfo(t->easy, CURLINFO_REQUEST_SIZE, &sent);
    return sent > 0;
}

void transfer_read(const struct transfer *t, struct err e, struct http_response *ret_response)
{
    long status = 0;
    if (t->easy)
        curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
    ret_response->status = (int)status;
    ret_response->may_have_arrived = t->easy && err_is(e) && may_have_arrived(t);
    ret_response->body = buffer_string(&t->response);
    ret_response->body_length = t->response.length;
    ret_response->sendings = t->sendings;
}
