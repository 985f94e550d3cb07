/* Token renewal: a timer, one request, one verdict. */
#include "token.h"

#include "allocate.h"
#include "backoff.h"
#include "buffer.h"
#include "clock.h"
#include "loop.h"
#include "random.h"
#include "retry_after.h"
#include "url.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCOPE              "https://www.googleapis.com/auth/spreadsheets"
#define PERMANENT_EVERY_MS 300000
#define ASKED_FOR_MOST_MS  3600000
#define SKEW_WORTH_S       20 /* less is what JWT_BACKDATED_S is for */
#define SKEW_SAID_S        60
#define SLOW_ANSWER_MS     10000 /* says little about the time at which it came */
#define REQUEST_MOST_BYTES 32768

struct token {
    struct loop *loop;
    struct http_client *http;
    const struct service_account *account;
    struct token_handlers handlers;
    void *ctx;
    struct loop_timer *timer;
    uint64_t ticket, asked_ms; /* ticket 0: no request is under way */
    struct buffer header;      /* empty: none */
    struct token_life life;
    struct backoff backoff;
    int64_t skew_s, skew_said_s; /* Google's clock minus ours */
    bool skew_retried;           /* the present failure was answered by signing anew once already */
    enum token_verdict verdict;
    const char *words;
    const char *english; /* the same, NULL or "" where no person must act */
};

static void forget(struct token *t)
{
    if (t->header.data)
        explicit_bzero(t->header.data, t->header.capacity);
    buffer_clear(&t->header);
}

static void keep(struct token *t, const struct token_reply *reply)
{
    forget(t);
    buffer_format(&t->header, "Authorization: Bearer %s", reply->access_token);
    t->life = token_life(t->asked_ms, reply->expires_in_s, random_u32());
    t->backoff.failures = 0;
    t->skew_retried = false;
    uint64_t now = loop_now_ms(t->loop);
    loop_timer_start(t->timer, t->life.refresh_ms > now ? t->life.refresh_ms - now : 0);
}

void token_hear_date(struct token *t, const char *date, uint64_t duration_ms)
{
    int64_t google_s;
    if (duration_ms > SLOW_ANSWER_MS || !http_date_read(date, &google_s))
        return;
    int64_t skew = google_s - clock_wall_ms() / 1000;
    t->skew_s = llabs(skew) >= SKEW_WORTH_S ? skew : 0;
    if (llabs(t->skew_s - t->skew_said_s) >= SKEW_SAID_S) {
        t->skew_said_s = t->skew_s;
        t->handlers.on_skew(t->ctx, t->skew_s);
    }
}

/* Delay before the next attempt: ours, or what Google asks for if that is longer. */
static uint64_t next_attempt(struct token *t, uint64_t asked_for_ms)
{
    uint64_t wait_ms =
        t->verdict == TOKEN_PERMANENT ? PERMANENT_EVERY_MS : backoff_failed_spaced(&t->backoff, random_u32());
    if (asked_for_ms > ASKED_FOR_MOST_MS)
        asked_for_ms = ASKED_FOR_MOST_MS;
    return asked_for_ms > wait_ms ? asked_for_ms : wait_ms;
}

static uint64_t asked_for_ms(const struct http_response *response)
{
    char date[40]; /* the answer keeps only the header that was asked for last */
    const char *header = http_response_header(response, "Date");
    snprintf(date, sizeof(date), "%s", header ? header : "");
    return retry_after_ms(http_response_header(response, "Retry-After"), date);
}

static void answered(void *ctx, struct err e, const struct http_response *response)
{
    struct token *t = ctx;
    struct token_reply reply;
    t->ticket = 0;
    token_reply_read(&reply, err_is(e) ? 0 : response->status, response->body, response->body_length);
    if (!err_is(e))
        token_hear_date(t, http_response_header(response, "Date"), response->duration_ms);
    t->handlers.on_exchange(t->ctx, reply.verdict == TOKEN_GRANTED, response->duration_ms);
    if (reply.verdict == TOKEN_CLOCK && t->skew_s != 0 && !t->skew_retried) {
        t->skew_retried = true; /* signed anew with Google's time, this is no failure yet */
        loop_timer_start(t->timer, 0);
        return;
    }
    t->verdict = reply.verdict;
    t->words = reply.words;
    t->english = reply.english;
    if (reply.verdict == TOKEN_GRANTED)
        keep(t, &reply);
    else
        loop_timer_start(t->timer, next_attempt(t, err_is(e) ? 0 : asked_for_ms(response)));
    token_reply_free(&reply);
    t->handlers.on_change(t->ctx);
}

static struct err write_body(struct token *t, struct buffer *body)
{
    const struct jwt_claims claims = {
        .issuer = t->account->client_email,
        .key_id = t->account->key_id,
        .scope = SCOPE,
        .audience = GOOGLE_TOKEN_AUDIENCE,
        .now_s = clock_wall_ms() / 1000 + t->skew_s,
    };
    buffer_text(body, "grant_type=");
    url_encode(body, "urn:ietf:params:oauth:grant-type:jwt-bearer");
    buffer_text(body, "&assertion="); /* base64url and dots: nothing to encode */
    return jwt_assertion(t->account->signer, &claims, body);
}

static void ask(void *ctx)
{
    struct token *t = ctx;
    if (t->ticket)
        return;
    struct buffer body;
    buffer_init(&body, REQUEST_MOST_BYTES);
    struct err e = write_body(t, &body);
    if (err_is(e)) {
        t->verdict = TOKEN_PERMANENT;
        t->words = "la clé privée ne signe plus. Créez une nouvelle clé du compte de service.";
        t->english = "the private key does not sign any more. Create a new key of the service account.";
        loop_timer_start(t->timer, PERMANENT_EVERY_MS);
        buffer_free(&body);
        t->handlers.on_change(t->ctx);
        return;
    }
    const struct http_request request = {
        .method = "POST",
        .url = t->account->token_url,
        .headers = {"Content-Type: application/x-www-form-urlencoded", "Accept: application/json"},
        .body = buffer_string(&body),
        .body_length = body.length,
        .timeout_ms = 15000,
        .most_response_bytes = 256 * 1024,
    };
    t->asked_ms = loop_now_ms(t->loop);
    t->ticket = http_send(t->http, &request, answered, t);
    explicit_bzero(body.data, body.capacity);
    buffer_free(&body);
}

struct token *token_create(struct loop *loop, struct http_client *http, const struct service_account *account,
                           const struct token_handlers *handlers, void *ctx)
{
    struct token *t = allocate(1, sizeof(*t));
    *t = (struct token){.loop = loop,
                        .http = http,
                        .account = account,
                        .handlers = *handlers,
                        .ctx = ctx,
                        .backoff = {.first_ms = 500, .cap_ms = 30000}};
    buffer_init(&t->header, REQUEST_MOST_BYTES);
    t->timer = loop_timer_create(loop, ask, t);
    loop_timer_start(t->timer, 0);
    return t;
}

const char *token_header(const struct token *t)
{
    bool alive = t->header.length && !t->header.failed && loop_now_ms(t->loop) < t->life.dead_ms;
    return alive ? buffer_string(&t->header) : NULL;
}

void token_rejected(struct token *t)
{
    forget(t);
    if (!t->ticket)
        loop_timer_start(t->timer, 0);
}

enum token_verdict token_trouble(const struct token *t, const char **ret_words)
{
    *ret_words = t->words;
    return t->verdict;
}

const char *token_trouble_english(const struct token *t)
{
    return t->english ? t->english : "";
}

void token_destroy(struct token **take_token)
{
    struct token *t = *take_token;
    if (!t)
        return;
    *take_token = NULL;
    if (t->ticket)
        http_cancel(t->http, t->ticket);
    loop_timer_destroy(&t->timer);
    forget(t);
    buffer_free(&t->header);
    free(t);
}
