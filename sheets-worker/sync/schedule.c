/* The order of steps: token, tab, read, repairs, write. */
#include "schedule.h"

static uint64_t longer(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static struct schedule_step once_waited(enum schedule_action action, uint64_t wait_ms)
{
    return (struct schedule_step){wait_ms ? SCHEDULE_WAIT : action, wait_ms};
}

/* The image may be written by; a read that ages while a write waits its turn would be wasted. */
static struct schedule_step write_next(const struct schedule_facts *f, uint64_t read_ms)
{
    uint64_t turn_ms = longer(longer(f->write_pause_ms, f->spacing_ms), f->write_quota_ms);
    if (f->restore_wanted) /* they may have moved again */
        return once_waited(f->image_exact ? SCHEDULE_RESTORE : SCHEDULE_READ, longer(read_ms, turn_ms));
    if (f->duplicate_wanted)
        return once_waited(SCHEDULE_CHECK_DUPLICATE, longer(read_ms, turn_ms));
    if (!f->rows_wait)
        return once_waited(SCHEDULE_READ, read_ms); /* to confirm */
    if (turn_ms || f->image_exact)
        return once_waited(SCHEDULE_WRITE, turn_ms);
    return once_waited(SCHEDULE_READ, read_ms);
}

struct schedule_step schedule_next(const struct schedule_facts *f)
{
    bool writes = f->rows_wait || f->restore_wanted || f->duplicate_wanted;
    bool work = f->read_wanted || writes;
    if (f->busy || (!work && f->verify_ms == UINT64_MAX))
        return (struct schedule_step){SCHEDULE_REST, 0};
    if (!work && f->verify_ms)
        return (struct schedule_step){SCHEDULE_WAIT, f->verify_ms};
    if (!f->has_token)
        return (struct schedule_step){SCHEDULE_WANT_TOKEN, 0};
    /* The look at the tabs may end in a write, which widens one. */
    if (!f->tab_known)
        return once_waited(SCHEDULE_FIND_TAB,
                           longer(longer(f->read_pause_ms, f->write_pause_ms), f->read_quota_ms));
    uint64_t read_ms = longer(f->read_pause_ms, f->read_quota_ms);
    if (f->read_wanted && (!read_ms || !f->rows_wait || !f->image_exact))
        return once_waited(SCHEDULE_READ, read_ms);
    if (f->keeps_rows && writes)
        return (struct schedule_step){SCHEDULE_REST,
                                      0}; /* so that a successor can undo what a write falls on */
    return write_next(f, read_ms);
}
