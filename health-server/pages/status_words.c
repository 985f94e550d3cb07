/* Four statuses, one row each. */
#include "status_words.h"

const struct status_words *status_words(enum health_status status)
{
    static const struct status_words ROWS[] = {
        [HEALTH_STARTING] = {"démarrage", "◌", "#4a6fa5", 84},
        [HEALTH_HEALTHY] = {"en service", "●", "#2e7d4f", 84},
        [HEALTH_DEGRADED] = {"dégradé", "▲", "#a8680b", 72},
        [HEALTH_DOWN] = {"en panne", "✕", "#b3372f", 76},
    };
    return &ROWS[status];
}
