/* Numbers and log lines about tabs and rows. */
#include "report.h"

#include "cell.h"
#include "clock.h"
#include "log.h"
#include "people.h"

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

void report_brought_back(size_t rows)
{
    if (rows)
        log_event(
            LOG_NOTICE, "sheets.outbox_back", LOG_WITH(log_int("rows", (int64_t)rows)),
            "VALIDATION_SHEET_TITLE désigne le même onglet sous un autre nom : les lignes gardées de côté "
            "pour lui reprennent leur chemin");
}

void report_healed(struct metrics *metrics, size_t rows)
{
    metrics_add(metrics, METRIC_SHEETS_HEALED, (double)rows);
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

void report_cleared(uint64_t id, uint32_t place)
{
    char key[24];
    log_event(LOG_NOTICE, "sheets.cleared",
              LOG_WITH(log_text("channel", cell_id_text(id, key)), log_int("row", place)),
              "Une écriture tardive de Google avait doublé une ligne ; la seconde est vidée");
}

void report_lag(bool *said, size_t rows)
{
    if (rows && !*said)
        log_event(LOG_INFO, "sheets.lagging", LOG_WITH(log_int("rows", (int64_t)rows)),
                  "Google montre encore la feuille d'avant la dernière écriture (ou quelqu'un vient de la "
                  "défaire) ; je relis avant de conclure");
    *said = rows > 0;
}

void report_moved(size_t rows, const char *first_key, uint32_t first_place)
{
    log_event(
        LOG_NOTICE, "sheets.moved",
        LOG_WITH(log_int("rows", (int64_t)rows), log_text("channel", first_key), log_int("row", first_place)),
        "Quelqu'un a déplacé des lignes pendant une écriture, qui est tombée sur d'autres lignes ; je "
        "remets celles-ci comme elles étaient et j'écris de nouveau");
}

void report_mended(size_t rows, uint32_t first_place)
{
    log_event(LOG_NOTICE, "sheets.mended",
              LOG_WITH(log_int("rows", (int64_t)rows), log_int("row", first_place)),
              "Des cellules qui ne sont pas à Vigie, touchées par une écriture pendant qu'on déplaçait des "
              "lignes, sont remises comme elles étaient");
}

void report_people_full(bool *said, bool full)
{
    if (full && !*said)
        log_event(LOG_WARN, "sheets.people_full", LOG_WITH(log_int("rows", PEOPLE_MOST)),
                  "Cet onglet porte trop de lignes qui ne sont pas à Vigie : les dernières ne seraient pas "
                  "remises si elles bougeaient pendant une écriture. Mettez-les dans un autre onglet");
    *said = full;
}

void report_unwatched(bool *said, size_t rows)
{
    if (!*said)
        log_event(
            LOG_WARN, "sheets.unwatched", LOG_WITH(log_int("rows", (int64_t)rows)),
            "Trop d'écritures restent sans réponse de Google pour les relire toutes : une réponse tardive "
            "pourrait remettre une ancienne valeur. La comparaison horaire le dira");
    *said = true;
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

void report_divergence(const struct divergence *d)
{
    if (d->changed + d->gone)
        log_event(LOG_NOTICE, "sheets.diverged",
                  LOG_WITH(log_int("changed", (int64_t)d->changed), log_int("gone", (int64_t)d->gone)),
                  "La feuille n'est plus comme Vigie la connaissait : des lignes y ont été modifiées ou "
                  "retirées à la main. C'est la feuille qui fait foi");
}
