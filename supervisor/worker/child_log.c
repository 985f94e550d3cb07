/* Log lines about workers. */
#include "child_log.h"

#include "log.h"

#include <stdio.h>

void child_log_started(const char *name, pid_t pid, uint32_t generation)
{
    log_event(LOG_INFO, "worker.started", LOG_WITH(log_int("pid", pid), log_int("generation", generation)),
              "%s démarre", name);
}

void child_log_ready(const char *name, pid_t pid, uint64_t after_ms)
{
    log_event(LOG_NOTICE, "worker.ready", LOG_WITH(log_int("pid", pid), log_int("ms", (int64_t)after_ms)),
              "%s est prêt", name);
}

void child_log_other_build(const char *name)
{
    log_event(LOG_WARN, "worker.other_build", NULL,
              "%s n'est pas de la même compilation que supervisor ; recompilez tout, puis redémarrez", name);
}

void child_log_hung(const char *name, pid_t pid, uint64_t silent_ms)
{
    log_event(LOG_ERROR, "worker.hung",
              LOG_WITH(log_int("pid", pid), log_int("silent_ms", (int64_t)silent_ms)),
              "%s ne donne plus signe de vie ; il est remplacé", name);
}

void child_log_unkillable(const char *name, pid_t pid)
{
    log_event(
        LOG_CRIT, "worker.unkillable", LOG_WITH(log_int("pid", pid)),
        "❌ Erreur critique : %s ne meurt pas, même tué ; le noyau le retient sur un disque ou un réseau. "
        "Redémarrez la machine ou le conteneur",
        name);
}

static const char *next_words(uint64_t wait_ms, char *text, size_t size)
{
    if (wait_ms == 0)
        snprintf(text, size, "il repart tout de suite");
    else
        snprintf(text, size, "il repart dans %.1f s", (double)wait_ms / 1000);
    return text;
}

void child_log_not_launched(const char *name, const char *path, const char *cause, uint64_t wait_ms)
{
    char next[64];
    log_event(LOG_ERROR, "worker.not_launched", LOG_WITH(log_text("cause", cause), log_text("path", path)),
              "%s n'a pas pu être lancé (%s) ; %s", name, cause, next_words(wait_ms, next, sizeof(next)));
}

void child_log_stopped(const char *name, const char *cause, bool clean)
{
    if (clean)
        log_event(LOG_INFO, "worker.stopped", LOG_WITH(log_text("cause", cause)), "%s est arrêté", name);
    else
        log_event(LOG_WARN, "worker.stopped", LOG_WITH(log_text("cause", cause)),
                  "%s est arrêté, mais en échouant (%s) ; ses dernières lignes disent pourquoi", name, cause);
}

void child_log_illegal(const char *name, const char *state, const char *event)
{
    log_event(LOG_ERROR, "worker.illegal_step", LOG_WITH(log_text("state", state), log_text("what", event)),
              "Erreur interne : événement impossible pour %s ; il est ignoré", name);
}

void child_log_died(const char *name, const char *cause, const struct life_death *d)
{
    char next[64];
    next_words(d->wait_ms, next, sizeof(next));
    const struct log_field *fields =
        LOG_WITH(log_text("cause", cause), log_int("served_ms", (int64_t)d->served_ms),
                 log_int("next_start_ms", (int64_t)d->wait_ms), log_int("deaths", (int64_t)d->deaths));
    switch (d->kind) {
    case DEATH_SUDDEN:
        log_event(LOG_ERROR, "worker.died", fields, "%s est mort (%s) ; %s", name, cause, next);
        break;
    case DEATH_EXPECTED:
        log_event(LOG_NOTICE, "worker.ended", fields, "%s a fini (%s) ; %s", name, cause, next);
        break;
    case DEATH_MISCONFIGURED:
        log_event(LOG_ERROR, "worker.misconfigured", fields,
                  "%s refuse sa configuration ; corrigez ce que ses lignes nomment, puis redémarrez ; %s",
                  name, next);
        break;
    }
    if (d->loop_begins)
        log_event(LOG_ERROR, "worker.crash_loop", LOG_WITH(log_int("deaths", (int64_t)d->deaths)),
                  "%s meurt sans cesse ; il est relancé de plus en plus lentement, jamais abandonné", name);
}
