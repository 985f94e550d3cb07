/* The token endpoint. */
#include "tokens.h"

#include "form.h"

#include <string.h>
#include <strings.h>

static const char jwt_bearer[] = "urn:ietf:params:oauth:grant-type:jwt-bearer";

static const struct refusal {
    int status;
    const char *error, *description;
} refusals[] = {
    [GRANT_GIVEN] = {200, "", ""},
#define GRANT(name, status, error, description) [GRANT_##name] = {status, error, description},
#include "grants.def"
#undef GRANT
};

static void refuse(enum grant g, struct reply *reply)
{
    struct json_writer w = json_writer(&reply->body);
    reply->status = refusals[g].status;
    jw_object(&w);
    jw_member_string(&w, "error", refusals[g].error);
    jw_member_string(&w, "error_description", refusals[g].description);
    jw_object_end(&w);
}

static void make_text(char *text, uint32_t (*random)(void))
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    memcpy(text, "ya29.c.", 7);
    for (size_t i = 7; i < TOKEN_LENGTH; i++)
        text[i] = letters[random() % 64];
    text[TOKEN_LENGTH] = '\0';
}

static void give(struct tokens *t, struct grant_scope scope, const struct account *account,
                 unsigned expires_in_s, uint64_t now_ms, uint32_t (*random)(void), struct reply *reply)
{
    struct token *token = &t->list[t->next++ % TOKENS_KEPT];
    make_text(token->text, random);
    token->expires_ms = now_ms + expires_in_s * 1000ULL;
    token->scope = scope;
    token->account = account;
    t->granted++;
    struct json_writer w = json_writer(&reply->body);
    jw_object(&w);
    jw_member_string(&w, "access_token", token->text);
    jw_member_int(&w, "expires_in", expires_in_s);
    jw_member_string(&w, "token_type", "Bearer");
    jw_object_end(&w);
}

static enum grant judge(const struct form *form, struct accounts *accounts, struct token_terms terms,
                        int64_t wall_s, struct grant_scope *ret_scope, const struct account **ret_account)
{
    const char *assertion = form_get(form, "assertion", "");
    if (strcmp(form_get(form, "grant_type", ""), jwt_bearer) != 0)
        return GRANT_WRONG_TYPE;
    if (!assertion[0])
        return GRANT_NO_ASSERTION;
    if (terms.account_deleted)
        return GRANT_NO_ACCOUNT;
    enum grant g = assertion_judge(assertion, accounts, wall_s, ret_scope, ret_account);
    return g == GRANT_GIVEN && terms.account_disabled ? GRANT_DISABLED : g;
}

void tokens_request(struct tokens *t, struct accounts *accounts, const char *body, size_t length,
                    struct token_terms terms, int64_t wall_s, uint64_t now_ms, uint32_t (*random)(void),
                    struct reply *reply)
{
    struct form form;
    struct grant_scope scope = {false, false};
    const struct account *account = NULL;
    enum grant g = GRANT_MALFORMED_FORM;
    t->requests++;
    if (form_parse(body, length, &form)) {
        g = judge(&form, accounts, terms, wall_s, &scope, &account);
        form_free(&form);
    }
    if (g == GRANT_BAD_SIGNATURE)
        t->rejected_signatures++;
    if (g == GRANT_GIVEN)
        give(t, scope, account, terms.expires_in_s, now_ms, random, reply);
    else
        refuse(g, reply);
}

void tokens_revoke_all(struct tokens *t)
{
    memset(t->list, 0, sizeof t->list);
}

void tokens_revoke(struct tokens *t, const char *text)
{
    for (size_t i = 0; text[0] && i < TOKENS_KEPT; i++)
        if (strcmp(t->list[i].text, text) == 0)
            t->list[i] = (struct token){0};
}

/* What the header names. NULL: nothing that was given out. */
static const struct token *find(const struct tokens *t, const char *authorization)
{
    static const char scheme[] = "Bearer ";
    size_t skip = sizeof scheme - 1;
    if (strncasecmp(authorization, scheme, skip) != 0 || !authorization[skip])
        return NULL;
    for (size_t i = 0; i < TOKENS_KEPT; i++)
        if (strcmp(t->list[i].text, authorization + skip) == 0)
            return &t->list[i];
    return NULL;
}

enum token_check tokens_check(const struct tokens *t, const char *authorization, uint64_t now_ms)
{
    const struct token *token = find(t, authorization);
    if (!authorization[0])
        return TOKEN_MISSING;
    if (!token || now_ms >= token->expires_ms)
        return TOKEN_UNKNOWN;
    return token->scope.writes ? TOKEN_GOOD : TOKEN_GOOD_FOR_READING;
}

const struct account *tokens_account(const struct tokens *t, const char *authorization)
{
    const struct token *token = find(t, authorization);
    return token ? token->account : NULL;
}

bool tokens_reach_drive(const struct tokens *t, const char *authorization)
{
    const struct token *token = find(t, authorization);
    return token && token->scope.reaches_drive;
}
