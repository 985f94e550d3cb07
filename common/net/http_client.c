/* Exchanges with libcurl: options in, one answer out, never from inside the call that asked. */
#include "http_client.h"

#include "authorities.h"
#include "buffer.h"
#include "curl_loop.h"
#include "footprint.h"
#include "loop.h"
#include "url.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define RESPONSE_MOST_DEFAULT (4u * 1024 * 1024)
#define HEADERS_MOST          (32u * 1024)
#define CONNECT_MS_DEFAULT    5000
#define TIMEOUT_MS_DEFAULT    30000
/* What was made of such a text, or into it, leaves holes all over the heap; without a trim the peaks add up.
 */
#define LARGE_EXCHANGE_BYTES (32u * 1024)

struct exchange {
    struct exchange *next, **link; /* the client's list */
    struct http_client *client;
    uint64_t ticket;
    CURL *easy;
    struct curl_slist *headers;
    char *body;
    size_t body_length;
    struct buffer response, response_headers;
    uint64_t started_ms;
    unsigned sendings;
    struct err refused; /* set: never given to libcurl */
    http_on_done *on_done;
    void *ctx;
};

struct http_client {
    struct loop *loop;
    struct curl_loop *curl;
    struct loop_timer *deferred; /* answers what libcurl never saw */
    char *user_agent, *extra_ca_file;
    struct authorities authorities;
    struct exchange *exchanges;
    uint64_t last_ticket;
};

/* ---- Handing over results. */

static void exchange_free(struct exchange *x)
{
    *x->link = x->next;
    if (x->next)
        x->next->link = x->link;
    if (x->easy) {
        curl_multi_remove_handle(curl_loop_multi(x->client->curl), x->easy);
        curl_easy_cleanup(x->easy);
    }
    curl_slist_free_all(x->headers);
    free(x->body);
    buffer_free(&x->response);
    buffer_free(&x->response_headers);
    free(x);
}

/* What http_response_header reads: the response that is being handed over and its header lines. */
struct handed_response {
    struct http_response response; /* first: http_response_header gets a pointer to this */
    const struct buffer *headers;
};

const char *http_response_header(const struct http_response *response, const char *name)
{
    const struct buffer *headers = ((const struct handed_response *)response)->headers;
    size_t length = strlen(name);
    /* One "name\0value\0" per header. */
    for (size_t at = 0; headers && at < headers->length;) {
        const char *key = headers->data + at, *value = key + strlen(key) + 1;
        if (strlen(key) == length && strcasecmp(key, name) == 0)
            return value;
        at += strlen(key) + strlen(value) + 2;
    }
    return NULL;
}

static struct err error_of(const struct exchange *x, CURLcode code)
{
    switch ((int)code) {
    case CURLE_OK:
        return ERR_OK;
    case CURLE_OPERATION_TIMEDOUT:
        return err_make(ERR_TIMEOUT, "http.exchange", (int)code);
    case CURLE_COULDNT_RESOLVE_HOST:
        return err_make(ERR_DNS, "http.resolve", (int)code);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
        return err_make(ERR_TLS, "http.tls", (int)code);
    case CURLE_WRITE_ERROR:
        return x->response.failed ? err_make(ERR_FULL, "http.response", (int)code)
                                  : err_make(ERR_CURL, "http.exchange", (int)code);
    default:
        return err_make(ERR_CURL, "http.exchange", (int)code);
    }
}

static bool may_have_arrived(const struct exchange *x)
{
    long sent = 0;
    curl_easy_getinfo(x->easy, CURLINFO_REQUEST_SIZE, &sent);
    return sent > 0;
}

static void finish(struct exchange *x, struct err e)
{
    struct handed_response handed = {.headers = &x->response_headers};
    struct http_response *r = &handed.response;
    long status = 0;
    if (x->easy) {
        curl_easy_getinfo(x->easy, CURLINFO_RESPONSE_CODE, &status);
        r->may_have_arrived = err_is(e) && may_have_arrived(x);
    }
    r->status = (int)status;
    r->body = buffer_string(&x->response);
    r->body_length = x->response.length;
    r->sendings = x->sendings;
    r->duration_ms = loop_now_ms(x->client->loop) - x->started_ms;
    http_on_done *on_done = x->on_done;
    void *ctx = x->ctx;
    x->on_done = NULL; /* a cancel from inside the callback finds nothing to do */
    x->ticket = 0;
    on_done(ctx, e, r);
    bool is_large = x->response.length + x->body_length >= LARGE_EXCHANGE_BYTES;
    exchange_free(x);
    if (is_large)
        footprint_trim_heap();
}

static void collect(void *ctx)
{
    struct http_client *c = ctx;
    CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(curl_loop_multi(c->curl), &left))) {
        if (message->msg != CURLMSG_DONE)
            continue;
        struct exchange *x;
        CURLcode code = message->data.result;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&x);
        finish(x, error_of(x, code));
    }
}

/* Refusals are answered from the loop, never from inside http_send. */
static void answer_refused(void *ctx)
{
    struct http_client *c = ctx;
    for (struct exchange *x = c->exchanges; x;) {
        struct exchange *next = x->next;
        if (err_is(x->refused)) {
            finish(x, x->refused);
            next = c->exchanges; /* the callback may have changed the list */
        }
        x = next;
    }
    collect(c);
}

/* ---- One request. */

static size_t take_body(char *bytes, size_t size, size_t count, void *ctx)
{
    struct exchange *x = ctx;
    buffer_append(&x->response, bytes, size * count);
    return x->response.failed ? 0 : size * count;
}

static size_t take_header(char *line, size_t size, size_t count, void *ctx)
{
    struct exchange *x = ctx;
    size_t length = size * count;
    const char *colon = memchr(line, ':', length);
    if (length > 5 && memcmp(line, "HTTP/", 5) == 0)
        buffer_clear(
            &x->response_headers); /* a further response: 100 Continue came before, or a proxy's answer */
    if (!colon || colon == line)
        return length;
    const char *value = colon + 1, *end = line + length;
    while (value < end && (*value == ' ' || *value == '\t'))
        value++;
    while (end > value && strchr(" \t\r\n", end[-1]))
        end--;
    size_t needed = (size_t)(colon - line) + (size_t)(end - value) + 2;
    if (x->response_headers.cap - x->response_headers.length < needed)
        return length; /* the rest of the headers is not wanted any more */
    buffer_append(&x->response_headers, line, (size_t)(colon - line));
    buffer_append(&x->response_headers, "", 1);
    buffer_append(&x->response_headers, value, (size_t)(end - value));
    buffer_append(&x->response_headers, "", 1);
    return length;
}

/* Just before the request goes out on a connection that stands. */
static int count_sending(void *ctx, char *address, char *own_address, int port, int own_port)
{
    (void)address;
    (void)own_address;
    (void)port;
    (void)own_port;
    ((struct exchange *)ctx)->sendings++;
    return CURL_PREREQFUNC_OK;
}

static bool url_may_be_asked(const char *text)
{
    struct url url;
    if (err_is(url_parse(text, &url)))
        return false;
    return strcasecmp(url.scheme, "https") == 0 ||
           (strcasecmp(url.scheme, "http") == 0 && url_host_is_loopback(url.host));
}

static void set_body(struct exchange *x, const struct http_request *request)
{
    if (!request->body && strcmp(request->method, "GET") == 0)
        return;
    if (strcmp(request->method, "HEAD") == 0) {
        curl_easy_setopt(x->easy, CURLOPT_NOBODY, 1L);
        return;
    }
    size_t length = request->body ? request->body_length : 0;
    x->body_length = length;
    x->body = malloc(length + 1);
    if (!x->body)
        abort();
    memcpy(x->body, request->body ? request->body : "", length);
    curl_easy_setopt(x->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
    curl_easy_setopt(x->easy, CURLOPT_POSTFIELDS, x->body);
}

static void set_options(struct exchange *x, const struct http_request *request)
{
    struct http_client *c = x->client;
    CURL *easy = x->easy;
    curl_easy_setopt(easy, CURLOPT_PRIVATE, x);
    curl_easy_setopt(easy, CURLOPT_URL, request->url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, c->user_agent);
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, request->once ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                     (long)(request->connect_timeout_ms ? request->connect_timeout_ms : CONNECT_MS_DEFAULT));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS,
                     (long)(request->timeout_ms ? request->timeout_ms : TIMEOUT_MS_DEFAULT));
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, x);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, x);
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, count_sending);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, x);
    authorities_apply(&c->authorities, easy);
    set_body(x, request);
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST,
                     strcmp(request->method, "HEAD") == 0 ? NULL : request->method);
    for (int i = 0; i < HTTP_HEADERS_MOST && request->headers[i]; i++)
        x->headers = curl_slist_append(x->headers, request->headers[i]);
    x->headers = curl_slist_append(x->headers, "Expect:"); /* no 100-continue round trip for long bodies */
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, x->headers);
}

static struct err start(struct exchange *x, const struct http_request *request)
{
    if (!url_may_be_asked(request->url))
        return err_make(ERR_CONFIG, "http.url", 0);
    x->easy = curl_easy_init();
    if (!x->easy)
        abort();
    set_options(x, request);
    CURLMcode added = curl_multi_add_handle(curl_loop_multi(x->client->curl), x->easy);
    return added == CURLM_OK ? ERR_OK : err_make(ERR_CURL, "http.start", (int)added);
}

uint64_t http_send(struct http_client *c, const struct http_request *request, http_on_done *on_done,
                   void *ctx)
{
    struct exchange *x = calloc(1, sizeof(*x));
    if (!x)
        abort();
    x->client = c;
    x->ticket = ++c->last_ticket;
    x->started_ms = loop_now_ms(c->loop);
    x->on_done = on_done;
    x->ctx = ctx;
    buffer_init(&x->response,
                request->most_response_bytes ? request->most_response_bytes : RESPONSE_MOST_DEFAULT);
    buffer_init(&x->response_headers, HEADERS_MOST);
    x->next = c->exchanges;
    x->link = &c->exchanges;
    if (x->next)
        x->next->link = &x->next;
    c->exchanges = x;
    x->refused = start(x, request);
    if (err_is(x->refused))
        loop_timer_start(c->deferred, 0);
    return x->ticket;
}

void http_cancel(struct http_client *c, uint64_t ticket)
{
    for (struct exchange *x = c->exchanges; x && ticket; x = x->next)
        if (x->ticket == ticket) {
            exchange_free(x);
            return;
        }
}

/* ---- Life. */

static void choose_authorities(struct http_client *c)
{
    const curl_version_info_data *built = curl_version_info(CURLVERSION_NOW);
    const char *chosen = getenv("SSL_CERT_FILE");
    const struct authority_places places = {
        .chosen_bundle = chosen && chosen[0] ? chosen : NULL,
        .extra_file = c->extra_ca_file,
        .system_bundle = built->cainfo,
        .system_folder = built->capath && authorities_are_hashed(built->capath) ? built->capath : NULL,
    };
    authorities_choose(&places, &c->authorities);
}

struct http_client *http_client_create(struct loop *loop, const struct http_client_options *options)
{
    struct http_client *c = calloc(1, sizeof(*c));
    if (!c)
        abort();
    c->loop = loop;
    c->user_agent = strdup(options->user_agent);
    c->curl = curl_loop_create(loop, options->most_connections ? options->most_connections : 8, collect, c);
    c->deferred = loop_timer_create(loop, answer_refused, c);
    c->extra_ca_file = options->extra_ca_file ? strdup(options->extra_ca_file) : NULL;
    choose_authorities(c);
    return c;
}

void http_client_destroy(struct http_client **take_client)
{
    struct http_client *c = *take_client;
    if (!c)
        return;
    *take_client = NULL;
    while (c->exchanges)
        exchange_free(c->exchanges);
    curl_loop_destroy(&c->curl);
    loop_timer_destroy(&c->deferred);
    authorities_free(&c->authorities);
    free(c->extra_ca_file);
    free(c->user_agent);
    free(c);
}
