/* Who is connected, and who goes first when the room is full: whoever has been silent longest, so that
 * somebody who opens connections and says nothing pushes out himself and /ping stays answerable. Streams are
 * not silent, they are capped apart. Pure: owner and socket are opaque. Embedded by the server. */
#ifndef VIGIE_CONNECTIONS_H
#define VIGIE_CONNECTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONNECTIONS_MOST 128

struct connection {
    void *owner; /* NULL: free place */
    void *socket;
    uint64_t last_sign;    /* counts up over all connections: when this one last did something */
    bool streams, dropped; /* dropped: told to go, not gone yet */
};

struct connections {
    struct connection places[CONNECTIONS_MOST];
    size_t count;
    uint64_t signs;
};

/* NULL when the room is full. */
struct connection *connections_add(struct connections *c, void *owner, void *socket);
void connections_remove(struct connections *c, struct connection *connection);

/* It sent a request. */
void connections_sign(struct connections *c, struct connection *connection);

/* The one to drop to make room, marked as dropped; NULL when nobody can be dropped or one is on its way out
 * already. */
struct connection *connections_make_room(struct connections *c);

#endif
