/* The state of the connection to Google and its log lines. */
#include "condition.h"

#include "log.h"

#include <stdio.h>
#include <string.h>

void condition_init(struct condition *c, struct metrics *metrics)
{
    *c = (struct condition){.metrics = metrics};
    metrics_set(metrics, METRIC_SHEETS_STATE, CONDITION_UNKNOWN);
}

static void say(const struct condition *c, enum condition_state before)
{
    switch (c->state) {
    case CONDITION_WORKS:
        if (before == CONDITION_UNKNOWN)
            log_event(LOG_INFO, "sheets.works", NULL, "Google Sheets répond");
        else
            log_event(LOG_NOTICE, "sheets.works", NULL, "Google Sheets répond de nouveau");
        break;
    case CONDITION_FAILS:
        log_event(LOG_NOTICE, "sheets.fails", LOG_WITH(log_text("next", "nouvel essai")),
                  "Google Sheets ne fonctionne plus, les lignes attendent : %s", c->words);
        break;
    case CONDITION_OFF:
        log_event(LOG_WARN, "sheets.off", NULL, "Google Sheets n'est pas utilisé : %s", c->words);
        break;
    case CONDITION_REFUSED:
        log_event(LOG_ERROR, "sheets.refused", NULL, "❌ Erreur critique : %s", c->words);
        break;
    case CONDITION_TAB_MISSING:
        log_event(LOG_ERROR, "sheets.tab_missing", NULL, "❌ Erreur critique : %s", c->words);
        break;
    case CONDITION_TAB_GONE:
        log_event(LOG_ERROR, "sheets.tab_gone", NULL, "❌ Erreur critique : %s", c->words);
        break;
    case CONDITION_UNKNOWN:
        break;
    }
}

/* A person must act, and until then it stays so. */
static bool is_a_persons(enum condition_state state)
{
    return state == CONDITION_REFUSED || state == CONDITION_TAB_MISSING || state == CONDITION_TAB_GONE;
}

void condition_set(struct condition *c, enum condition_state state, const char *words, const char *english)
{
    enum condition_state before = c->state;
    /* While it fails the words change with every symptom; only what a person must do is worth a second line.
     */
    bool news = state != before || (is_a_persons(state) && strcmp(words, c->words) != 0);
    c->state = state;
    snprintf(c->words, sizeof(c->words), "%s", words);
    metrics_set(c->metrics, METRIC_SHEETS_STATE, (double)state);
    bool lasts = is_a_persons(state) || state == CONDITION_OFF;
    metrics_trouble(c->metrics, TROUBLE_MAIN, lasts ? c->words : "", lasts ? english : "");
    if (news)
        say(c, before);
}
