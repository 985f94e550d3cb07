/* The second row of a key. */
#include "duplicate.h"

#include "cell.h"
#include "replies.h"

void duplicate_forget(struct duplicate *d)
{
    d->id = 0;
}

static bool was_left(const struct duplicate *d, uint64_t id)
{
    for (size_t i = 0; i < d->left_count && i < ROW_MAP_DUPLICATES_MAX; i++)
        if (d->left[i] == id)
            return true;
    return false;
}

void duplicate_suspect(struct duplicate *d, const struct map_row *second, uint32_t first_place, size_t count)
{
    if (d->id || was_left(d, second->id))
        return;
    d->id = second->id;
    d->place = second->place;
    d->count = count;
    d->first_place = first_place;
}

bool duplicate_wanted(const struct duplicate *d)
{
    return d->id != 0;
}

bool duplicate_depart(const struct duplicate *d, struct in_doubt *in_doubt, int64_t wall_ms)
{
    const struct sent_row row = {
        .id = d->id, .place = d->place, .columns = 0xF | SENT_CLEARS, .cells = {d->count}};
    return in_doubt_depart(in_doubt, &row, 1, wall_ms);
}

void duplicate_fill_check(const struct duplicate *d, const struct api_place *place,
                          struct api_request *request)
{
    request_whole_row(request, place, d->place);
}

/* The row is not what it was taken for, or a person wrote in it. */
static struct step_result left(struct duplicate *d, bool has_key)
{
    if (has_key) {
        d->left[d->left_count++ % ROW_MAP_DUPLICATES_MAX] = d->id;
        sync_log_duplicate_left(d->id, d->first_place, d->place);
    }
    return step_ended(SYNC_DONE);
}

static struct step_result judge(struct duplicate *d, const struct step_reply *reply)
{
    char key[24];
    struct reply_whole_row found;
    const struct row ours = {cell_id_text(d->id, key), NULL, NULL, NULL};
    if (reply->outcome->class != OUTCOME_DONE)
        return step_failed(reply->outcome);
    if (err_is(reply_whole_row(reply->body, reply->length, &ours, &found)))
        return step_unreadable();
    if (found.has_key && found.is_ours && found.is_alone)
        return step_ended(SYNC_CLEARABLE);
    return left(d, found.has_key);
}

struct step_result duplicate_checked(struct duplicate *d, struct in_doubt *in_doubt,
                                     const struct step_reply *reply)
{
    struct step_result result = judge(d, reply);
    if (result.ending == SYNC_CLEARABLE)
        return result;
    in_doubt_refused(in_doubt); /* it does not leave */
    duplicate_forget(d);
    return result;
}

void duplicate_fill_clear(const struct duplicate *d, const struct api_place *place,
                          struct api_request *request)
{
    const struct api_update nothing = {{"", "", "", ""}, d->place, 0xF};
    request_updates(request, place, &nothing, 1);
}

struct step_result duplicate_cleared(struct duplicate *d, struct in_doubt *in_doubt,
                                     const struct sync_log *log, const struct step_reply *reply)
{
    struct step_result result = step_of_write(reply);
    step_note_blind(reply, in_doubt);
    if (result.ending == SYNC_DONE)
        sync_log_cleared(log, d->id, d->place);
    duplicate_forget(d);
    result.image_doubted = result.read_wanted = true; /* the read shows whether that was all */
    return result;
}
