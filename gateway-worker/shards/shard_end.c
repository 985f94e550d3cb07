/* Codes and refusals. */
#include "shard_end.h"

#include "close_code.h"
#include "http_limits.h"

/* A server's Retry-After is obeyed up to here, that of a 429 however long it is. */
#define RETRY_AFTER_HEEDED_MS 20000
#define TOO_MANY_REQUESTS     429

enum shard_event shard_end_event(uint16_t code)
{
    if (code == 0)
        return SHARD_ON_BROKEN;
    switch (close_code_then(code)) {
    case CLOSE_THEN_IDENTIFY:
        return SHARD_ON_CLOSED_IDENTIFY;
    case CLOSE_THEN_FATAL:
        return SHARD_ON_CLOSED_FATAL;
    case CLOSE_THEN_RESUME:
        break;
    }
    return SHARD_ON_BROKEN;
}

bool shard_end_is_unreadable(struct err e)
{
    return e.kind == ERR_SYNTAX || e.kind == ERR_PROTOCOL || e.kind == ERR_FULL;
}

bool shard_end_blames_compression(struct err e)
{
    return e.kind == ERR_SYNTAX || e.kind == ERR_FULL;
}

uint64_t shard_end_refused(struct err e, const struct upgrade_refusal *refusal, bool *ret_is_ban)
{
    bool limited = e.code == TOO_MANY_REQUESTS;
    *ret_is_ban = limited && http_answer_bans_address(refusal->via, refusal->content_type, refusal->body);
    bool heeded = limited || refusal->retry_after_ms <= RETRY_AFTER_HEEDED_MS;
    return heeded ? refusal->retry_after_ms : RETRY_AFTER_HEEDED_MS;
}
