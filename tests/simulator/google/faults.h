/* Scripted misbehaviour: the next n calls of a kind are answered as the script says. Pure. faults_init, then
 * faults_free. */
#ifndef VIGIE_SIM_FAULTS_H
#define VIGIE_SIM_FAULTS_H

#include "json_value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fault_op { OP_TOKEN, OP_READ, OP_WRITE, OP_ANY };

/* What becomes of a call that a script takes. */
enum fault_fate {
    FAULT_ANSWER,   /* not carried out; `status` is the answer; without a status: carried out, only late */
    FAULT_RESET,    /* not carried out, connection dropped */
    FAULT_STALL,    /* not carried out, never answered */
    FAULT_TRUNCATE, /* carried out, half of the answer arrives */
    FAULT_AFTER,    /* carried out, then `status`, or a reset when there is none */
};

struct fault {
    enum fault_op op;
    enum fault_fate fate;
    int status;
    char *contains;     /* owned by the list; only calls whose body holds this text, NULL: all */
    uint32_t insert_at; /* a person inserts a row there just before the call is carried out, 0: no */
    char *body;         /* owned by the list; NULL: the usual body of the status */
    uint64_t delay_ms;
    int64_t times; /* left; negative: until cleared */
};

enum { FAULTS_MAX = 64, FAULT_MAX_DELAY_MS = 600000 };

struct faults {
    struct fault list[FAULTS_MAX];
    size_t count;
};

void faults_init(struct faults *f);
void faults_free(struct faults *f);

/* From {"op","status"?,"body"?,"times"?,"delay_ms"?,"fate"?,"contains"?,"insert_at"?}; {"op":"clear"} forgets
 * all. NULL, or what is wrong with it. */
const char *faults_add(struct faults *f, const struct json_value *script);

/* The script for a call with this body, counted down: false: none. `ret_fault->body` is the caller's to free.
 */
bool faults_take(struct faults *f, enum fault_op op, const char *body, size_t length,
                 struct fault *ret_fault);

#endif
