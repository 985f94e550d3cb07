/* Numbers and log lines about tabs and rows. */
#include "report.h"

#include "cell.h"
#include "clock.h"
#include "log.h"

size_t report_outbox(struct metrics *metrics, struct journal *journal)
{
    struct journal_counts counts = journal_counts(journal);
    metrics_set(metrics, METRIC_SHEETS_QUEUE, (double)counts.waiting);
    metrics_set(metrics, METRIC_SHEETS_QUEUE_SINCE, (double)counts.oldest_wall_ms / 1000);
    metrics_set(metrics, METRIC_SHEETS_DEAD, (double)counts.dead);
    return counts.waiting;
}

void report_survey(struct metrics *metrics, const struct map_survey *before, const struct map_survey *now)
{
    metrics_set(metrics, METRIC_SHEETS_ROWS, (double)now->rows);
    metrics_set(metrics, METRIC_SHEETS_TWINS, (double)now->duplicates);
    metrics_set(metrics, METRIC_SHEETS_READ_AT, (double)clock_wall_ms() / 1000);
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

void report_tab_created(const char *title)
{
    log_event(LOG_NOTICE, "sheets.tab_created", LOG_WITH(log_text("tab", title)),
              "L'onglet manque dans la feuille : je le crée");
}

void report_tab_renamed(const char *title)
{
    log_event(LOG_NOTICE, "sheets.tab_renamed", LOG_WITH(log_text("tab", title)),
              "L'onglet a été renommé, je le suis. Mettez son nouveau nom dans VALIDATION_SHEET_TITLE");
}

void report_healed(size_t rows)
{
    if (rows)
        log_event(LOG_NOTICE, "sheets.healed", LOG_WITH(log_int("rows", (int64_t)rows)),
                  "Des channel_id arrondis ont été réparés dans la feuille");
}

void report_dead_letter(const struct waiting_row *culprit, const char *cells, const char *reason)
{
    log_event(LOG_ERROR, "sheets.dead_letter",
              LOG_WITH(log_text("channel", culprit->row.key), log_text("cells", cells[0] ? cells : "new")),
              "❌ Erreur critique : Google refuse cette ligne pour ce qu'elle contient (%s) ; elle est gardée "
              "de côté, les autres "
              "continuent. Changez-la depuis son salon",
              reason);
}

void report_conflicts(size_t count, const char *first_key)
{
    log_event(LOG_NOTICE, "sheets.conflict",
              LOG_WITH(log_int("rows", (int64_t)count), log_text("channel", first_key)),
              "Des lignes acceptées ne sont pas dans la feuille comme prévu (lignes déplacées, ou réponse "
              "tardive de Google) ; je les écris de nouveau");
}

void report_cleared(uint64_t id, uint32_t place, bool is_stray)
{
    char key[24];
    log_event(LOG_NOTICE, "sheets.cleared",
              LOG_WITH(log_text("channel", cell_id_text(id, key)), log_int("row", place)), "%s",
              is_stray
                  ? "Quelqu'un avait inséré une ligne pendant une écriture ; ce qui y était tombé est retiré"
                  : "Une écriture tardive de Google avait doublé une ligne ; la seconde est vidée");
}

void report_twin_left(uint64_t id, uint32_t first_place, uint32_t place)
{
    char key[24];
    log_event(LOG_WARN, "sheets.twin_left",
              LOG_WITH(log_text("channel", cell_id_text(id, key)), log_int("row", first_place),
                       log_int("second_row", place)),
              "Une ligne est en double et la seconde porte des notes au-delà de la colonne D. La plus haute "
              "compte ; supprimez l'autre");
}

void report_outbox_stuck(bool *stuck)
{
    if (!*stuck)
        log_event(LOG_ERROR, "sheets.outbox_stuck", NULL,
                  "❌ Erreur critique : des lignes écrites dans la feuille ne peuvent pas quitter la file "
                  "d'attente. Libérez de la "
                  "place dans STATE_DIR");
    *stuck = true;
}

void report_divergence(const struct divergence *d)
{
    if (d->changed + d->gone)
        log_event(LOG_NOTICE, "sheets.diverged",
                  LOG_WITH(log_int("changed", (int64_t)d->changed), log_int("gone", (int64_t)d->gone)),
                  "La feuille n'est plus comme Vigie la connaissait : des lignes y ont été modifiées ou "
                  "retirées à la main. C'est la feuille qui fait foi");
}
