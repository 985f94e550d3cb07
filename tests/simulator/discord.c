/* The pretend Discord put together. */
#include "discord.h"

#include "clock.h"
#include "discord_events.h"
#include "discord_faults.h"
#include "discord_flood.h"
#include "discord_gateway.h"
#include "discord_interactions.h"
#include "loop.h"
#include "rate_limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SWEEP_EVERY_MS  50
#define TICKET_AFTER_MS 1500
#define TICKET_NAME     "【🎭】fiche-de-camille"

const struct sim_mode SIM_MODE_NORMAL = {
    .heartbeat_interval_ms = 41250, .session_ttl_ms = 180000, .starts = {STARTS_A_DAY, 1}};

static void sweep(void *ctx)
{
    gateway_sweep(ctx);
}

static void ticket_due(void *ctx)
{
    struct sim_discord *discord = ctx;
    discord_open_channel(discord, TICKET_NAME, WORLD_PLAYER_ID);
}

struct sim_discord *discord_create(const struct sim_discord_options *options)
{
    struct sim_discord *discord = calloc(1, sizeof(*discord));
    struct sim_line *line = calloc(1, sizeof(*line));
    struct sim_limits *limits = calloc(1, sizeof(*limits));
    if (!discord || !line || !limits)
        abort();
    discord->loop = options->loop;
    discord->port = options->port;
    discord->ticket_later = options->ticket_later;
    snprintf(discord->token, sizeof(discord->token), "%s", options->token);
    discord->mode = SIM_MODE_NORMAL;
    discord->invalid_most = INVALID_MOST;
    discord->world = world_create();
    discord->line = line;
    discord->interactions = interactions_create();
    discord->faults = rest_faults_create();
    discord->limits = limits;
    limits_init(limits);
    discord->flood = flood_create(discord);
    message_set(&discord->commands, "[]");
    line->sweep = loop_timer_create(options->loop, sweep, discord);
    loop_timer_repeat(line->sweep, SWEEP_EVERY_MS);
    discord->ticket = loop_timer_create(options->loop, ticket_due, discord);
    if (!options->ticket_later)
        discord_open_channel(discord, TICKET_NAME, WORLD_PLAYER_ID);
    return discord;
}

void discord_destroy(struct sim_discord **take_discord)
{
    struct sim_discord *discord = *take_discord;
    if (!discord)
        return;
    *take_discord = NULL;
    while (discord->line->count > 0)
        line_drop(discord->line->open[0]);
    for (size_t i = 0; i < SESSIONS_MOST; i++)
        if (discord->sessions.all[i].id[0])
            session_end(&discord->sessions.all[i]);
    loop_timer_destroy(&discord->line->sweep);
    loop_timer_destroy(&discord->ticket);
    world_destroy(&discord->world);
    interactions_destroy(&discord->interactions);
    rest_faults_destroy(&discord->faults);
    flood_destroy(&discord->flood);
    free(discord->commands);
    free(discord->limits);
    free(discord->line);
    free(discord);
}

void discord_reset(struct sim_discord *discord)
{
    discord->counters = (struct sim_counters){0};
    discord->police = (struct sim_police){0};
    discord_mode_set(discord, &SIM_MODE_NORMAL);
    discord->starts = (struct start_limit){0};
    discord->invalid = (struct invalid_requests){0};
    discord->invalid_most = INVALID_MOST;
    discord->all_members_next_ms = 0;
    discord->command_creates = 0;
    world_reset(discord->world);
    interactions_reset(discord->interactions);
    rest_faults_reset(discord->faults);
    limits_init(discord->limits);
    flood_reset(discord->flood);
}

void discord_mode_set(struct sim_discord *discord, const struct sim_mode *mode)
{
    discord->mode = *mode;
    for (size_t i = 0; i < discord->line->count; i++)
        websocket_mute(discord->line->open[i]->ws, mode->silent);
}

void discord_first_ready(struct sim_discord *discord)
{
    if (discord->ticket_later)
        loop_timer_start(discord->ticket, TICKET_AFTER_MS);
    discord->ticket_later = false;
}

uint64_t discord_new_id(struct sim_discord *discord)
{
    return world_new_id(discord->world, clock_wall_ms());
}

struct sim_channel *discord_open_channel(struct sim_discord *discord, const char *name, uint64_t owner_id)
{
    struct sim_channel *channel = world_add_channel(discord->world, discord_new_id(discord), name);
    if (!channel)
        return NULL;
    event_channel(discord, "CHANNEL_CREATE", channel);
    if (!owner_id)
        return channel;
    char text[200];
    world_meet(discord->world, owner_id);
    snprintf(text, sizeof(text), "Bienvenue <@%llu> ! Présentez votre personnage ici.",
             (unsigned long long)owner_id);
    struct sim_message *message = message_create(discord_new_id(discord), channel->id, WORLD_STAFF_ID, text);
    world_post(channel, message);
    event_message(discord, "MESSAGE_CREATE", message);
    return channel;
}
