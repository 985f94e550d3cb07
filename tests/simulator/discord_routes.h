/* The functions of discord_routes.def. Each stands in the file of its subject. */
#ifndef VIGIE_SIM_DISCORD_ROUTES_H
#define VIGIE_SIM_DISCORD_ROUTES_H

struct sim_call;

#define ROUTE(method, path, open, most, window_ms, function) void function(struct sim_call *call);
#include "discord_routes.def"
#undef ROUTE

#endif
