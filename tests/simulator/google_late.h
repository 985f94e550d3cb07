/* Calls whose fate is to be carried out long after they came, whoever asked having given up by then. Nobody
 * sees the sheet but through a call, so they are carried out when the next call comes, with the time at which
 * they were due. Owned by the pretend Google; zero it, then late_free. */
#ifndef VIGIE_SIM_GOOGLE_LATE_H
#define VIGIE_SIM_GOOGLE_LATE_H

#include "simulator_http.h"

struct google_route;

enum { LATE_MOST = 64 };

struct late_calls {
    struct late_call {
        uint64_t due_ms; /* monotonic */
        const struct google_route *route;
        char *path, *query, *authorization, *body; /* owned */
        size_t body_length;
    } list[LATE_MOST]; /* in the order of their coming */
    size_t count;
    uint64_t landed; /* carried out so far */
    uint64_t lost;   /* beyond LATE_MOST */
};

void late_free(struct late_calls *late);
/* Copies the request. */
void late_add(struct late_calls *late, const struct google_route *route, const struct sim_request *request,
              uint64_t due_ms);
/* The call that was due first by `now_ms`, false: none. late_call_free(ret) afterwards. */
bool late_take(struct late_calls *late, uint64_t now_ms, struct late_call *ret);
void late_call_free(struct late_call *call);

#endif
