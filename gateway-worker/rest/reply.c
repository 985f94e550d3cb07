/* Reading answers. */
#include "reply.h"

#include "array_len.h"
#include "fnv.h"
#include "http_limits.h"
#include "json_value.h"
#include "retry_after.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define RETRY_DEFAULT_MS 5000
#define BAN_DEFAULT_MS   (5 * 60 * 1000)

static const struct {
    const char *name;
    enum rest_then then;
    bool invalid;
    const char *reason;
} OUTCOMES[REST_OUTCOMES] = {
#define OUTCOME(id, then, invalid, reason) {#id, REST_##then, invalid, reason},
#include "rest_outcomes.def"
#undef OUTCOME
};

/* First row that fits. 429 is not here: it depends on more than the status. 500 to 503 say that it was not
 * done (facts T16: wait a bit and retry); 504 and Cloudflare's 520 to 524 only that nobody knows. */
static const struct {
    int from, to;
    enum rest_outcome outcome, for_webhook;
} STATUSES[] = {
    {200, 299, REST_DONE, REST_DONE},           {401, 401, REST_UNAUTHORISED, REST_GONE},
    {403, 403, REST_FORBIDDEN, REST_FORBIDDEN}, {404, 404, REST_MISSING, REST_GONE},
    {408, 408, REST_UNSURE, REST_UNSURE},       {300, 499, REST_REFUSED, REST_REFUSED},
    {500, 503, REST_BROKEN, REST_BROKEN},       {504, 599, REST_UNSURE, REST_UNSURE},
};

enum rest_then rest_outcome_then(enum rest_outcome outcome)
{
    return OUTCOMES[outcome].then;
}

bool rest_outcome_is_invalid(enum rest_outcome outcome)
{
    return OUTCOMES[outcome].invalid;
}

const char *rest_outcome_reason(enum rest_outcome outcome)
{
    return OUTCOMES[outcome].reason;
}

const char *rest_outcome_name(enum rest_outcome outcome)
{
    return OUTCOMES[outcome].name;
}

static const char *header(const struct reply_facts *facts, const char *name)
{
    const char *value = facts->header ? facts->header(facts->header_ctx, name) : NULL;
    return value ? value : "";
}

static uint64_t hash_text(const char *text)
{
    return *text ? fnv_text(FNV_START, text) : 0;
}

/* Each header is read to its end before the next is asked for: the answer may keep only one at a time. */
static struct reply_limits limits_of(const struct reply_facts *facts)
{
    struct reply_limits limits = {
        .bucket = hash_text(header(facts, "X-RateLimit-Bucket")),
        .limit = (uint32_t)strtoul(header(facts, "X-RateLimit-Limit"), NULL, 10),
    };
    const char *remaining = header(facts, "X-RateLimit-Remaining");
    limits.known = *remaining;
    limits.remaining = (uint32_t)strtoul(remaining, NULL, 10);
    const char *reset = header(facts, "X-RateLimit-Reset-After");
    limits.known = limits.known && *reset;
    limits.reset_after_ms = retry_after_seconds_ms(strtod(reset, NULL));
    return limits;
}

static bool is_ban(const struct reply_facts *facts, const struct json_value *json)
{
    bool via = *header(facts, "Via");
    return http_answer_bans_address(via, header(facts, "Content-Type"),
                                    !json && facts->body ? facts->body : "");
}

/* T7-T9: which of its limits a genuine 429 speaks of. */
static enum rest_outcome limit_hit(const struct reply_facts *facts, const struct json_value *json,
                                   const struct reply_limits *limits)
{
    if (strcasecmp(header(facts, "X-RateLimit-Global"), "true") == 0 ||
        json_bool(json_get(json, "global"), false))
        return REST_LIMITED_GLOBAL;
    if (strcasecmp(header(facts, "X-RateLimit-Scope"), "shared") == 0)
        return REST_LIMITED_SHARED;
    return limits->known && limits->remaining > 0 ? REST_LIMITED_ROUTE : REST_LIMITED_BUCKET;
}

/* The answer may keep only one header at a time. */
static uint64_t header_wait_ms(const struct reply_facts *facts)
{
    char date[40];
    snprintf(date, sizeof(date), "%s", header(facts, "Date"));
    return retry_after_ms(header(facts, "Retry-After"), date);
}

static void read_429(const struct reply_facts *facts, const struct json_value *json, struct reply *reply)
{
    bool ban = is_ban(facts, json);
    uint64_t in_header_ms = header_wait_ms(facts);
    uint64_t in_body_ms = retry_after_seconds_ms(json_number(json_get(json, "retry_after"), 0));
    uint64_t wait_ms = in_header_ms > in_body_ms ? in_header_ms : in_body_ms;
    reply->outcome = ban ? REST_BANNED : limit_hit(facts, json, &reply->limits);
    reply->limits.retry_after_ms = wait_ms ? wait_ms : ban ? BAN_DEFAULT_MS : RETRY_DEFAULT_MS;
}

static enum rest_outcome outcome_of_status(int status, bool webhook)
{
    for (size_t i = 0; i < ARRAY_LEN(STATUSES); i++)
        if (status >= STATUSES[i].from && status <= STATUSES[i].to)
            return webhook ? STATUSES[i].for_webhook : STATUSES[i].outcome;
    return REST_UNSURE;
}

struct reply reply_read(const struct reply_facts *facts, const struct route *route)
{
    struct reply reply = {.outcome = REST_UNSENT, .code = -1};
    if (err_is(facts->error)) {
        reply.outcome = facts->may_have_arrived ? REST_UNSURE : REST_UNSENT;
        return reply;
    }
    struct json_value *json = NULL;
    if (facts->status >= 400 && facts->body)
        (void)json_parse(facts->body, strlen(facts->body), &json); /* not JSON: no code, and a ban looks so */
    reply.code = json_int(json_get(json, "code"), -1);
    reply.limits = limits_of(facts);
    if (facts->status == 429)
        read_429(facts, json, &reply);
    else
        reply.outcome = outcome_of_status(facts->status, route->webhook);
    json_destroy(&json);
    return reply;
}
