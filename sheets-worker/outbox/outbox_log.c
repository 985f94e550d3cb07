/* Words by the disk's error. */
#include "outbox_log.h"

#include "array_len.h"
#include "log.h"
#include "store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define SLOW_SAID_MS 30000 /* a disk that is only slow is not worth a line at once */

const char *outbox_reason(struct err e)
{
    static const struct {
        int code;
        const char *words;
    } ROWS[] = {
#define DISK_REASON(code, words) {code, words},
#include "disk_reasons.def"
#undef DISK_REASON
    };
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        if (ROWS[i].code == store_code(e))
            return ROWS[i].words;
    if (e.kind == ERR_FULL)
        return "trop de lignes attendent déjà Google Sheets ou le disque de STATE_DIR";
    if (e.kind == ERR_UNAVAILABLE)
        return "le service s'arrête";
    if (e.kind == ERR_TIMEOUT)
        return "le disque de STATE_DIR est trop lent. Vérifiez ce disque";
    if (e.kind == ERR_SYSTEM && (e.code == ENOSPC || e.code == EDQUOT))
        return outbox_reason(err_make(ERR_STORE, "", STORE_DISK_FULL));
    return "STATE_DIR ne peut pas être écrit. Vérifiez les droits et le disque de ce dossier";
}

static void log_file(const struct journal_condition *c)
{
    if (c->moved_aside)
        log_event(
            LOG_ERROR, "sheets.outbox_corrupt", NULL,
            "❌ Erreur critique : outbox.db était abîmé ou n'était pas le nôtre ; il est gardé dans "
            "STATE_DIR sous le nom outbox.db.corrupt-…, un nouveau commence. Les lignes qui n'attendaient "
            "que dans l'ancien peuvent manquer dans la feuille : comparez-la avec les panneaux");
    if (c->emptied)
        log_event(LOG_ERROR, "sheets.outbox_emptied", NULL,
                  "❌ Erreur critique : outbox.db avait été vidé (0 octet). Ce que son journal "
                  "(outbox.db-wal) tenait encore est repris ; d'autres lignes qui y attendaient peuvent "
                  "manquer dans la feuille : comparez-la avec les panneaux");
    if (c->rebuilt)
        log_event(LOG_NOTICE, "sheets.outbox_rebuilt", NULL,
                  "outbox.db est refait d'après la mémoire : rien de ce qui était enregistré n'est perdu");
}

static void log_lock(struct outbox_log *log, const struct journal_condition *c)
{
    if (c->ended_writer)
        log_event(
            LOG_WARN, "sheets.orphan_ended", LOG_WITH(log_int("pid", c->ended_writer)),
            "Un sheets-worker sans superviseur tenait encore outbox.lock ; il est arrêté, pour que deux "
            "n'écrivent pas en même temps. Rien de ce qu'il avait enregistré n'est perdu");
    if (c->not_lockable && !log->not_lockable)
        log_event(
            LOG_WARN, "sheets.outbox_unlocked", LOG_WITH(log_text("error", strerror(c->not_lockable))),
            "outbox.lock ne peut pas être verrouillé dans STATE_DIR : rien n'empêche deux sheets-worker "
            "d'écrire en même temps. Donnez un dossier sur un disque local");
    log->not_lockable |= c->not_lockable != 0;
}

static void log_failing(struct outbox_log *log, const struct journal_condition *c)
{
    char text[160];
    bool slow = c->trouble.kind == ERR_TIMEOUT && c->troubled_ms < SLOW_SAID_MS;
    bool failing = c->lasts && !slow && !c->in_memory;
    if (failing && !log->failing)
        log_event(
            LOG_ERROR, "sheets.outbox_failed",
            LOG_WITH(log_text("error", err_describe(c->trouble, text, sizeof(text)))),
            "❌ Erreur critique : %s. D'ici là rien de nouveau n'est enregistré ; ce qui l'était est gardé",
            outbox_reason(c->trouble));
    else if (log->failing && !err_is(c->trouble))
        log_event(LOG_NOTICE, "sheets.outbox_free", NULL, "La file d'attente peut de nouveau être écrite");
    log->failing = failing || (log->failing && err_is(c->trouble));
}

static void log_unsettled(struct outbox_log *log, const struct journal_condition *c)
{
    bool unsettled = c->lasts && c->unsettled;
    if (unsettled && !log->unsettled)
        log_event(LOG_ERROR, "sheets.outbox_stuck", NULL,
                  "❌ Erreur critique : des lignes écrites dans la feuille ne peuvent pas quitter la file "
                  "d'attente : %s. Elles ne seront pas écrites deux fois",
                  outbox_reason(c->trouble));
    log->unsettled = unsettled || (log->unsettled && err_is(c->trouble));
}

static void log_memory(struct outbox_log *log, const struct journal_condition *c)
{
    char text[160];
    if (c->in_memory && !log->in_memory)
        log_event(
            LOG_WARN, "sheets.outbox_memory",
            LOG_WITH(log_text("error", err_describe(c->trouble, text, sizeof(text)))),
            "STATE_DIR ne peut pas être écrit : la file d'attente ne survivra pas à un arrêt. Donnez un "
            "dossier où Vigie peut écrire");
    else if (log->in_memory && !c->in_memory)
        log_event(LOG_NOTICE, "sheets.outbox_in_file", NULL,
                  "STATE_DIR peut être écrit : la file d'attente y est gardée");
    log->in_memory = c->in_memory;
}

void outbox_log_look(struct outbox_log *log, struct journal *journal)
{
    struct journal_condition c = journal_condition(journal);
    metrics_set(log->metrics, METRIC_STATE_FAILING_SHEETS, (double)c.since_wall_ms / 1000);
    log_file(&c);
    log_lock(log, &c);
    log_memory(log, &c);
    log_failing(log, &c);
    log_unsettled(log, &c);
}

void outbox_log_parked(size_t rows)
{
    if (rows)
        log_event(
            LOG_WARN, "sheets.outbox_aside", LOG_WITH(log_int("rows", (int64_t)rows)),
            "Des lignes acceptées pour une autre feuille ou un autre onglet sont gardées de côté. Remettez "
            "GOOGLE_SHEET_ID_VALIDATION et VALIDATION_SHEET_TITLE comme ils étaient pour les y écrire");
}

/* A folder that cannot be written at all is said for the outbox already. */
void outbox_log_rows(struct err trouble, bool moved_aside, const char *folder)
{
    char text[160], path[4200];
    snprintf(path, sizeof(path), "%s/rows.db", folder);
    if (trouble.kind == ERR_STORE)
        log_event(
            LOG_WARN, "sheets.rows_not_kept",
            LOG_WITH(log_text("path", path), log_text("error", err_describe(trouble, text, sizeof(text)))),
            "rows.db ne peut pas être ouvert : sans Google, un redémarrage ne connaîtra pas la feuille. "
            "Vérifiez ses droits, et qu'aucun dossier ne porte ce nom, puis « supervisor restart sheets »");
    else if (moved_aside)
        log_event(
            LOG_WARN, "sheets.rows_moved_aside", LOG_WITH(log_text("path", path)),
            "rows.db était abîmé ; il est gardé sous le nom rows.db.corrupt-…, un nouveau commence. Rien "
            "n'est perdu : la feuille est relue");
}
