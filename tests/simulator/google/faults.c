/* Scripted faults of the pretend Google. */
#include "faults.h"

#include "array_len.h"
#include "text_copy.h"

#include <stdlib.h>
#include <string.h>

static const char *const ops[] = {
#define OP(name, word) [OP_##name] = word,
#include "ops.def"
#undef OP
};

static const struct fate {
    const char *word;
    bool carried_out;
} fates[] = {
#define FATE(name, word, carried_out, how) [FAULT_##name] = {word, carried_out},
#include "fates.def"
#undef FATE
};

const char *fault_op_word(enum fault_op op)
{
    return ops[op];
}

bool fault_carries_out(const struct fault *fault)
{
    bool only_late = fault->fate == FAULT_ANSWER && !fault->status && !fault->body;
    return !fault->commit_ms && (only_late || fates[fault->fate].carried_out);
}

void faults_init(struct faults *f)
{
    *f = (struct faults){0};
}

void fault_free(struct fault *fault)
{
    free(fault->body);
    free(fault->contains);
    free(fault->path);
    free(fault->content_type);
}

void faults_free(struct faults *f)
{
    for (size_t i = 0; i < f->count; i++)
        fault_free(&f->list[i]);
    faults_init(f);
}

static bool read_op(const char *word, enum fault_op *ret)
{
    for (size_t i = 0; i < ARRAY_LEN(ops); i++)
        if (strcmp(word, ops[i]) == 0) {
            *ret = (enum fault_op)i;
            return true;
        }
    return false;
}

static bool read_fate(const char *word, enum fault_fate *ret)
{
    for (size_t i = 0; i < ARRAY_LEN(fates); i++)
        if (strcmp(word, fates[i].word) == 0) {
            *ret = (enum fault_fate)i;
            return true;
        }
    return false;
}

/* False: it is not within 0 and `most`. */
static bool read_count(const struct json_value *script, const char *name, int64_t most, uint64_t *ret)
{
    int64_t n = json_int(json_get(script, name), 0);
    *ret = (uint64_t)n;
    return n >= 0 && n <= most;
}

/* NULL, or what is wrong with the numbers of the script. */
static const char *read_numbers(const struct json_value *script, struct fault *ret)
{
    uint64_t status, insert_at;
    ret->times = json_int(json_get(script, "times"), 1);
    if (!read_count(script, "status", 599, &status) || (status && status < 200))
        return "status: 200 to 599";
    if (!read_count(script, "delay_ms", FAULT_MAX_DELAY_MS, &ret->delay_ms))
        return "delay_ms: 0 to 600000";
    if (!read_count(script, "commit_ms", FAULT_MAX_DELAY_MS, &ret->commit_ms))
        return "commit_ms: 0 to 600000";
    if (!read_count(script, "insert_at", 1000, &insert_at))
        return "insert_at: a row, from 1";
    if (ret->times == 0)
        return "times: how many calls, negative until cleared";
    ret->status = (int)status;
    ret->insert_at = (uint32_t)insert_at;
    return NULL;
}

static char *copy_of(const struct json_value *script, const char *name)
{
    const char *text = json_text(json_get(script, name), NULL);
    return text_copy(text);
}

const char *faults_add(struct faults *f, const struct json_value *script)
{
    struct fault fault = {0};
    const char *op = json_text(json_get(script, "op"), "");
    if (strcmp(op, "clear") == 0) {
        faults_free(f);
        return NULL;
    }
    if (!read_op(op, &fault.op))
        return "op: token, read, write, drive, any or clear";
    if (!read_fate(json_text(json_get(script, "fate"), "answer"), &fault.fate))
        return "fate: reset, stall, truncate, drip or after";
    const char *wrong = read_numbers(script, &fault);
    if (wrong)
        return wrong;
    bool has_end = fault.status || fault.fate == FAULT_RESET || fault.fate == FAULT_STALL;
    if (fault.commit_ms && (!has_end || fault.fate == FAULT_AFTER))
        return "commit_ms: with a status, reset or stall";
    if (f->count == FAULTS_MAX)
        return "too many scripts";
    fault.body = copy_of(script, "body");
    fault.contains = copy_of(script, "contains");
    fault.path = copy_of(script, "path");
    fault.content_type = copy_of(script, "content_type");
    f->list[f->count++] = fault;
    return NULL;
}

static bool fits(const struct fault *fault, const struct fault_call *call)
{
    const char *text = fault->contains;
    return (fault->op == call->op || fault->op == OP_ANY) &&
           (!fault->path || strstr(call->path, fault->path)) &&
           (!text || memmem(call->body, call->body_length, text, strlen(text)));
}

bool faults_take(struct faults *f, const struct fault_call *call, struct fault *ret_fault)
{
    size_t i = 0;
    while (i < f->count && !fits(&f->list[i], call))
        i++;
    if (i == f->count)
        return false;
    struct fault *hit = &f->list[i];
    *ret_fault = *hit;
    ret_fault->contains = ret_fault->path = NULL;
    if (hit->times < 0 || --hit->times > 0) {
        ret_fault->body = text_copy(hit->body);
        ret_fault->content_type = text_copy(hit->content_type);
        return true;
    }
    free(hit->contains);
    free(hit->path);
    f->count--;
    memmove(hit, hit + 1, sizeof *hit * (f->count - i));
    return true;
}
