/* Log lines about tabs and rows. */
#include "sayings.h"

#include "log.h"

void say_survey(const struct map_survey *before, const struct map_survey *now)
{
    if (now->duplicates && now->duplicates != before->duplicates)
        log_event(LOG_WARN, "sheets.duplicates",
                  LOG_WITH(log_int("count", (int64_t)now->duplicates), log_int("row", now->first_duplicate)),
                  "Des lignes de la feuille portent le même channel_id ; la plus haute compte. Supprimez les "
                  "autres");
    if (now->rounded && now->rounded != before->rounded)
        log_event(LOG_WARN, "sheets.rounded",
                  LOG_WITH(log_int("count", (int64_t)now->rounded), log_int("row", now->first_rounded)),
                  "Des channel_id ont été retapés comme nombres et arrondis par Google ; je les répare dès "
                  "que leur salon sert");
}

void say_tab_created(const char *title)
{
    log_event(LOG_NOTICE, "sheets.tab_created", LOG_WITH(log_text("tab", title)),
              "L'onglet manque dans la feuille : je le crée");
}

void say_tab_renamed(const char *title)
{
    log_event(LOG_NOTICE, "sheets.tab_renamed", LOG_WITH(log_text("tab", title)),
              "L'onglet a été renommé, je le suis. Mettez son nouveau nom dans VALIDATION_SHEET_TITLE");
}

void say_healed(size_t rows)
{
    if (rows)
        log_event(LOG_NOTICE, "sheets.healed", LOG_WITH(log_int("rows", (int64_t)rows)),
                  "Des channel_id arrondis ont été réparés dans la feuille");
}

void say_dead_letter(const struct waiting_row *culprit, const char *reason)
{
    log_event(LOG_ERROR, "sheets.dead_letter", LOG_WITH(log_text("channel", culprit->row.key)),
              "❌ Erreur critique : Google refuse cette ligne pour ce qu'elle contient (%s) ; elle est gardée "
              "de côté, les autres "
              "continuent. Changez-la depuis son salon",
              reason);
}
