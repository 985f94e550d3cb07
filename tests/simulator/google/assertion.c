/* JWT bearer assertions: base64url, signature, claims. */
#include "assertion.h"

#include "array_len.h"
#include "json_value.h"

#include <stdlib.h>
#include <string.h>

enum { JWT_MAX = 16384, LIFE_MAX_S = 3600, SKEW_S = 300, SIGNATURE_MAX = 1024 };

static int digit_of(char c)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const char *at = c ? strchr(alphabet, c) : NULL;
    return at ? (int)(at - alphabet) : -1;
}

/* base64url; padding at the end is tolerated, as Google does. */
static bool decode(const char *text, size_t length, struct buffer *out)
{
    uint32_t bits = 0;
    unsigned have = 0;
    while (length > 0 && text[length - 1] == '=')
        length--;
    for (size_t i = 0; i < length; i++) {
        int digit = digit_of(text[i]);
        if (digit < 0)
            return false;
        bits = bits << 6 | (uint32_t)digit;
        have += 6;
        if (have >= 8) {
            have -= 8;
            buffer_char(out, (char)(bits >> have));
        }
    }
    return !out->failed;
}

static struct json_value *decode_json(const char *text, size_t length)
{
    struct buffer raw;
    struct json_value *document = NULL;
    buffer_init(&raw, JWT_MAX);
    if (!decode(text, length, &raw) || err_is(json_parse(buffer_string(&raw), raw.length, &document)))
        document = NULL;
    buffer_free(&raw);
    if (document && !json_is_object(document))
        json_destroy(&document);
    return document;
}

static bool audience_is_ours(const char *aud)
{
    static const char *const known[] = {
        "https://oauth2.googleapis.com/token",
        "https://accounts.google.com/o/oauth2/token",
        "https://www.googleapis.com/oauth2/v3/token",
        "https://www.googleapis.com/oauth2/v4/token",
    };
    static const char *const loopback[] = {"http://127.0.0.1:", "http://localhost:", "http://[::1]:"};
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (strcmp(aud, known[i]) == 0)
            return true;
    for (size_t i = 0; i < ARRAY_LEN(loopback); i++) {
        size_t n = strlen(loopback[i]);
        if (strncmp(aud, loopback[i], n) == 0 &&
            strcmp(aud + n + strspn(aud + n, "0123456789"), "/token") == 0)
            return true;
    }
    return false;
}

/* Every scope must be known and there must be one. */
static bool scope_is_known(const char *scope, struct grant_scope *ret)
{
    static const struct {
        const char *name;
        struct grant_scope scope;
    } known[] = {
        {"https://www.googleapis.com/auth/spreadsheets", {.writes = true}},
        {"https://www.googleapis.com/auth/drive.file", {true, true}},
        {"https://www.googleapis.com/auth/drive", {true, true}},
        {"https://www.googleapis.com/auth/spreadsheets.readonly", {false, false}},
        {"https://www.googleapis.com/auth/drive.readonly", {.reaches_drive = true}},
    };
    size_t found = 0;
    *ret = (struct grant_scope){false, false};
    while (*(scope += strspn(scope, " "))) {
        size_t length = strcspn(scope, " "), i = 0;
        while (i < ARRAY_LEN(known) &&
               !(strlen(known[i].name) == length && strncmp(known[i].name, scope, length) == 0))
            i++;
        if (i == ARRAY_LEN(known))
            return false;
        ret->writes |= known[i].scope.writes;
        ret->reaches_drive |= known[i].scope.reaches_drive;
        found++;
        scope += length;
    }
    return found > 0;
}

static enum grant judge_claims(const struct json_value *claims, int64_t now_s, struct grant_scope *ret_scope)
{
    int64_t iat = json_int(json_get(claims, "iat"), -1), exp = json_int(json_get(claims, "exp"), -1);
    if (!audience_is_ours(json_text(json_get(claims, "aud"), "")))
        return GRANT_BAD_AUDIENCE;
    if (iat < 0 || exp <= iat || exp - iat > LIFE_MAX_S || iat > now_s + SKEW_S || exp <= now_s)
        return GRANT_BAD_TIMES;
    if (!json_is_null(json_get(claims, "sub")))
        return GRANT_DELEGATION;
    return scope_is_known(json_text(json_get(claims, "scope"), ""), ret_scope) ? GRANT_GIVEN
                                                                               : GRANT_BAD_SCOPE;
}

static enum grant judge_signature(const char *jwt, size_t signed_length, struct rsa_key *key)
{
    struct buffer signature;
    buffer_init(&signature, SIGNATURE_MAX);
    const char *text = jwt + signed_length + 1;
    enum grant g = GRANT_NOT_A_JWT;
    if (decode(text, strlen(text), &signature))
        g = rsa_key_verify(key, jwt, signed_length, (const unsigned char *)buffer_string(&signature),
                           signature.length)
                ? GRANT_GIVEN
                : GRANT_BAD_SIGNATURE;
    buffer_free(&signature);
    return g;
}

enum grant assertion_judge(const char *jwt, struct accounts *accounts, int64_t now_s,
                           struct grant_scope *ret_scope, const struct account **ret_account)
{
    const char *first = strchr(jwt, '.'), *second = first ? strchr(first + 1, '.') : NULL;
    if (!second || strchr(second + 1, '.') || strlen(jwt) > JWT_MAX)
        return GRANT_NOT_A_JWT;
    struct json_value *header = decode_json(jwt, (size_t)(first - jwt));
    struct json_value *claims = decode_json(first + 1, (size_t)(second - first - 1));
    enum grant g = GRANT_NOT_A_JWT;
    if (header && claims && strcmp(json_text(json_get(header, "alg"), ""), "RS256") == 0) {
        const struct account *account = accounts_find(accounts, json_text(json_get(claims, "iss"), ""));
        g = account ? judge_signature(jwt, (size_t)(second - jwt), account->key) : GRANT_NO_ACCOUNT;
        if (g == GRANT_GIVEN)
            g = judge_claims(claims, now_s, ret_scope);
        if (g == GRANT_GIVEN)
            *ret_account = account;
    }
    json_destroy(&header);
    json_destroy(&claims);
    return g;
}
