/* Shared by the files that answer /control/sheet… and /control/google… (CONTROL.md). */
#ifndef VIGIE_SIM_GOOGLE_CONTROL_H
#define VIGIE_SIM_GOOGLE_CONTROL_H

#include "form.h"
#include "google_state.h"

/* One control call: its query, its body, and where to answer. */
struct google_control {
    struct sim_google *google;
    struct form query;
    const struct json_value *body;
    struct sim_response *response;
    struct json_writer w;
};

/* {"error": reason} */
void google_control_refuse(struct google_control *c, int status, const char *reason);
/* {} */
void google_control_agree(struct google_control *c);
/* The tab that the body or the query names, the first one if none does; NULL: no such tab. */
struct grid *google_control_tab(const struct google_control *c);

/* PUT /control/sheet/cell and POST /control/sheet/rows */
void google_human_types(struct google_control *c);
void google_human_rearranges(struct google_control *c);
/* POST and DELETE /control/sheet/protection */
void google_human_protects(struct google_control *c);
void google_human_lifts(struct google_control *c);

#endif
