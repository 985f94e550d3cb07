/* Numbers and log lines about tabs and rows. */
#include "sync_log.h"

#include "cell.h"
#include "clock.h"
#include "foreign_rows.h"
#include "log.h"

#include <stdio.h>

size_t sync_log_outbox(const struct sync_log *log, const struct journal *journal)
{
    struct journal_counts counts = journal_counts(journal);
    metrics_set(log->metrics, METRIC_SHEETS_QUEUE, (double)(counts.waiting + counts.kept));
    metrics_set(log->metrics, METRIC_SHEETS_QUEUE_SINCE, (double)counts.oldest_wall_ms / 1000);
    metrics_set(log->metrics, METRIC_SHEETS_DEAD, (double)counts.dead);
    if (!counts.dead)
        metrics_trouble(log->metrics, TROUBLE_ROW, "", "");
    return counts.waiting;
}

static void say_survey(const struct map_survey *before, const struct map_survey *now)
{
    if (now->duplicates && now->duplicates != before->duplicates)
        log_event(LOG_WARN, "sheets.duplicates",
                  LOG_WITH(log_int("count", (int64_t)now->duplicates), log_int("row", now->first_duplicate)),
                  "Des lignes de la feuille portent le même channel_id ; elles n'en feront plus qu'une");
    if (now->rounded && now->rounded != before->rounded)
        log_event(LOG_WARN, "sheets.rounded",
                  LOG_WITH(log_int("count", (int64_t)now->rounded), log_int("row", now->first_rounded)),
                  "Des channel_id ont été retapés comme nombres et arrondis par Google ; je les répare dès "
                  "que leur salon sert");
    if (now->dressed && now->dressed != before->dressed)
        log_event(LOG_NOTICE, "sheets.dressed",
                  LOG_WITH(log_int("count", (int64_t)now->dressed), log_int("row", now->first_dressed)),
                  "Des channel_id de la colonne A ont des blancs, un lien, une mention ou une formule autour "
                  "d'eux ; je les reconnais, et les récris seuls dès que leur salon sert");
    if (now->formulas && now->formulas != before->formulas)
        log_event(LOG_WARN, "sheets.formula",
                  LOG_WITH(log_int("count", (int64_t)now->formulas), log_int("row", now->first_formula)),
                  "La colonne A contient une formule que je laisse telle quelle (elle remplit d'autres "
                  "cellules, ou ne montre pas de channel_id). Si cette ligne est celle d'un salon, remplacez "
                  "la formule par son channel_id en texte");
}

void sync_log_survey(const struct sync_log *log, const struct row_map *before, const struct row_map *now)
{
    struct map_survey was = {0}, is = row_map_survey(now);
    if (before)
        was = row_map_survey(before);
    metrics_set(log->metrics, METRIC_SHEETS_ROWS, (double)is.rows);
    metrics_set(log->metrics, METRIC_SHEETS_DUPLICATES, (double)is.duplicates);
    metrics_set(log->metrics, METRIC_SHEETS_READ_AT, (double)clock_wall_ms() / 1000);
    say_survey(&was, &is);
}

void sync_log_tab_replaced(const char *title)
{
    log_event(LOG_WARN, "sheets.tab_replaced", LOG_WITH(log_text("tab", title)),
              "L'onglet qui contenait les lignes a été supprimé et un autre porte le nom que dit "
              "VALIDATION_SHEET_TITLE : les lignes y vont désormais");
}

void sync_log_tab_renamed(const char *title)
{
    log_event(LOG_NOTICE, "sheets.tab_renamed", LOG_WITH(log_text("tab", title)),
              "L'onglet a été renommé, je le suis. Mettez son nouveau nom dans VALIDATION_SHEET_TITLE");
}

void sync_log_brought_back(size_t rows)
{
    if (rows)
        log_event(
            LOG_NOTICE, "sheets.outbox_back", LOG_WITH(log_int("rows", (int64_t)rows)),
            "VALIDATION_SHEET_TITLE désigne le même onglet sous un autre nom : les lignes gardées de côté "
            "pour lui reprennent leur chemin");
}

void sync_log_batch(const struct sync_log *log, size_t count, size_t landed, size_t normalised)
{
    metrics_set(log->metrics, METRIC_SHEETS_BATCH, (double)count);
    metrics_add(log->metrics, METRIC_SHEETS_WRITTEN, (double)landed);
    metrics_add(log->metrics, METRIC_SHEETS_HEALED, (double)normalised);
    if (normalised)
        log_event(LOG_NOTICE, "sheets.healed", LOG_WITH(log_int("rows", (int64_t)normalised)),
                  "Des channel_id arrondis ou entourés d'autre chose sont de nouveau du texte seul dans la "
                  "feuille");
}

void sync_log_settled(const struct sync_log *log, size_t rows)
{
    metrics_add(log->metrics, METRIC_SHEETS_WRITTEN, (double)rows);
}

/* The line, and the same words for the pages. */
static void say_refused(const struct sync_log *log, const struct row *row, const char *cells,
                        const char *french, const char *english)
{
    log_event(LOG_ERROR, "sheets.dead_letter",
              LOG_WITH(log_text("channel", row->key), log_text("cells", cells[0] ? cells : "new")),
              "❌ Erreur critique : %s", french);
    metrics_trouble(log->metrics, TROUBLE_ROW, french, english);
}

void sync_log_dead_letter(const struct sync_log *log, const struct waiting_row *culprit, const char *cells,
                          const char *reason)
{
    char french[METRIC_TROUBLE_SIZE], english[METRIC_TROUBLE_SIZE];
    snprintf(
        french, sizeof(french),
        "Google refuse cette ligne pour ce qu'elle contient (%.200s) ; elle est gardée de côté, les autres "
        "continuent. Changez-la depuis son salon",
        reason);
    snprintf(english, sizeof(english),
             "Google refuses the row of channel %s for what it holds; it is kept aside, the others go on. "
             "Change it from "
             "its channel",
             culprit->row.key);
    say_refused(log, &culprit->row, cells, french, english);
}

void sync_log_never_stays(const struct sync_log *log, const struct row *row, const char *cells)
{
    char english[METRIC_TROUBLE_SIZE];
    snprintf(english, sizeof(english),
             "Google confirms every write of the row of channel %s, and cell %s does not keep it; it is kept "
             "aside. Unmerge "
             "or show that cell, or switch off the script that empties it, then change the row from its "
             "channel or "
             "restart sheets",
             row->key, cells[0] ? cells : "A");
    say_refused(log, row, cells,
                "Google confirme chaque écriture de cette ligne et la cellule ne garde pas la valeur ; elle "
                "est gardée de "
                "côté. Défusionnez ou affichez cette cellule, ou arrêtez le script qui la vide, puis changez "
                "la ligne depuis "
                "son salon, ou « supervisor restart sheets »",
                english);
}

void sync_log_conflicts(const struct sync_log *log, size_t count, const char *first_key)
{
    if (!count)
        return;
    metrics_add(log->metrics, METRIC_SHEETS_CONFLICTS, (double)count);
    log_event(LOG_NOTICE, "sheets.conflict",
              LOG_WITH(log_int("rows", (int64_t)count), log_text("channel", first_key)),
              "Des lignes acceptées ne sont pas dans la feuille comme prévu (lignes déplacées, ou réponse "
              "tardive de Google) ; je les écris de nouveau");
}

void sync_log_merged(uint64_t id, uint32_t first_place, uint32_t place)
{
    char key[24];
    log_event(LOG_NOTICE, "sheets.merged",
              LOG_WITH(log_text("channel", cell_id_text(id, key)), log_int("row", first_place),
                       log_int("second_row", place)),
              "Deux lignes du même salon ne disent pas la même chose ; la plus haute reçoit ce qui a été "
              "enregistré en dernier, ou à défaut ce que disent les deux");
}

void sync_log_cleared(const struct sync_log *log, uint64_t id, uint32_t place)
{
    char key[24];
    metrics_add(log->metrics, METRIC_SHEETS_REPAIRS, 1);
    log_event(LOG_NOTICE, "sheets.cleared",
              LOG_WITH(log_text("channel", cell_id_text(id, key)), log_int("row", place)),
              "Une ligne était en double (écriture tardive de Google, ou copie) ; la seconde est vidée");
}

void sync_log_lag(struct sync_log *log, size_t rows)
{
    metrics_add(log->metrics, METRIC_SHEETS_LAGGING, rows > 0);
    if (rows && !log->lagging)
        log_event(LOG_INFO, "sheets.lagging", LOG_WITH(log_int("rows", (int64_t)rows)),
                  "Google montre encore la feuille d'avant la dernière écriture (ou quelqu'un vient de la "
                  "défaire) ; je relis avant de conclure");
    log->lagging = rows > 0;
}

void sync_log_moved(const struct sync_log *log, size_t rows, const char *first_key, uint32_t first_place)
{
    metrics_add(log->metrics, METRIC_SHEETS_MOVED, (double)rows);
    log_event(
        LOG_NOTICE, "sheets.moved",
        LOG_WITH(log_int("rows", (int64_t)rows), log_text("channel", first_key), log_int("row", first_place)),
        "Quelqu'un a déplacé des lignes pendant une écriture, qui est tombée sur d'autres lignes ; je "
        "relis la feuille, remets ce que j'en connais et écris de nouveau");
}

void sync_log_restored(const struct sync_log *log, size_t rows, uint32_t first_place)
{
    if (!rows)
        return;
    metrics_add(log->metrics, METRIC_SHEETS_RESTORED, (double)rows);
    log_event(LOG_NOTICE, "sheets.mended",
              LOG_WITH(log_int("rows", (int64_t)rows), log_int("row", first_place)),
              "Des cellules qui ne sont pas à Vigie, touchées par une écriture pendant qu'on déplaçait des "
              "lignes, sont remises comme elles étaient");
}

void sync_log_emptied(const struct sync_log *log, size_t rows, const char *cells)
{
    if (!rows)
        return;
    metrics_add(log->metrics, METRIC_SHEETS_RESTORED, (double)rows);
    log_event(
        LOG_NOTICE, "sheets.emptied", LOG_WITH(log_int("rows", (int64_t)rows), log_text("cells", cells)),
        "Une écriture est tombée sur des lignes vides, ou remplies à l'instant même ; ces cellules sont "
        "vidées. Ce que quelqu'un y aurait mis est dans l'historique des versions de la feuille");
}

void sync_log_overwritten(size_t rows, const char *cells)
{
    if (!rows)
        return;
    log_event(LOG_WARN, "sheets.overwritten",
              LOG_WITH(log_int("rows", (int64_t)rows), log_text("cells", cells)),
              "Une écriture est tombée sur des lignes mises là à l'instant même, qu'aucune lecture n'avait "
              "montrées : ce que ces cellules contenaient n'est pas connu et n'est pas remis. Reprenez-le de "
              "l'historique des versions de la feuille");
}

void sync_log_foreign_full(struct sync_log *log, bool full)
{
    if (full && !log->foreign_full)
        log_event(LOG_WARN, "sheets.foreign_rows_full", LOG_WITH(log_int("rows", FOREIGN_ROWS_MAX)),
                  "Cet onglet porte trop de lignes qui ne sont pas à Vigie : les dernières ne seraient pas "
                  "remises si elles bougeaient pendant une écriture. Mettez-les dans un autre onglet");
    log->foreign_full = full;
}

void sync_log_unwatched(struct sync_log *log, size_t rows)
{
    if (!rows)
        return;
    metrics_add(log->metrics, METRIC_SHEETS_UNWATCHED, (double)rows);
    if (!log->unwatched)
        log_event(
            LOG_WARN, "sheets.unwatched", LOG_WITH(log_int("rows", (int64_t)rows)),
            "Trop d'écritures restent sans réponse de Google pour les relire toutes : une réponse tardive "
            "pourrait remettre une ancienne valeur. La comparaison horaire le dira");
    log->unwatched = true;
}

void sync_log_duplicate_left(uint64_t id, uint32_t first_place, uint32_t place)
{
    char key[24];
    log_event(LOG_WARN, "sheets.twin_left",
              LOG_WITH(log_text("channel", cell_id_text(id, key)), log_int("row", first_place),
                       log_int("second_row", place)),
              "Une ligne est en double et la seconde porte des notes au-delà de la colonne D. La plus haute "
              "dit tout ; supprimez l'autre");
}

void sync_log_divergence(const struct sync_log *log, const struct divergence *d)
{
    metrics_add(log->metrics, METRIC_SHEETS_DIVERGED, (double)(d->changed + d->gone));
    if (d->changed + d->gone)
        log_event(LOG_NOTICE, "sheets.diverged",
                  LOG_WITH(log_int("changed", (int64_t)d->changed), log_int("gone", (int64_t)d->gone)),
                  "La feuille n'est plus comme Vigie la connaissait : des lignes y ont été modifiées ou "
                  "retirées à la main. C'est la feuille qui fait foi");
}
