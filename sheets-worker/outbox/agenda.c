/* The order of steps: token, tab, read, write. */
#include "agenda.h"

static uint64_t longer(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static struct agenda once_waited(enum agenda_step step, uint64_t wait_ms)
{
    return (struct agenda){wait_ms ? AGENDA_WAIT : step, wait_ms};
}

struct agenda agenda_next(const struct situation *s)
{
    bool work = s->read_wanted || s->rows_wait || s->repair_wanted;
    if (s->busy || (!work && s->check_ms == UINT64_MAX))
        return (struct agenda){AGENDA_REST, 0};
    if (!work && s->check_ms)
        return (struct agenda){AGENDA_WAIT, s->check_ms};
    if (!s->has_token)
        return (struct agenda){AGENDA_WANT_TOKEN, 0};
    /* The look at the tabs may end in a write, which creates or widens one. */
    if (!s->tab_known)
        return once_waited(AGENDA_FIND_TAB,
                           longer(longer(s->read_pause_ms, s->write_pause_ms), s->read_quota_ms));
    uint64_t read_ms = longer(s->read_pause_ms, s->read_quota_ms);
    if (s->read_wanted && (!read_ms || !s->rows_wait || !s->image_exact))
        return once_waited(AGENDA_READ, read_ms);
    if (s->keeps_rows && !(!s->rows_wait && !s->repair_wanted))
        return (struct agenda){AGENDA_REST, 0}; /* so that a successor can undo what a write falls on */
    uint64_t turn_ms = longer(longer(s->write_pause_ms, s->spacing_ms), s->write_quota_ms);
    if (s->repair_wanted)
        return once_waited(AGENDA_REPAIR, longer(read_ms, turn_ms));
    if (!s->rows_wait)
        return once_waited(AGENDA_READ, read_ms);
    /* A read that ages while the write waits its turn would be wasted. */
    if (turn_ms || s->image_exact)
        return once_waited(AGENDA_WRITE, turn_ms);
    return once_waited(AGENDA_READ, read_ms);
}
