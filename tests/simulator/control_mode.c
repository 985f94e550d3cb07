/* POST /control/gateway/mode: lasting faults of the Gateway. */
#include "control.h"

#include "array_len.h"
#include "discord_line.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* One row a member of the call, with its place in struct sim_mode. */
enum kind { FLAG, CODE, COUNT, TIME, TEXT };
#define MEMBER(kind, name, field)                                                                            \
    {                                                                                                        \
        name, kind, offsetof(struct sim_mode, field), sizeof(((struct sim_mode *)0)->field)                  \
    }
static const struct member {
    const char *name;
    enum kind kind;
    size_t offset, size;
} MEMBERS[] = {
    MEMBER(FLAG, "refuse", refuse),
    MEMBER(FLAG, "silent", silent),
    MEMBER(FLAG, "deaf", deaf),
    MEMBER(FLAG, "no_ack", no_ack),
    MEMBER(FLAG, "no_hello", no_hello),
    MEMBER(FLAG, "ignore_resume", ignore_resume),
    MEMBER(FLAG, "split_messages", split_messages),
    MEMBER(FLAG, "via", via),
    MEMBER(CODE, "handshake", handshake),
    MEMBER(CODE, "identify_close", identify_close),
    MEMBER(CODE, "resume_close", resume_close),
    MEMBER(CODE, "hello_close", hello_close),
    MEMBER(COUNT, "fail_resume", fail_resume),
    MEMBER(COUNT, "replay_breaks", replay_breaks),
    MEMBER(COUNT, "retry_after", retry_after_s),
    MEMBER(COUNT, "shards", shards),
    MEMBER(COUNT, "max_concurrency", starts.max_concurrency),
    MEMBER(COUNT, "starts_a_day", starts.a_day),
    MEMBER(COUNT, "disallowed_intents", disallowed_intents),
    MEMBER(TIME, "heartbeat_interval", heartbeat_interval_ms),
    MEMBER(TIME, "session_ttl_ms", session_ttl_ms),
    MEMBER(TEXT, "compress", compress),
    MEMBER(TEXT, "greeting", greeting),
    MEMBER(TEXT, "identify_answer", identify_answer),
    MEMBER(TEXT, "resume_answer", resume_answer),
    MEMBER(TEXT, "resume_url", resume_url),
};

static void set(struct sim_mode *mode, const struct member *member, const struct json_value *v)
{
    void *place = (char *)mode + member->offset;
    switch (member->kind) {
    case FLAG:
        *(bool *)place = json_bool(v, false);
        break;
    case CODE:
        *(int *)place = (int)json_int(v, 0);
        break;
    case COUNT:
        *(uint32_t *)place = (uint32_t)json_int(v, 0);
        break;
    case TIME:
        *(uint64_t *)place = (uint64_t)json_int(v, 0);
        break;
    case TEXT:
        snprintf(place, member->size, "%s", json_text(v, ""));
        break;
    }
}

struct reading {
    struct sim_mode mode;
    bool known;
};

static bool read_member(void *ctx, const char *name, const struct json_value *v)
{
    struct reading *reading = ctx;
    size_t i = 0;
    while (i < ARRAY_LEN(MEMBERS) && strcmp(MEMBERS[i].name, name) != 0)
        i++;
    reading->known = i < ARRAY_LEN(MEMBERS);
    if (reading->known)
        set(&reading->mode, &MEMBERS[i], v);
    return reading->known;
}

void control_gateway_mode(struct control_call *call)
{
    struct reading reading = {.mode = SIM_MODE_NORMAL, .known = true};
    json_each(call->body, read_member, &reading);
    if (!reading.known) {
        control_refuse(call, "unknown mode");
        return;
    }
    discord_mode_set(call->discord, &reading.mode);
}
