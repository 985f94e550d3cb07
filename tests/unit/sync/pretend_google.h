/* A pretend token and Google, in place of token.c and google.c, on the pretend loop: what is asked of Google
 * waits here until the test answers. For one test program each. */
#ifndef VIGIE_TEST_PRETEND_GOOGLE_H
#define VIGIE_TEST_PRETEND_GOOGLE_H

#include "pretend_loop.h"

#include "google.h"
#include "token.h"

/* ---- The token. */

static const char *the_token = "Authorization: Bearer x";
static enum token_verdict the_verdict;

const char *token_header(const struct token *token)
{
    (void)token;
    return the_token;
}

enum token_verdict token_trouble(const struct token *token, const char **ret_words)
{
    (void)token;
    *ret_words = the_verdict == TOKEN_GRANTED ? NULL : "la clé est révoquée";
    return the_verdict;
}

const char *token_trouble_english(const struct token *token)
{
    (void)token;
    return the_verdict == TOKEN_PERMANENT ? "the key was revoked" : "";
}

/* ---- Google: one request at a time. */

static struct {
    size_t count; /* ever */
    bool waits;
    char method[8], url[512], body[65536];
    google_on_done *on_done;
    void *ctx;
} asked;

void google_send(struct google *google, const struct api_request *request, google_on_done *on_done, void *ctx)
{
    (void)google;
    assert_false(asked.waits);
    asked.count++;
    asked.waits = true;
    snprintf(asked.method, sizeof(asked.method), "%s", request->method);
    snprintf(asked.url, sizeof(asked.url), "%s", request->url.data);
    snprintf(asked.body, sizeof(asked.body), "%s", request->body.length ? request->body.data : "");
    asked.on_done = on_done;
    asked.ctx = ctx;
}

static inline void answer_as(enum outcome_class class, const char *body)
{
    struct outcome outcome = {.class = class};
    snprintf(outcome.words, sizeof(outcome.words), "%s", class == OUTCOME_DONE ? "" : "Google ne veut pas");
    assert_true(asked.waits);
    asked.waits = false;
    asked.on_done(asked.ctx, &outcome, body, strlen(body));
    turn();
}

static inline void answer(const char *body)
{
    answer_as(OUTCOME_DONE, body);
}

static inline void refuse(enum outcome_class class)
{
    answer_as(class, "");
}

/* Time passes until something is asked, which must happen within ten minutes. */
static inline void until_asked(void)
{
    for (uint64_t end_ms = the_loop.now_ms + 600000; !asked.waits; pass(10))
        assert_true(the_loop.now_ms < end_ms);
}

/* What waits for an answer. */
static inline void assert_asked(const char *method, const char *in_url, const char *in_body)
{
    assert_true(asked.waits);
    assert_string_equal(asked.method, method);
    assert_non_null(strstr(asked.url, in_url));
    assert_non_null(strstr(asked.body, in_body));
}

static inline void reset_pretended(void)
{
    reset_loop();
    the_token = "Authorization: Bearer x";
    the_verdict = TOKEN_GRANTED;
    memset(&asked, 0, sizeof(asked));
}

#endif
