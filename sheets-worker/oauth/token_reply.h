/* What the token endpoint answered. Pure. */
#ifndef VIGIE_TOKEN_REPLY_H
#define VIGIE_TOKEN_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum token_verdict { TOKEN_GRANTED, TOKEN_TRANSIENT, TOKEN_CLOCK, TOKEN_PERMANENT };

struct token_reply {
    enum token_verdict verdict;
    char *access_token; /* malloc'ed, TOKEN_GRANTED only; a secret */
    int64_t expires_in_s;
    const char *words;   /* French, a literal; NULL when granted */
    const char *english; /* the same of TOKEN_PERMANENT, else "" or NULL */
};

/* `status` 0: no answer came. Any body is read, HTML and rubbish included. */
void token_reply_read(struct token_reply *reply, int status, const char *body, size_t length);
void token_reply_free(struct token_reply *reply);

/* When a token is due and when it is dead, by the monotonic clock. */
struct token_life {
    uint64_t refresh_ms; /* ask for the next one; the old one still serves */
    uint64_t dead_ms;    /* send it no more */
};
/* `asked_ms`: when the request was sent. Due 300 s before its end (jittered up to 60 s earlier), dead 30 s
 * before; short lives in proportion. */
struct token_life token_life(uint64_t asked_ms, int64_t expires_in_s, uint32_t random);

#endif
