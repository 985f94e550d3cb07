/* The access token of a service account, renewed in the background before it ends: one request at a time, the
 * old token serves until it dies. A clock that is off is corrected by Google's Date; refusals that need a
 * person are asked again every five minutes, everything else with backoff. Owned by main. */
#ifndef VIGIE_TOKEN_H
#define VIGIE_TOKEN_H

#include "http_client.h"
#include "service_account.h"
#include "token_reply.h"

struct token;
struct loop;

struct token_handlers {
    /* A token arrived, or an attempt failed. */
    void (*on_change)(void *ctx);
    /* After each request: for the metrics. */
    void (*on_exchange)(void *ctx, bool good, uint64_t duration_ms);
    /* This machine's clock is `skew_s` behind (positive) or ahead of Google's; at most once per change of a
     * minute. */
    void (*on_skew)(void *ctx, int64_t skew_s);
};

/* `http` and `account` are borrowed until token_destroy. Asks for the first token at once. */
struct token *token_create(struct loop *loop, struct http_client *http, const struct service_account *account,
                           const struct token_handlers *handlers, void *ctx);

/* "Authorization: Bearer …", or NULL while there is none to use. Lives until the loop's next turn. */
const char *token_header(const struct token *token);

/* The Date of an answer of Google's that took `duration_ms`: NULL if it had none. */
void token_hear_date(struct token *token, const char *date, uint64_t duration_ms);

/* Google said 401: this token is dead, fetch another. */
void token_rejected(struct token *token);

/* Why there is no token: verdict of the last attempt and French words; TOKEN_GRANTED and NULL when all is
 * well. */
enum token_verdict token_trouble(const struct token *token, const char **ret_words);
/* The same words in English where a person must act, else "". */
const char *token_trouble_english(const struct token *token);

/* Accepts NULL. Wipes the token. */
void token_destroy(struct token **token);

#endif
