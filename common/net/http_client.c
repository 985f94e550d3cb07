/* What is under way: tickets, and one answer each, never from inside the call that asked. */
#include "http_client.h"

#include "allocate.h"
#include "authorities.h"
#include "curl_loop.h"
#include "footprint.h"
#include "loop.h"
#include "response_headers.h"
#include "text_copy.h"
#include "transfer.h"

#include <stdlib.h>
#include <string.h>

/* What was made of such a text, or into it, leaves holes all over the heap, whose peaks add up untrimmed. */
#define LARGE_EXCHANGE_BYTES (32u * 1024)

struct exchange {
    struct exchange *next, **link; /* the client's list */
    struct http_client *client;
    uint64_t ticket;
    struct transfer transfer;
    uint64_t started_ms;
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
    if (x->transfer.easy)
        curl_multi_remove_handle(curl_loop_multi(x->client->curl), x->transfer.easy);
    transfer_fini(&x->transfer);
    free(x);
}

/* What http_response_header reads: the response that is being handed over and its header lines. */
struct handed_response {
    struct http_response response; /* first: http_response_header gets a pointer to this */
    const struct buffer *headers;
};

const char *http_response_header(const struct http_response *response, const char *name)
{
    return response_headers_find(((const struct handed_response *)response)->headers, name);
}

static void finish(struct exchange *x, struct err e)
{
    struct handed_response handed = {.headers = &x->transfer.response_headers};
    struct http_response *r = &handed.response;
    transfer_read(&x->transfer, e, r);
    r->duration_ms = loop_now_ms(x->client->loop) - x->started_ms;
    x->ticket = 0; /* a cancel from inside the callback finds nothing to do */
    x->on_done(x->ctx, e, r);
    bool is_large = x->transfer.response.length + x->transfer.body_length >= LARGE_EXCHANGE_BYTES;
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
        finish(x, transfer_error(&x->transfer, code));
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

static struct err start(struct exchange *x, const struct http_request *request)
{
    struct http_client *c = x->client;
    struct err e = transfer_init(&x->transfer, request, c->user_agent, &c->authorities, x);
    if (err_is(e))
        return e;
    CURLMcode added = curl_multi_add_handle(curl_loop_multi(c->curl), x->transfer.easy);
    return added == CURLM_OK ? ERR_OK : err_make(ERR_CURL, "http.start", (int)added);
}

uint64_t http_send(struct http_client *c, const struct http_request *request, http_on_done *on_done,
                   void *ctx)
{
    struct exchange *x = allocate(1, sizeof(*x));
    x->client = c;
    x->ticket = ++c->last_ticket;
    x->started_ms = loop_now_ms(c->loop);
    x->on_done = on_done;
    x->ctx = ctx;
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
    struct http_client *c = allocate(1, sizeof(*c));
    c->loop = loop;
    c->user_agent = text_copy(options->user_agent);
    c->curl = curl_loop_create(loop, options->most_connections ? options->most_connections : 8, collect, c);
    c->deferred = loop_timer_create(loop, answer_refused, c);
    c->extra_ca_file = text_copy(options->extra_ca_file);
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
