/* Opening the files of STATE_DIR. */
#include "kept.h"

#include "file.h"
#include "log.h"
#include "tab_memo.h"

#include <stdio.h>
#include <stdlib.h>

static void name_home(const struct settings *s, struct buffer *home)
{
    buffer_init(home, TAB_HOME_MOST);
    tab_home(home, settings_text(s, SETTING_GOOGLE_SHEET_ID_VALIDATION),
             settings_text(s, SETTING_VALIDATION_SHEET_TITLE));
}

static struct err open_file(const char *folder, struct journal **ret_journal)
{
    char path[4200];
    bool moved_aside = false;
    struct err e = file_writable_folder(folder);
    snprintf(path, sizeof(path), "%s/outbox.db", folder);
    if (!err_is(e))
        e = journal_open(path, ret_journal, &moved_aside);
    if (moved_aside)
        log_event(LOG_ERROR, "sheets.outbox_corrupt", LOG_WITH(log_text("file", path)),
                  "❌ Erreur critique : la file d'attente était abîmée ; elle est mise de côté sous le nom "
                  ".corrupt-…, une nouvelle commence. Les lignes qui y attendaient peuvent manquer dans la "
                  "feuille");
    return e;
}

/* Another spreadsheet or tab in the settings: what was accepted for the old one stays for the old one. */
static void enter(struct journal *journal, const struct settings *s)
{
    size_t aside = 0;
    char text[160];
    struct buffer home;
    name_home(s, &home);
    struct err e = journal_enter(journal, buffer_string(&home), &aside);
    buffer_free(&home);
    if (err_is(e))
        log_event(LOG_ERROR, "sheets.outbox_failed",
                  LOG_WITH(log_text("error", err_describe(e, text, sizeof(text)))),
                  "❌ Erreur critique : la file d'attente ne peut pas être écrite. Vérifiez le disque de "
                  "STATE_DIR");
    if (aside)
        log_event(
            LOG_WARN, "sheets.outbox_aside", LOG_WITH(log_int("rows", (int64_t)aside)),
            "Des lignes acceptées pour une autre feuille ou un autre onglet sont gardées de côté. Remettez "
            "GOOGLE_SHEET_ID_VALIDATION et VALIDATION_SHEET_TITLE comme ils étaient pour les y écrire");
}

struct journal *kept_journal(const struct settings *s)
{
    struct journal *journal = NULL;
    char text[160];
    bool moved_aside;
    struct err e = open_file(settings_text(s, SETTING_STATE_DIR), &journal);
    if (err_is(e)) {
        log_event(
            LOG_WARN, "sheets.outbox_memory",
            LOG_WITH(log_text("error", err_describe(e, text, sizeof(text)))),
            "STATE_DIR ne peut pas être écrit : la file d'attente ne survivra pas à un arrêt. Donnez un "
            "dossier où Vigie peut écrire");
        if (err_is(journal_open(NULL, &journal, &moved_aside)))
            abort();
    }
    enter(journal, s);
    return journal;
}

struct last_rows *kept_last_rows(const struct settings *s)
{
    char path[4200];
    struct buffer home;
    struct last_rows *rows = NULL;
    const char *folder = settings_text(s, SETTING_STATE_DIR);
    snprintf(path, sizeof(path), "%s/rows.db", folder);
    name_home(s, &home);
    if (!err_is(file_writable_folder(folder)))
        rows = last_rows_open(path, buffer_string(&home));
    buffer_free(&home);
    return rows;
}
