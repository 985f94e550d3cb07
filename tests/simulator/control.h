/* The control endpoint (CONTROL.md), all of it but the Google part. */
#ifndef VIGIE_SIM_CONTROL_H
#define VIGIE_SIM_CONTROL_H

#include "discord.h"
#include "json_writer.h"
#include "simulator_http.h"

struct entrances;
struct sim_requests;

struct sim_control {
    struct sim_discord *discord; /* all borrowed */
    struct sim_google *google;
    struct sim_requests *requests;
    struct entrances *entrances;
    const char *spreadsheet_id;
};

/* One control call, as its function sees it. */
struct control_call {
    struct sim_control *control;
    struct sim_discord *discord;
    const struct sim_request *request;
    struct sim_response *response;
    const struct json_value *body; /* NULL: none */
    uint64_t id;                   /* of the path's last part, if the row has one */
    struct json_writer out;
};

bool control_handle(struct sim_control *control, const struct sim_request *request,
                    struct sim_response *response);

/* 400 with {"error"}; and 404 with the same. */
void control_refuse(struct control_call *call, const char *what);
void control_unknown(struct control_call *call, const char *what);
/* {"<name>":"<id>"} */
void control_answer_id(struct control_call *call, const char *name, uint64_t id);

/* Permissions as a number or, as Discord writes them, a string of digits; 0 if neither. */
uint64_t control_permissions(const struct json_value *v);

/* The calls, by file. */
void control_env(struct control_call *call);
void control_state(struct control_call *call);
void control_reset(struct control_call *call);
void control_requests(struct control_call *call);
void control_tls(struct control_call *call);
void control_tls_faults(struct control_call *call);
void control_rest(struct control_call *call);
void control_channels(struct control_call *call);
void control_channel_create(struct control_call *call);
void control_channel_change(struct control_call *call);
void control_channel_delete(struct control_call *call);
void control_role_create(struct control_call *call);
void control_role_change(struct control_call *call);
void control_role_delete(struct control_call *call);
void control_members_join(struct control_call *call);
void control_member_change(struct control_call *call);
void control_message(struct control_call *call);
void control_press(struct control_call *call);
void control_modal(struct control_call *call);
void control_command(struct control_call *call);
void control_interaction(struct control_call *call);
void control_interaction_age(struct control_call *call);
void control_dispatch(struct control_call *call);
void control_gateway(struct control_call *call);
void control_gateway_mode(struct control_call *call);

#endif
