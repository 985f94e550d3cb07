/* Four statuses, one row each. */
#include "status_words.h"

const struct status_words *status_words(enum health_status status)
{
    static const struct status_words ROWS[] = {
        [HEALTH_STARTING] = {WORD_TITLE_STARTING, "◌", "#4a6fa5", {84, 72}},
        [HEALTH_HEALTHY] = {WORD_TITLE_HEALTHY, "●", "#2e7d4f", {84, 72}},
        [HEALTH_DEGRADED] = {WORD_TITLE_DEGRADED, "▲", "#a8680b", {72, 76}},
        [HEALTH_DOWN] = {WORD_TITLE_DOWN, "✕", "#b3372f", {76, 98}},
    };
    return &ROWS[status];
}
