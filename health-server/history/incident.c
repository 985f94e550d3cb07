/* Words for the ends of incidents. */
#include "incident.h"

#include <string.h>

static const struct {
    const char *word, *sentence;
} ENDS[] = {
#define INCIDENT_END(id, word, sentence) [INCIDENT_##id] = {word, sentence},
#include "incident_ends.def"
#undef INCIDENT_END
};

const char *incident_end_word(enum incident_end end)
{
    return ENDS[end].word;
}

const char *incident_end_sentence(enum incident_end end)
{
    return ENDS[end].sentence;
}

bool incident_end_named(const char *word, enum incident_end *ret_end)
{
    for (int i = 0; i < INCIDENT_ENDS; i++) {
        if (strcmp(ENDS[i].word, word) != 0)
            continue;
        *ret_end = (enum incident_end)i;
        return true;
    }
    return false;
}
