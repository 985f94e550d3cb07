/* Log lines and answers about a reload. */
#include "reload_log.h"

#include "log.h"

#define LIST_MAX 1024

void reload_log_findings(const struct settings *reread, struct buffer *text)
{
    for (size_t i = 0; i < reread->finding_count; i++) {
        const struct setting_finding *f = &reread->findings[i];
        log_event(f->is_error ? LOG_ERROR : LOG_WARN, "settings.finding", NULL, "%s%s",
                  f->is_error ? "❌ Erreur critique : " : "", f->text);
        buffer_format(text, "%s : %s\n", f->is_error ? "erreur" : "attention", f->text);
    }
}

void reload_log_refused(struct buffer *text)
{
    log_event(LOG_WARN, "settings.refused", NULL, "Réglages relus et refusés : rien ne change");
    buffer_text(text, "Rien ne change : corrigez, puis relancez « supervisor reload ».\n");
}

static void list(struct buffer *out, const char *name)
{
    buffer_format(out, "%s%s", out->length ? ", " : "", name);
}

static void list_settings(struct buffer *out, const bool flags[SETTINGS])
{
    buffer_clear(out);
    for (int i = 0; i < SETTINGS; i++)
        if (flags[i])
            list(out, setting_name((enum setting)i));
}

static void say_what_waits(const char *settings, struct buffer *text)
{
    log_event(LOG_WARN, "settings.needs_restart", LOG_WITH(log_text("changed", settings)),
              "%s : ce changement attend un redémarrage du service ; l'ancienne valeur reste jusque-là",
              settings);
    buffer_format(text,
                  "%s : ce changement attend un redémarrage du service (« supervisor stop », puis "
                  "« supervisor run ») ; l'ancienne valeur reste jusque-là.\n",
                  settings);
}

void reload_log_reloaded(const struct settings_change *change, const bool restarted[WORKERS],
                         struct buffer *text)
{
    struct buffer settings, workers;
    buffer_init(&settings, LIST_MAX);
    buffer_init(&workers, LIST_MAX);
    list_settings(&settings, change->changed);
    for (int i = 0; i < WORKERS; i++)
        if (restarted[i])
            list(&workers, worker_name((enum worker)i));
    log_event(LOG_NOTICE, "settings.reloaded",
              LOG_WITH(log_text("changed", buffer_string(&settings)),
                       log_text("restarted", buffer_string(&workers))),
              "Réglages relus ; %s ; %s", settings.length ? "ce qui a changé prend effet" : "rien n'a changé",
              workers.length ? "les programmes concernés redémarrent l'un après l'autre"
                             : "aucun programme ne redémarre");
    buffer_format(text, "Réglages relus. Changé : %s.\n",
                  settings.length ? buffer_string(&settings) : "rien");
    if (workers.length)
        buffer_format(text, "Redémarrent l'un après l'autre : %s.\n", buffer_string(&workers));
    list_settings(&settings, change->needs_restart);
    if (settings.length)
        say_what_waits(buffer_string(&settings), text);
    buffer_free(&settings);
    buffer_free(&workers);
}

void reload_log_unreadable(struct err e, struct buffer *text)
{
    char cause[160];
    const char *words = e.kind == ERR_TIMEOUT ? "le disque ne répond pas" : err_words(e);
    log_event(LOG_ERROR, "settings.unreadable",
              LOG_WITH(log_text("error", err_describe(e, cause, sizeof(cause)))),
              "Les réglages n'ont pas pu être relus (%s) : rien ne change", words);
    buffer_format(text, "Les réglages n'ont pas pu être relus (%s) : rien ne change. Réessayez.\n", words);
}
