/* Authorised calls. */
#include "google.h"

#include "allocate.h"
#include "http_client.h"
#include "metrics.h"
#include "token.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#define READ_TIMEOUT_MS  20000
#define WRITE_TIMEOUT_MS 30000
#define RESPONSE_MOST    (64u * 1024 * 1024) /* 200,000 rows */

struct google {
    struct google_options o;
    uint64_t ticket; /* 0: nothing is under way */
    google_on_done *on_done;
    void *ctx;
};

struct google *google_create(const struct google_options *options)
{
    struct google *g = allocate(1, sizeof(*g));
    g->o = *options;
    return g;
}

void google_destroy(struct google **take_google)
{
    struct google *g = *take_google;
    if (!g)
        return;
    *take_google = NULL;
    if (g->ticket)
        http_cancel(g->o.http, g->ticket);
    free(g);
}

static void answered(void *ctx, struct err e, const struct http_response *response)
{
    struct google *g = ctx;
    struct outcome outcome;
    char date[40]; /* the answer keeps only the header that was asked for last */
    const char *date_header = http_response_header(response, "Date");
    snprintf(date, sizeof(date), "%s", date_header ? date_header : "");
    const struct outcome_facts facts = {
        .e = e,
        .may_have_arrived = response->may_have_arrived,
        .status = response->status,
        .body = response->body,
        .length = response->body_length,
        .date = date,
        .retry_after = http_response_header(response, "Retry-After"),
        .client_email = g->o.client_email,
    };
    g->ticket = 0;
    outcome_read(&outcome, &facts);
    if (!err_is(e))
        token_hear_date(g->o.token, date, response->duration_ms);
    metrics_add(g->o.metrics, METRIC_SHEETS_REQUESTS, 1);
    metrics_observe(g->o.metrics, METRIC_SHEETS_DURATION, (double)response->duration_ms / 1000);
    if (outcome.class != OUTCOME_DONE)
        metrics_add(g->o.metrics, METRIC_SHEETS_FAILURES, 1);
    if (outcome.class == OUTCOME_TOKEN)
        token_rejected(g->o.token);
    g->on_done(g->ctx, &outcome, response->body, response->body_length);
}

void google_send(struct google *g, const struct api_request *request, google_on_done *on_done, void *ctx)
{
    assert(!g->ticket);
    g->on_done = on_done;
    g->ctx = ctx;
    const struct http_request http = {
        .method = request->method,
        .url = buffer_string(&request->url),
        .headers = {token_header(g->o.token), "Content-Type: application/json"},
        .body = request->body.length ? buffer_string(&request->body) : NULL,
        .body_length = request->body.length,
        .timeout_ms = request->is_write ? WRITE_TIMEOUT_MS : READ_TIMEOUT_MS,
        .most_response_bytes = RESPONSE_MOST,
        .once = request->is_write, /* an insert that went twice is a doubled row */
    };
    g->ticket = http_send(g->o.http, &http, answered, g);
}
