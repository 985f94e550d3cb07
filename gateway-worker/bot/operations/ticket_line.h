/* One at a time per ticket: two presses on one panel must not read the same row and overwrite each other.
 * Pure. A story embeds its turn; whoever is first in its channel's line works, then leaves, which wakes the
 * next. */
#ifndef VIGIE_TICKET_LINE_H
#define VIGIE_TICKET_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TICKET_TURNS_MOST 256

struct ticket_turn {
    uint64_t channel_id;
    void (*on_turn)(void *ctx);
    void *ctx;
    struct ticket_turn *next; /* the line's own */
};

struct ticket_line {
    struct ticket_turn *first;
    size_t count;
};

enum ticket_place {
    TICKET_FIRST,  /* work now: on_turn will not be called */
    TICKET_WAITS,  /* on_turn will be called */
    TICKET_REFUSED /* too many wait; not in line */
};

/* `turn` is borrowed until it leaves. */
enum ticket_place ticket_line_join(struct ticket_line *line, struct ticket_turn *turn);

/* Who waits behind `turn` for the same ticket, NULL: nobody. */
struct ticket_turn *ticket_line_behind(const struct ticket_turn *turn);

/* Leaves the line; if somebody waits for this ticket, its on_turn is called. */
void ticket_line_leave(struct ticket_line *line, struct ticket_turn *turn);

#endif
