/* Classes of token answers, dates and lives. */
#include "token_reply.h"

#include "array_len.h"
#include "json_value.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LIFE_UNKNOWN_S 300 /* `expires_in` was absent */
#define LIFE_MOST_S    86400

static const struct {
    int status;
    const char *error, *hint;
    enum token_verdict verdict;
    const char *words, *english;
} OUTCOMES[] = {
#define TOKEN_OUTCOME(status, error, hint, verdict, words, english)                                          \
    {status, error, hint, TOKEN_##verdict, words, english},
#include "token_outcomes.def"
#undef TOKEN_OUTCOME
};

static bool take_grant(struct token_reply *reply, const struct json_value *document)
{
    const char *token = json_text(json_get(document, "access_token"), "");
    const struct json_value *expires = json_get(document, "expires_in");
    if (!token[0] || token[strcspn(token, "\r\n")])
        return false;
    *reply = (struct token_reply){.verdict = TOKEN_GRANTED, .access_token = strdup(token)};
    if (!reply->access_token)
        abort();
    /* Some servers write it as a string. */
    int64_t seconds = json_is_string(expires) ? strtoll(json_text(expires, ""), NULL, 10)
                                              : (int64_t)json_number(expires, LIFE_UNKNOWN_S);
    reply->expires_in_s = seconds < 1 ? LIFE_UNKNOWN_S : seconds > LIFE_MOST_S ? LIFE_MOST_S : seconds;
    return true;
}

void token_reply_read(struct token_reply *reply, int status, const char *body, size_t length)
{
    struct json_value *document = NULL;
    *reply = (struct token_reply){
        .verdict = TOKEN_TRANSIENT, .words = "le service de jetons de Google ne répond pas", .english = ""};
    if (status == 0)
        return;
    (void)json_parse(body, length, &document); /* a body that is no JSON has no members */
    const char *error = json_text(json_get(document, "error"), "");
    const char *description = json_text(json_get(document, "error_description"), "");
    if (status != 200 || !take_grant(reply, document))
        for (size_t i = 0; i < ARRAY_LEN(OUTCOMES); i++)
            if ((OUTCOMES[i].status == 0 || OUTCOMES[i].status == status) &&
                (!OUTCOMES[i].error[0] || strcmp(OUTCOMES[i].error, error) == 0) &&
                strstr(description, OUTCOMES[i].hint)) {
                reply->verdict = OUTCOMES[i].verdict;
                reply->words = OUTCOMES[i].words;
                reply->english = OUTCOMES[i].english;
                break;
            }
    json_destroy(&document);
}

void token_reply_free(struct token_reply *reply)
{
    if (reply->access_token)
        explicit_bzero(reply->access_token, strlen(reply->access_token));
    free(reply->access_token);
    reply->access_token = NULL;
}

struct token_life token_life(uint64_t asked_ms, int64_t expires_in_s, uint32_t random)
{
    uint64_t life_ms = (uint64_t)expires_in_s * 1000;
    uint64_t jitter_ms = life_ms > 720000 ? random % 60000 : 0;
    uint64_t early_ms = life_ms > 600000 ? 300000 + jitter_ms : life_ms / 2;
    uint64_t dead_ms = life_ms > 300000 ? 30000 : life_ms / 10;
    return (struct token_life){.refresh_ms = asked_ms + life_ms - early_ms,
                               .dead_ms = asked_ms + life_ms - dead_ms};
}
