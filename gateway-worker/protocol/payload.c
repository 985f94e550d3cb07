/* Looking at payloads, and writing them. */
#include "payload.h"

#include "json_writer.h"

#include <string.h>

/* A place in the text. Every step stays inside [at, end); NULL means that what was expected is not there. */
struct reader {
    const char *at, *end;
};

static void skip_blanks(struct reader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\n' || *r->at == '\r' || *r->at == '\t'))
        r->at++;
}

static bool take(struct reader *r, char c)
{
    skip_blanks(r);
    if (r->at >= r->end || *r->at != c)
        return false;
    r->at++;
    return true;
}

/* A string's inside, escapes left as they are: no name that we look for has any. */
static bool read_string(struct reader *r, const char **ret_start, size_t *ret_length)
{
    if (!take(r, '"'))
        return false;
    const char *start = r->at;
    while (r->at < r->end && *r->at != '"')
        r->at += *r->at == '\\' ? 2 : 1;
    if (r->at >= r->end)
        return false;
    *ret_start = start;
    *ret_length = (size_t)(r->at++ - start);
    return true;
}

static bool read_integer(struct reader *r, int64_t *ret_value)
{
    skip_blanks(r);
    int64_t value = 0;
    const char *start = r->at;
    while (r->at < r->end && *r->at >= '0' && *r->at <= '9' && r->at - start < 18)
        value = value * 10 + (*r->at++ - '0');
    *ret_value = value;
    return r->at > start;
}

/* Past one value of any kind, by counting brackets outside strings. */
static bool skip_value(struct reader *r)
{
    const char *text;
    size_t length;
    int depth = 0;
    skip_blanks(r);
    while (r->at < r->end) {
        char c = *r->at;
        if (c == '"') {
            if (!read_string(r, &text, &length))
                return false;
            continue;
        }
        if (depth == 0 && (c == ',' || c == '}' || c == ']'))
            return true;
        depth += (c == '{' || c == '[') - (c == '}' || c == ']');
        r->at++;
    }
    return false;
}

static bool read_data(struct reader *r, struct payload *p)
{
    skip_blanks(r);
    p->data = r->at;
    if (!skip_value(r))
        return false;
    p->data_length = (size_t)(r->at - p->data);
    return true;
}

/* d is the last member when the three others are known: then it ends where the text does. */
static bool data_to_the_end(struct reader *r, struct payload *p)
{
    skip_blanks(r);
    const char *end = r->end;
    while (end > r->at && end[-1] != '}')
        end--;
    if (end <= r->at + 1)
        return false;
    p->data = r->at;
    p->data_length = (size_t)(end - 1 - r->at);
    return true;
}

enum member { OP = 1, SEQUENCE = 2, TYPE = 4, DATA = 8, OTHER = 0 };

static enum member member_named(const char *name, size_t length)
{
    if (length == 2 && memcmp(name, "op", 2) == 0)
        return OP;
    if (length != 1)
        return OTHER;
    return *name == 's' ? SEQUENCE : *name == 't' ? TYPE : *name == 'd' ? DATA : OTHER;
}

static bool read_member(struct reader *r, enum member member, struct payload *p)
{
    int64_t value;
    skip_blanks(r);
    bool is_null = r->end - r->at >= 4 && memcmp(r->at, "null", 4) == 0;
    if (is_null && member != DATA)
        return skip_value(r);
    switch (member) {
    case OP:
        if (!read_integer(r, &value) || value > 255)
            return false;
        p->op = (int)value;
        return true;
    case SEQUENCE:
        return read_integer(r, &p->sequence);
    case TYPE:
        return read_string(r, &p->type, &p->type_length);
    case DATA:
        return read_data(r, p);
    case OTHER:
        break;
    }
    return skip_value(r);
}

bool payload_look(const char *text, size_t length, struct payload *ret_payload)
{
    struct reader r = {text, text + length};
    struct payload p = {.op = -1, .sequence = PAYLOAD_NO_SEQUENCE};
    unsigned seen = 0;
    if (!take(&r, '{'))
        return false;
    do {
        const char *name;
        size_t name_length;
        if (!read_string(&r, &name, &name_length) || !take(&r, ':'))
            return false;
        enum member member = member_named(name, name_length);
        if (seen & member)
            return false;
        seen |= member;
        if (member == DATA && seen == (OP | SEQUENCE | TYPE | DATA)) {
            if (p.op < 0 || !data_to_the_end(&r, &p))
                return false;
            *ret_payload = p;
            return true;
        }
        if (!read_member(&r, member, &p))
            return false;
    } while (take(&r, ','));
    if (!take(&r, '}') || p.op < 0)
        return false;
    *ret_payload = p;
    return true;
}

bool payload_type_is(const struct payload *payload, const char *type)
{
    return payload->type && strlen(type) == payload->type_length &&
           memcmp(payload->type, type, payload->type_length) == 0;
}

static void begin(struct json_writer *w, int op)
{
    jw_object(w);
    jw_member_int(w, "op", op);
    jw_key(w, "d");
}

void payload_write_heartbeat(struct buffer *out, int64_t sequence)
{
    struct json_writer w = json_writer(out);
    begin(&w, PAYLOAD_HEARTBEAT);
    if (sequence == PAYLOAD_NO_SEQUENCE)
        jw_null(&w);
    else
        jw_int(&w, sequence);
    jw_object_end(&w);
}

void payload_write_identify(struct buffer *out, const char *token, uint32_t intents, unsigned shard,
                            unsigned shards)
{
    struct json_writer w = json_writer(out);
    begin(&w, PAYLOAD_IDENTIFY);
    jw_object(&w);
    jw_member_string(&w, "token", token);
    jw_member_int(&w, "intents", intents);
    jw_key(&w, "properties");
    jw_object(&w);
    jw_member_string(&w, "os", "linux");
    jw_member_string(&w, "browser", "vigie");
    jw_member_string(&w, "device", "vigie");
    jw_object_end(&w);
    jw_member_bool(&w, "compress", false); /* the transport is compressed already */
    jw_member_int(&w, "large_threshold", 50);
    if (shards > 1) {
        jw_key(&w, "shard");
        jw_array(&w);
        jw_uint(&w, shard);
        jw_uint(&w, shards);
        jw_array_end(&w);
    }
    jw_object_end(&w);
    jw_object_end(&w);
}

void payload_write_resume(struct buffer *out, const char *token, const char *session_id, int64_t sequence)
{
    struct json_writer w = json_writer(out);
    begin(&w, PAYLOAD_RESUME);
    jw_object(&w);
    jw_member_string(&w, "token", token);
    jw_member_string(&w, "session_id", session_id);
    jw_member_int(&w, "seq", sequence);
    jw_object_end(&w);
    jw_object_end(&w);
}
