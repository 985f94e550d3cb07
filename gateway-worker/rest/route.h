/* What kind of request a method and a path are: which rate limits hold for it, whether it carries the bot's
 * token, and a name for it that may be logged. Pure. https://discord.com/developers/docs/topics/rate-limits */
#ifndef VIGIE_ROUTE_H
#define VIGIE_ROUTE_H

#include <stdbool.h>
#include <stdint.h>

struct route {
    uint64_t kind;   /* method and path without ids: sub-limits hold for it, and Discord names its bucket */
    uint64_t major;  /* the channel, guild, or webhook with its token; 0: none */
    bool authorised; /* send the bot's token */
    bool counted;    /* takes one of the 50 a second */
    bool bucketed;
    bool webhook;   /* has a token of its own: 401 and 404 speak of that one only */
    char label[72]; /* "PATCH /webhooks/:id/:token/messages/@original" */
};

/* `path` as after the API's base: "/channels/1/messages?limit=1". */
struct route route_of(const char *method, const char *path);

#endif
