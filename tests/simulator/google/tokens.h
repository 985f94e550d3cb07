/* The token endpoint and the tokens that it gave out. Time and randomness come in. */
#ifndef VIGIE_SIM_TOKENS_H
#define VIGIE_SIM_TOKENS_H

#include "assertion.h"
#include "google_reply.h"

#include <stdbool.h>
#include <stdint.h>

/* Service-account tokens are long; a client with a small fixed buffer must notice. */
enum { TOKENS_KEPT = 64, TOKEN_LENGTH = 1100 };

struct tokens {
    struct token {
        char text[TOKEN_LENGTH + 1];
        uint64_t expires_ms; /* monotonic */
        struct grant_scope scope;
        const struct account *account; /* whose it is; borrowed */
    } list[TOKENS_KEPT];               /* the oldest is overwritten */
    size_t next;
    uint64_t requests, granted, rejected_signatures;
};

struct token_terms {
    unsigned expires_in_s;
    bool account_disabled, account_deleted;
};

/* POST /token. `random(ctx)` gives the token's letters. */
void tokens_request(struct tokens *t, struct accounts *accounts, const char *body, size_t length,
                    struct token_terms terms, int64_t wall_s, uint64_t now_ms, uint32_t (*random)(void),
                    struct reply *reply);
void tokens_revoke_all(struct tokens *t);
/* One of them, by its text. */
void tokens_revoke(struct tokens *t, const char *text);

enum token_check { TOKEN_GOOD, TOKEN_GOOD_FOR_READING, TOKEN_MISSING, TOKEN_UNKNOWN };
/* `authorization`: the header, "" if none. */
enum token_check tokens_check(const struct tokens *t, const char *authorization, uint64_t now_ms);
/* Whose token it is, NULL: nobody's. */
const struct account *tokens_account(const struct tokens *t, const char *authorization);
/* Is the scope of a good token one of Drive's? */
bool tokens_reach_drive(const struct tokens *t, const char *authorization);

#endif
