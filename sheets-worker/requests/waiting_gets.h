/* Gets that cannot be answered yet: until the sheet was read, or the disk has decided. Pure; embedded by its
 * user, zero it first. */
#ifndef VIGIE_WAITING_GETS_H
#define VIGIE_WAITING_GETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WAITING_GETS_MAX 256

enum awaited {
    AWAITS_READ,
    AWAITS_DISK, /* the opening of the outbox, or the end of a put of the same row */
};

struct waiting_get {
    uint64_t seq; /* of the request's frame */
    uint64_t deadline_ms;
    char key[24];
    bool stored; /* a repeated PUT, whose row may be in the sheet by now */
    enum awaited awaited;
};

struct waiting_gets {
    struct waiting_get gets[WAITING_GETS_MAX];
    size_t count;
};

/* False: there is no room. */
bool waiting_gets_add(struct waiting_gets *waiting, const struct waiting_get *get);
/* Takes out those who await this, of `key` alone if it is not NULL; in their order. Returns how many. */
size_t waiting_gets_take(struct waiting_gets *waiting, enum awaited awaited, const char *key,
                         struct waiting_get ret_gets[WAITING_GETS_MAX]);
/* Takes out those whose deadline is over. */
size_t waiting_gets_take_overdue(struct waiting_gets *waiting, uint64_t now_ms,
                                 struct waiting_get ret_gets[WAITING_GETS_MAX]);

#endif
