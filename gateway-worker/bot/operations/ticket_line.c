/* All tickets share one list in order of arrival; a ticket's line is those of its channel. */
#include "ticket_line.h"

static struct ticket_turn *first_of(const struct ticket_line *line, uint64_t channel_id)
{
    struct ticket_turn *turn = line->first;
    while (turn && turn->channel_id != channel_id)
        turn = turn->next;
    return turn;
}

enum ticket_place ticket_line_join(struct ticket_line *line, struct ticket_turn *turn)
{
    if (line->count == TICKET_TURNS_MOST)
        return TICKET_REFUSED;
    struct ticket_turn **last = &line->first;
    while (*last)
        last = &(*last)->next;
    turn->next = NULL;
    *last = turn;
    line->count++;
    return first_of(line, turn->channel_id) == turn ? TICKET_FIRST : TICKET_WAITS;
}

struct ticket_turn *ticket_line_behind(const struct ticket_turn *turn)
{
    struct ticket_turn *next = turn->next;
    while (next && next->channel_id != turn->channel_id)
        next = next->next;
    return next;
}

void ticket_line_leave(struct ticket_line *line, struct ticket_turn *turn)
{
    struct ticket_turn **at = &line->first;
    while (*at && *at != turn)
        at = &(*at)->next;
    if (!*at)
        return;
    *at = turn->next;
    line->count--;
    struct ticket_turn *next = first_of(line, turn->channel_id);
    if (next)
        next->on_turn(next->ctx);
}
