/* Faults of the REST API, as POST /control/rest orders them (CONTROL.md). At most FAULTS_MOST wait at once. */
#ifndef VIGIE_SIM_DISCORD_FAULTS_H
#define VIGIE_SIM_DISCORD_FAULTS_H

#include "json_value.h"
#include "simulator_http.h"

#define FAULTS_MOST 64

struct fault {
    int status; /* 0: as usual, or by the fate */
    enum sim_fate fate;
    bool carried_out; /* the call does its work first */
    uint64_t delay_ms;
    const char *body; /* of the rule; lives until the next rest_faults_ call */
    char headers[8][2][160];
};

struct sim_faults;
struct sim_faults *rest_faults_create(void);
void rest_faults_destroy(struct sim_faults **faults);
void rest_faults_reset(struct sim_faults *faults);

/* NULL if `order` is taken, else what is wrong with it. */
const char *rest_faults_order(struct sim_faults *faults, const struct json_value *order);

/* Is this call struck? Uses the rule up. */
bool rest_faults_take(struct sim_faults *faults, const char *method, const char *path,
                      struct fault *ret_fault);

void fault_apply(const struct fault *fault, struct sim_response *response);

/* "reset", "stall", "truncate", "after" or none; false if it is another word. */
bool fault_fate(const struct json_value *name, enum sim_fate *ret_fate, bool *ret_after);

#endif
