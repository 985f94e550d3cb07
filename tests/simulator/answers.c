/* Writing answers through h2o, and the three ways not to. */
#include "answers.h"

#include "array_len.h"
#include "drip.h"
#include "gzip.h"
#include "loop.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define PENDING_MOST 512
#define DRIP_MS      1000
#define GZIP_EXTRA   4096 /* what does not shrink grows a little */

/* An answer that waits for its time, or (timer NULL) is never to come. */
struct pending {
    struct answers *answers;
    h2o_req_t *req;
    struct sim_response response;
    struct loop_timer *timer;
    struct pending *next, **link;
};

void answers_init(struct answers *answers, struct loop *loop)
{
    *answers = (struct answers){.loop = loop};
}

static const char *reason(int status)
{
    static const struct {
        int status;
        const char *text;
    } REASONS[] = {{200, "OK"},
                   {201, "Created"},
                   {204, "No Content"},
                   {400, "Bad Request"},
                   {401, "Unauthorized"},
                   {403, "Forbidden"},
                   {404, "Not Found"},
                   {405, "Method Not Allowed"},
                   {409, "Conflict"},
                   {429, "Too Many Requests"},
                   {500, "Internal Server Error"},
                   {502, "Bad Gateway"},
                   {503, "Service Unavailable"},
                   {504, "Gateway Timeout"}};
    for (size_t i = 0; i < ARRAY_LEN(REASONS); i++)
        if (REASONS[i].status == status)
            return REASONS[i].text;
    return "Unknown";
}

static void add_header(h2o_req_t *req, const char *name, const char *value)
{
    h2o_iovec_t n = h2o_strdup(&req->pool, name, SIZE_MAX), v = h2o_strdup(&req->pool, value, SIZE_MAX);
    h2o_add_header_by_str(&req->pool, &req->res.headers, n.base, n.len, 0, n.base, v.base, v.len);
}

/* h2o writes a Date of its own, out of a text that it makes anew when the second changes. */
static void set_date(h2o_req_t *req, const char *date)
{
    h2o_timestamp_t present;
    h2o_get_timestamp(req->conn->ctx, &req->pool, &present);
    if (strlen(date) == H2O_TIMESTR_RFC1123_LEN)
        memcpy(present.str->rfc1123, date, H2O_TIMESTR_RFC1123_LEN);
}

static void add_headers(h2o_req_t *req, const struct sim_response *response, bool bodiless)
{
    bool typed = bodiless; /* or by a header that a fault put in */
    for (size_t i = 0; i < ARRAY_LEN(response->headers) && response->headers[i][0][0]; i++) {
        if (strcasecmp(response->headers[i][0], "date") == 0)
            set_date(req, response->headers[i][1]);
        else
            add_header(req, response->headers[i][0], response->headers[i][1]);
        typed |= strcasecmp(response->headers[i][0], "content-type") == 0;
    }
    if (!typed)
        add_header(req, "Content-Type", response->content_type ? response->content_type : "application/json");
}

/* In the request's pool. */
static h2o_iovec_t body_of(h2o_req_t *req, const struct sim_response *response)
{
    const struct buffer *plain = &response->body;
    struct buffer small;
    buffer_init(&small, plain->length + GZIP_EXTRA);
    bool gzipped = response->gzipped && gzip_append(&small, buffer_string(plain), plain->length);
    if (gzipped)
        add_header(req, "Content-Encoding", "gzip");
    const struct buffer *body = gzipped ? &small : plain;
    h2o_iovec_t copy = h2o_strdup(&req->pool, buffer_string(body), body->length);
    buffer_free(&small);
    return copy;
}

static void write_answer(struct answers *answers, h2o_req_t *req, const struct sim_response *response)
{
    static h2o_generator_t generator = {NULL, NULL};
    bool bodiless = response->status == 204 || response->status == 304;
    req->res.status = response->status;
    req->res.reason = reason(response->status);
    add_headers(req, response, bodiless);
    h2o_iovec_t body = body_of(req, response);
    req->res.content_length = bodiless || response->streamed ? SIZE_MAX : body.len;
    if (response->fate == SIM_DRIP) {
        drip_begin(answers->loop, req, body, response->delay_ms ? response->delay_ms : DRIP_MS);
        return;
    }
    bool cut = response->fate == SIM_TRUNCATE;
    if (cut)
        body.len /= 2;
    h2o_start_response(req, &generator);
    h2o_send(req, &body, bodiless ? 0 : 1, cut ? H2O_SEND_STATE_ERROR : H2O_SEND_STATE_FINAL);
}

/* After the reset the write fails, and h2o frees the connection. */
static void reset(h2o_req_t *req)
{
    static h2o_generator_t generator = {NULL, NULL};
    h2o_door_reset(req->conn->callbacks->get_socket(req->conn));
    req->http1_is_persistent = 0;
    req->res.status = 500;
    req->res.reason = "Reset";
    h2o_start_response(req, &generator);
    h2o_send(req, NULL, 0, H2O_SEND_STATE_ERROR);
}

static void leave(struct answers *answers, h2o_req_t *req, const struct sim_response *response)
{
    if (response->fate == SIM_RESET)
        reset(req);
    else
        write_answer(answers, req, response);
}

static void pending_destroy(struct pending *pending)
{
    *pending->link = pending->next;
    if (pending->next)
        pending->next->link = pending->link;
    pending->answers->count--;
    loop_timer_destroy(&pending->timer);
    buffer_free(&pending->response.body);
    free(pending);
}

static void pending_due(void *ctx)
{
    struct pending *pending = ctx;
    leave(pending->answers, pending->req, &pending->response);
    pending_destroy(pending);
}

static void pending_reset(struct pending *pending)
{
    reset(pending->req);
    pending_destroy(pending);
}

/* Keeps the answer for later, or for ever. At the cap the answer that waits for longest is reset. */
static void hold(struct answers *answers, h2o_req_t *req, const struct sim_response *take_response)
{
    if (answers->count == PENDING_MOST) {
        struct pending *oldest = answers->pending;
        while (oldest->next)
            oldest = oldest->next;
        pending_reset(oldest);
    }
    struct pending *pending = calloc(1, sizeof(*pending));
    if (!pending)
        abort();
    *pending = (struct pending){.answers = answers,
                                .req = req,
                                .response = *take_response,
                                .next = answers->pending,
                                .link = &answers->pending};
    if (pending->next)
        pending->next->link = &pending->next;
    answers->pending = pending;
    answers->count++;
    if (pending->response.fate == SIM_STALL)
        return;
    pending->timer = loop_timer_create(answers->loop, pending_due, pending);
    loop_timer_start(pending->timer, pending->response.delay_ms);
}

void answers_give(struct answers *answers, h2o_req_t *req, struct sim_response *take_response)
{
    bool late = take_response->delay_ms > 0 && take_response->fate != SIM_DRIP;
    if (take_response->fate == SIM_STALL || late) {
        hold(answers, req, take_response);
        return;
    }
    leave(answers, req, take_response);
    buffer_free(&take_response->body);
}

void answers_reset_all(struct answers *answers)
{
    while (answers->pending)
        pending_reset(answers->pending);
}
