/* The listening side: takes HTTP requests, hands them to the areas, and answers as they say: at once, later,
 * cut, or not at all. Owned by main. */
#ifndef VIGIE_SIM_FRONT_H
#define VIGIE_SIM_FRONT_H

#include "simulator_http.h"

struct loop;
struct sim_server;
struct sim_discord;
struct sim_control;
struct sim_requests;

/* What answers; borrowed, must outlive the server. */
struct sim_areas {
    struct sim_discord *discord;
    struct sim_google *google;
    struct sim_control *control;
    struct sim_requests *requests;
};

/* Takes `listener`, a listening TCP socket. */
struct sim_server *sim_server_create(struct loop *loop, int listener, const struct sim_areas *areas);

/* Where its connections come in; lives as long as the server. */
struct entrances;
struct entrances *sim_server_entrances(struct sim_server *server);

/* Stops to listen and ends every connection; `on_closed` comes when the last is gone, and only then
 * sim_server_destroy may. */
void sim_server_close(struct sim_server *server, void (*on_closed)(void *ctx), void *ctx);
void sim_server_destroy(struct sim_server **server);

#endif
