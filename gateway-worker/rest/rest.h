/* Requests to Discord's REST API: queued by bucket, held back by every limit that Discord names, sent again
 * where that does no harm, given up at their deadline. The shell around route, reply, buckets and gate; owned
 * by main. */
#ifndef VIGIE_REST_H
#define VIGIE_REST_H

#include "json_value.h"
#include "json_writer.h"
#include "reply.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct http_client;
struct loop;
struct rest;

#define REST_QUEUE_MOST       512 /* requests waiting or under way; one more ends as REST_FULL */
#define REST_QUEUE_BYTES_MOST (4 * 1024 * 1024)
#define REST_UNDER_WAY_MOST   8 /* interaction callbacks need not wait for these */

struct rest_options {
    const char *api_url; /* "https://discord.com/api/v10"; copied */
    const char *token;   /* copied, wiped at the end */
    uint64_t bot;        /* a fingerprint of it */
};

enum rest_event {
    REST_EVENT_SENT,
    REST_EVENT_LIMITED,  /* an answer 429 */
    REST_EVENT_INVALID,  /* 401, 403 or 429 that counts toward the ban */
    REST_EVENT_GIVEN_UP, /* ended without having been carried out */
};

struct rest_handlers {
    void (*on_event)(void *ctx, enum rest_event event);
    /* An answer came, whatever it says, so long after its request left. */
    void (*on_answer)(void *ctx, uint64_t duration_ms);
    /* Cloudflare bans this address until `until_ms` (monotonic); 0: that is over, and an answer came through
     * again. Once per ban, and when it is made longer. */
    void (*on_ban)(void *ctx, uint64_t until_ms);
    /* 401: nothing will be asked any more. Once. */
    void (*on_unauthorised)(void *ctx);
    /* Too many requests were invalid: nothing is asked until `until_ms` (monotonic), so that Discord does not
     * ban this address. Once per pause. */
    void (*on_pause)(void *ctx, uint64_t until_ms);
};

struct rest *rest_create(struct loop *loop, struct http_client *http, const struct rest_options *options,
                         const struct rest_handlers *handlers, void *ctx);
/* What waits is dropped without callbacks. Accepts NULL. */
void rest_destroy(struct rest **rest);

/* What a successor must know, as an object: it changes with every REST_EVENT_INVALID and with on_ban. And
 * back, before the first request: the handlers are told at once of what still holds. `wall_ms`: UTC now. */
void rest_write(const struct rest *rest, struct json_writer *w, int64_t wall_ms);
void rest_restore(struct rest *rest, const struct json_value *written, int64_t wall_ms);

/* Borrowed for the call of rest_send. */
struct rest_request {
    const char *method; /* a literal */
    const char *path;   /* "/channels/1/messages", after the API's base */
    const char *body;   /* JSON; NULL: none */
    size_t body_length;
    /* Carried out twice it does no harm: reads, whole replacements, creates with a nonce. Others go on a
     * connection of their own, and are not sent again when they may have landed. */
    bool repeatable;
    bool answer_unread;   /* nobody looks at the answer's JSON: it is not parsed, and NULL in the result */
    uint64_t patience_ms; /* given up after this long; 0: 60 s */
    uint64_t attempt_ms;  /* longest single attempt; 0: 15 s */
};

/* Lives during the callback. */
struct rest_result {
    enum rest_outcome outcome;     /* one that ends: REST_DONE or why not */
    int status;                    /* of the last answer, 0: none came */
    int64_t code;                  /* Discord's error code, -1: none */
    const struct json_value *json; /* NULL: empty, not JSON, or answer_unread */
    const char *label;             /* "POST /channels/:id/messages": for the log */
    uint64_t duration_ms;          /* since rest_send */
    bool was_resent;               /* an earlier sending of this very request may have landed */
};

typedef void rest_on_done(void *ctx, const struct rest_result *result);

/* `on_done` is called once, never from inside this call. */
void rest_send(struct rest *rest, const struct rest_request *request, rest_on_done *on_done, void *ctx);

#endif
