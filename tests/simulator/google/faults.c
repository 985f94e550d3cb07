/* Scripted faults of the pretend Google. */
#include "faults.h"

#include "array_len.h"

#include <stdlib.h>
#include <string.h>

void faults_init(struct faults *f)
{
    *f = (struct faults){0};
}

static void drop(struct fault *fault)
{
    free(fault->body);
    free(fault->contains);
}

void faults_free(struct faults *f)
{
    for (size_t i = 0; i < f->count; i++)
        drop(&f->list[i]);
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
    const char *contains = json_text(json_get(script, "contains"), NULL);
    int64_t insert_at = json_int(json_get(script, "insert_at"), 0);
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
    if (insert_at < 0 || insert_at > 1000)
        return "insert_at: a row, from 1";
    if (f->count == FAULTS_MAX)
        return "too many scripts";
    f->list[f->count++] = (struct fault){.op = (enum fault_op)op,
                                         .fate = (enum fault_fate)fate,
                                         .status = (int)status,
                                         .body = body ? strdup(body) : NULL,
                                         .contains = contains ? strdup(contains) : NULL,
                                         .insert_at = (uint32_t)insert_at,
                                         .delay_ms = (uint64_t)delay,
                                         .times = times};
    return NULL;
}

static void forget(struct faults *f, size_t i)
{
    drop(&f->list[i]);
    f->count--;
    memmove(&f->list[i], &f->list[i + 1], sizeof f->list[0] * (f->count - i));
}

static bool fits(const struct fault *fault, enum fault_op op, const char *body, size_t length)
{
    const char *text = fault->contains;
    return (fault->op == op || fault->op == OP_ANY) && (!text || memmem(body, length, text, strlen(text)));
}

bool faults_take(struct faults *f, enum fault_op op, const char *body, size_t length, struct fault *ret_fault)
{
    size_t i = 0;
    while (i < f->count && !fits(&f->list[i], op, body, length))
        i++;
    if (i == f->count)
        return false;
    struct fault *hit = &f->list[i];
    *ret_fault = *hit;
    ret_fault->contains = NULL;
    ret_fault->body = hit->body ? strdup(hit->body) : NULL;
    if (hit->times > 0 && --hit->times == 0)
        forget(f, i);
    return true;
}
