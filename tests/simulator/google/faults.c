/* Scripted faults of the pretend Google. */
#include "faults.h"

#include "array_len.h"

#include <stdlib.h>
#include <string.h>

void faults_init(struct faults *f)
{
    *f = (struct faults){0};
}

void faults_free(struct faults *f)
{
    for (size_t i = 0; i < f->count; i++)
        free(f->list[i].body);
    faults_init(f);
}

/* Index of `text` in `names`, -1 when it is not there. */
static int index_of(const char *text, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(text, names[i]) == 0)
            return (int)i;
    return -1;
}

const char *faults_add(struct faults *f, const struct json_value *script)
{
    static const char *const ops[] = {
        [OP_TOKEN] = "token", [OP_READ] = "read", [OP_WRITE] = "write", [OP_ANY] = "any"};
    static const char *const fates[] = {[FAULT_ANSWER] = "answer",
                                        [FAULT_RESET] = "reset",
                                        [FAULT_STALL] = "stall",
                                        [FAULT_TRUNCATE] = "truncate",
                                        [FAULT_AFTER] = "after"};
    const char *op_name = json_text(json_get(script, "op"), "");
    if (strcmp(op_name, "clear") == 0) {
        faults_free(f);
        return NULL;
    }
    int op = index_of(op_name, ops, ARRAY_LEN(ops));
    int fate = index_of(json_text(json_get(script, "fate"), "answer"), fates, ARRAY_LEN(fates));
    int64_t status = json_int(json_get(script, "status"), 0), times = json_int(json_get(script, "times"), 1);
    int64_t delay = json_int(json_get(script, "delay_ms"), 0);
    const char *body = json_text(json_get(script, "body"), NULL);
    if (op < 0)
        return "op: token, read, write, any or clear";
    if (fate < 0)
        return "fate: reset, stall, truncate or after";
    if (status != 0 && (status < 200 || status > 599))
        return "status: 200 to 599";
    if (delay < 0 || delay > FAULT_MAX_DELAY_MS)
        return "delay_ms: 0 to 600000";
    if (times == 0)
        return "times: how many calls, negative until cleared";
    if (f->count == FAULTS_MAX)
        return "too many scripts";
    f->list[f->count++] = (struct fault){.op = (enum fault_op)op,
                                         .fate = (enum fault_fate)fate,
                                         .status = (int)status,
                                         .body = body ? strdup(body) : NULL,
                                         .delay_ms = (uint64_t)delay,
                                         .times = times};
    return NULL;
}

static void forget(struct faults *f, size_t i)
{
    free(f->list[i].body);
    f->count--;
    memmove(&f->list[i], &f->list[i + 1], sizeof f->list[0] * (f->count - i));
}

bool faults_take(struct faults *f, enum fault_op op, struct fault *ret_fault)
{
    size_t i = 0;
    while (i < f->count && f->list[i].op != op && f->list[i].op != OP_ANY)
        i++;
    if (i == f->count)
        return false;
    struct fault *hit = &f->list[i];
    *ret_fault = *hit;
    ret_fault->body = hit->body ? strdup(hit->body) : NULL;
    if (hit->times > 0 && --hit->times == 0)
        forget(f, i);
    return true;
}
