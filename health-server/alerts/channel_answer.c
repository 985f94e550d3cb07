/* Statuses and errors. */
#include "channel_answer.h"

#include "array_len.h"
#include "http_limits.h"
#include "json_value.h"
#include "retry_after.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    enum channel_then then;
    const char *word;
} ANSWERS[CHANNEL_ANSWERS] = {
#define ANSWER(id, then, word) {CHANNEL_THEN_##then, word},
#include "channel_answers.def"
#undef ANSWER
};

/* First row that fits. 403 may be Cloudflare's, which says nothing about our permission. */
static const struct {
    int from, to;
    enum channel_answer answer;
} STATUSES[] = {
    {200, 299, CHANNEL_TAKEN},  {401, 401, CHANNEL_UNAUTHORISED}, {403, 403, CHANNEL_FORBIDDEN},
    {404, 404, CHANNEL_GONE},   {408, 408, CHANNEL_NO_ANSWER},    {410, 410, CHANNEL_GONE},
    {425, 425, CHANNEL_BROKEN}, {429, 429, CHANNEL_LIMITED},      {300, 499, CHANNEL_REJECTED},
};

enum channel_then channel_answer_then(enum channel_answer answer)
{
    return ANSWERS[answer].then;
}

const char *channel_answer_word(enum channel_answer answer)
{
    return ANSWERS[answer].word;
}

static enum channel_answer of_error(struct err e)
{
    switch ((int)e.kind) {
    case ERR_TIMEOUT:
        return CHANNEL_NO_ANSWER;
    case ERR_TLS:
        return CHANNEL_TLS_REFUSED;
    case ERR_CONFIG:
        return CHANNEL_UNUSABLE;
    default:
        return CHANNEL_UNREACHABLE;
    }
}

static enum channel_answer of_status(int status)
{
    for (size_t i = 0; i < ARRAY_LEN(STATUSES); i++)
        if (status >= STATUSES[i].from && status <= STATUSES[i].to)
            return STATUSES[i].answer;
    return CHANNEL_BROKEN;
}

/* Discord says it in the body too. */
static uint64_t told_wait_ms(const struct channel_reply *reply)
{
    struct json_value *json = NULL;
    (void)json_parse(reply->body, strlen(reply->body), &json);
    uint64_t in_body = retry_after_seconds_ms(json_number(json_get(json, "retry_after"), 0));
    uint64_t in_header = retry_after_ms(reply->retry_after, reply->date);
    json_destroy(&json);
    return in_header > in_body ? in_header : in_body;
}

static bool is_ban(const struct channel_reply *reply)
{
    if (reply->status != 429 && reply->status != 403)
        return false;
    if (reply->status == 403 || !reply->discord) /* a page of Cloudflare's, which names its error */
        return strstr(reply->body, "1015") != NULL;
    return http_answer_bans_address(*reply->via, reply->content_type, reply->body);
}

enum channel_answer channel_answer_read(const struct channel_reply *reply, uint64_t *ret_wait_ms)
{
    *ret_wait_ms = 0;
    if (err_is(reply->error))
        return of_error(reply->error);
    if (reply->status >= 400)
        *ret_wait_ms = told_wait_ms(reply);
    return is_ban(reply) ? CHANNEL_BANNED : of_status(reply->status);
}
