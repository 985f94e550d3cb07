/* The table of connections. */
#include "connections.h"

struct connection *connections_add(struct connections *c, void *owner, void *socket)
{
    for (size_t i = 0; i < CONNECTIONS_MOST; i++) {
        struct connection *place = &c->places[i];
        if (place->owner)
            continue;
        *place = (struct connection){.owner = owner, .socket = socket, .last_sign = ++c->signs};
        c->count++;
        return place;
    }
    return NULL;
}

void connections_remove(struct connections *c, struct connection *connection)
{
    *connection = (struct connection){0};
    c->count--;
}

void connections_sign(struct connections *c, struct connection *connection)
{
    connection->last_sign = ++c->signs;
}

struct connection *connections_make_room(struct connections *c)
{
    struct connection *oldest = NULL;
    for (size_t i = 0; i < CONNECTIONS_MOST; i++) {
        struct connection *one = &c->places[i];
        if (!one->owner || one->streams)
            continue;
        if (one->dropped)
            return NULL;
        if (!oldest || one->last_sign < oldest->last_sign)
            oldest = one;
    }
    if (oldest)
        oldest->dropped = true;
    return oldest;
}
