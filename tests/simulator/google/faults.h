/* Scripted misbehaviour: the next n calls of a kind are answered as the script says. Pure. faults_init, then
 * faults_free. */
#ifndef VIGIE_SIM_FAULTS_H
#define VIGIE_SIM_FAULTS_H

#include "json_value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fault_op {
#define OP(name, word) OP_##name,
#include "ops.def"
#undef OP
};
/* "token", "read"… */
const char *fault_op_word(enum fault_op op);

enum fault_fate {
#define FATE(name, word, carried_out, how) FAULT_##name,
#include "fates.def"
#undef FATE
};

struct fault {
    enum fault_op op;
    enum fault_fate fate;
    int status;
    char *contains;     /* owned by the list; only calls whose body holds this text, NULL: all */
    char *path;         /* owned by the list; only calls whose path holds this text, NULL: all */
    uint32_t insert_at; /* a person inserts a row there just before the call is carried out, 0: no */
    char *body;         /* owned by the list; NULL: the usual body of the status */
    char *content_type; /* owned by the list; NULL: the usual one */
    uint64_t delay_ms;
    uint64_t commit_ms; /* carried out this long after it came, 0: as the fate says */
    int64_t times;      /* left; negative: until cleared */
};

/* Does the fault carry the call out before the answer leaves? */
bool fault_carries_out(const struct fault *fault);

enum { FAULTS_MAX = 64, FAULT_MAX_DELAY_MS = 600000 };

struct faults {
    struct fault list[FAULTS_MAX];
    size_t count;
};

void faults_init(struct faults *f);
void faults_free(struct faults *f);

/* From the script of POST /control/google (CONTROL.md); {"op":"clear"} forgets all. NULL, or what is wrong
 * with it. */
const char *faults_add(struct faults *f, const struct json_value *script);

/* A call that a script may take. */
struct fault_call {
    enum fault_op op;
    const char *path, *body;
    size_t body_length;
};
/* The script for this call, counted down: false: none. fault_free(ret_fault) afterwards. */
bool faults_take(struct faults *f, const struct fault_call *call, struct fault *ret_fault);
void fault_free(struct fault *fault);

#endif
