/* The parts, put together and taken apart in order. */
#include "simulator.h"

#include "clock.h"
#include "control.h"
#include "discord.h"
#include "front.h"
#include "loop.h"
#include "request_log.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

const char SIMULATOR_SPREADSHEET_ID[] = "1vigieSimulateurFeuilleDeValidation000000000";

struct simulator {
    unsigned port;
    struct sim_server *server;
    struct sim_control control;
    struct sim_areas areas;
    char spreadsheet_id[128];
    struct loop_timer *gone_timer;
    void (*on_gone)(void *ctx);
    void *on_gone_ctx;
};

static unsigned port_of(int listener)
{
    struct sockaddr_storage address;
    socklen_t length = sizeof(address);
    if (getsockname(listener, (struct sockaddr *)&address, &length) != 0)
        return 0;
    if (address.ss_family == AF_INET6)
        return ntohs(((struct sockaddr_in6 *)(void *)&address)->sin6_port);
    return ntohs(((struct sockaddr_in *)(void *)&address)->sin_port);
}

struct simulator *simulator_create(const struct simulator_options *options)
{
    struct simulator *s = calloc(1, sizeof(*s));
    if (!s)
        abort();
    s->port = port_of(options->listener);
    snprintf(s->spreadsheet_id, sizeof(s->spreadsheet_id), "%s", options->spreadsheet_id);
    s->areas.google = sim_google_create(s->spreadsheet_id);
    if (options->key_json && !sim_google_use_key(s->areas.google, options->key_json)) {
        sim_google_destroy(&s->areas.google);
        close(options->listener);
        free(s);
        return NULL;
    }
    const struct sim_discord_options discord = {
        .loop = options->loop, .port = s->port, .token = options->token, .ticket_later = options->demo};
    s->areas.discord = discord_create(&discord);
    s->areas.requests = requests_create(clock_monotonic_ms());
    s->areas.control = &s->control;
    s->control = (struct sim_control){.discord = s->areas.discord,
                                      .google = s->areas.google,
                                      .requests = s->areas.requests,
                                      .spreadsheet_id = s->spreadsheet_id};
    s->server = sim_server_create(options->loop, options->listener, &s->areas);
    s->control.entrances = sim_server_entrances(s->server);
    s->gone_timer = NULL;
    return s;
}

unsigned simulator_port(const struct simulator *simulator)
{
    return simulator->port;
}

/* On a turn of its own: h2o is still on the stack when the last connection closes. */
static void free_all(void *ctx)
{
    struct simulator *s = ctx;
    void (*on_gone)(void *ctx) = s->on_gone;
    void *on_gone_ctx = s->on_gone_ctx;
    loop_timer_destroy(&s->gone_timer);
    sim_server_destroy(&s->server);
    requests_destroy(&s->areas.requests);
    sim_google_destroy(&s->areas.google);
    free(s);
    on_gone(on_gone_ctx);
}

static void connections_gone(void *ctx)
{
    struct simulator *s = ctx;
    loop_timer_start(s->gone_timer, 0);
}

void simulator_close(struct simulator **take_simulator, void (*on_gone)(void *ctx), void *ctx)
{
    struct simulator *s = *take_simulator;
    *take_simulator = NULL;
    s->on_gone = on_gone;
    s->on_gone_ctx = ctx;
    struct sim_discord *discord = s->areas.discord;
    s->gone_timer = loop_timer_create(discord->loop, free_all, s);
    discord_destroy(&s->areas.discord);
    sim_server_close(s->server, connections_gone, s);
}
