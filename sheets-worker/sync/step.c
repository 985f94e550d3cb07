/* Results. */
#include "step.h"

#include "replies.h"

struct step_result step_ended(enum sync_ending ending)
{
    return (struct step_result){.ending = ending};
}

struct step_result step_failed(const struct outcome *outcome)
{
    return (struct step_result){.ending = SYNC_FAILED, .outcome = *outcome};
}

struct step_result step_unreadable(void)
{
    static const struct outcome UNREADABLE = {.class = OUTCOME_AMBIGUOUS,
                                              .words = "Google Sheets répond de façon illisible"};
    return step_failed(&UNREADABLE);
}

bool step_wrote(const struct step_reply *reply)
{
    return reply->outcome->class == OUTCOME_DONE && reply_is_written(reply->body, reply->length);
}

struct step_result step_of_write(const struct step_reply *reply)
{
    if (step_wrote(reply))
        return step_ended(SYNC_DONE);
    return reply->outcome->class == OUTCOME_DONE ? step_unreadable() : step_failed(reply->outcome);
}

void step_note_blind(const struct step_reply *reply, struct in_doubt *in_doubt)
{
    enum outcome_class class = reply->outcome->class;
    if (step_wrote(reply))
        in_doubt_carried_out(in_doubt);
    else if (class == OUTCOME_DONE || class == OUTCOME_AMBIGUOUS)
        in_doubt_unanswered(in_doubt);
    else
        in_doubt_refused(in_doubt);
}
