/* Log lines and numbers of the Gateway. */
#include "gateway_report.h"

#include "clock.h"
#include "close_code.h"
#include "log.h"

#include <string.h>

static double wall_seconds(void)
{
    return (double)clock_wall_ms() / 1000;
}

static void set_state(struct gateway_report *r, enum gateway_state state)
{
    shard_numbers_state(r->numbers, r->index, state, wall_seconds());
}

static void set_up(struct gateway_report *r, int64_t began_ms)
{
    shard_numbers_session(r->numbers, r->index, (double)began_ms / 1000);
    r->refused_certificate = false;
    set_state(r, GATEWAY_CONNECTED);
    if (metrics_get(r->metrics, METRIC_GATEWAY_STATE) == GATEWAY_CONNECTED) /* of every shard */
        metrics_trouble(r->metrics, TROUBLE_MAIN, "", "");
}

/* What was never ready is not lost, however often a dial fails. */
static void set_lost(struct gateway_report *r)
{
    enum gateway_state state = r->numbers->shards[r->index].state;
    set_state(r, state == GATEWAY_NEVER_READY ? state : GATEWAY_LOST);
}

void report_start(struct gateway_report *r, bool resumes)
{
    set_state(r, resumes ? GATEWAY_LOST : GATEWAY_NEVER_READY);
}

void report_opened(struct gateway_report *r)
{
    metrics_add(r->metrics, METRIC_GATEWAY_CONNECTS, 1);
}

void report_ready(struct gateway_report *r, const char *name, const char *compression, int64_t began_ms)
{
    set_up(r, began_ms);
    metrics_add(r->metrics, METRIC_GATEWAY_READIES, 1);
    log_event(LOG_NOTICE, "gateway.ready",
              LOG_WITH(log_int("shard", r->shard), log_text("compression", compression)),
              "🤖 Connecté en tant que %s", name);
}

void report_resumed(struct gateway_report *r, uint64_t replayed, int64_t began_ms)
{
    set_up(r, began_ms);
    metrics_add(r->metrics, METRIC_GATEWAY_RESUMES, 1);
    shard_numbers_count(r->numbers, r->index, SHARD_METRIC_RESUMES);
    log_event(LOG_NOTICE, "gateway.resumed",
              LOG_WITH(log_int("replayed", (int64_t)replayed), log_int("shard", r->shard)),
              "🔄 Reconnexion réussie");
}

void report_identify(struct gateway_report *r, uint32_t left)
{
    metrics_add(r->metrics, METRIC_GATEWAY_IDENTIFIES, 1);
    shard_numbers_count(r->numbers, r->index, SHARD_METRIC_IDENTIFIES);
    if (left <= IDENTIFY_A_DAY - IDENTIFY_SOFT_STOP)
        log_event(LOG_WARN, "gateway.identify_budget", LOG_WITH(log_int("left", left)),
                  "Budget IDENTIFY presque épuisé : Vigie ralentit ses nouvelles sessions");
}

void report_round_trip(struct gateway_report *r, double seconds, int64_t wall_ms)
{
    shard_numbers_latency(r->numbers, r->index, seconds);
    metrics_observe(r->metrics, METRIC_GATEWAY_RTT, seconds);
    metrics_set(r->metrics, METRIC_GATEWAY_LAST_ACK, (double)wall_ms / 1000);
    if (seconds > r->latency_warn_s)
        report_slow(seconds);
}

void report_slow(double seconds)
{
    log_event(LOG_WARN, "gateway.latency", LOG_WITH(log_decimal("seconds", seconds)),
              "⚠️ Latence élevée");
}

static void report_refused_certificate(struct gateway_report *r, struct err e)
{
    static const char WORDS[] =
        "le certificat TLS du Gateway est refusé. Vérifiez l'horloge de la machine, le "
        "paquet ca-certificates, EXTRA_CA_FILE et tout proxy qui déchiffre.";
    static const char ENGLISH[] =
        "the TLS certificate of the Gateway is refused. Check the machine's clock, the package "
        "ca-certificates, EXTRA_CA_FILE and any proxy that decrypts.";
    char text[160];
    if (r->refused_certificate)
        return;
    r->refused_certificate = true;
    metrics_trouble(r->metrics, TROUBLE_MAIN, WORDS, ENGLISH);
    log_event(LOG_CRIT, "gateway.certificate",
              LOG_WITH(log_text("error", err_describe(e, text, sizeof(text)))), "❌ Erreur critique : %s",
              WORDS);
}

void report_end(struct gateway_report *r, enum shard_state from, const struct gateway_end *end)
{
    char text[160];
    bool was_open = from != SHARD_CONNECTING && from != SHARD_SHAKING;
    const struct log_field fields[] = {
        log_int("code", end->code),
        log_text("meaning", close_code_meaning(end->code)),
        log_text("reason", err_words(end->e)),
        log_text("error", err_is(end->e) ? err_describe(end->e, text, sizeof(text)) : NULL),
        log_text("during", shard_doing(from)),
        log_text("next", end->resumes ? "reprise (RESUME)" : "nouvelle session (IDENTIFY)"),
        log_decimal("in_seconds", (double)end->wait_ms / 1000),
        log_int("shard", r->shard),
        {.key = NULL},
    };
    if (was_open) {
        metrics_add(r->metrics, METRIC_GATEWAY_DISCONNECTS, 1);
        metrics_set(r->metrics, METRIC_GATEWAY_CLOSE_CODE, end->code);
        log_event(LOG_WARN, "gateway.disconnected", fields, "🔌 Déconnecté de Discord");
    } else {
        log_event(LOG_WARN, "gateway.unreachable", fields, "Connexion à Discord impossible");
        if (strncmp(end->e.where, "tls.certificate", strlen("tls.certificate")) == 0)
            report_refused_certificate(r, end->e);
    }
    if (!end->resumes)
        shard_numbers_session(r->numbers, r->index, 0);
    set_lost(r);
}

void report_fatal(struct gateway_report *r, enum shard_state from, const struct gateway_end *end,
                  const char *repair, const char *english_repair)
{
    shard_numbers_session(r->numbers, r->index, 0);
    set_state(r, GATEWAY_STOPPED);
    metrics_set(r->metrics, METRIC_GATEWAY_CLOSE_CODE, end->code);
    if (from != SHARD_IDLE) {
        metrics_add(r->metrics, METRIC_GATEWAY_DISCONNECTS, 1);
        log_event(LOG_WARN, "gateway.disconnected",
                  LOG_WITH(log_int("code", end->code), log_text("meaning", close_code_meaning(end->code)),
                           log_text("next", "arrêt, une intervention est nécessaire"),
                           log_int("shard", r->shard)),
                  "🔌 Déconnecté de Discord");
    }
    metrics_trouble(r->metrics, TROUBLE_MAIN, repair, english_repair);
    log_event(LOG_CRIT, "gateway.fatal", LOG_WITH(log_int("code", end->code)), "❌ Erreur critique : %s",
              repair);
}

void report_left(struct gateway_report *r)
{
    set_lost(r);
    log_event(LOG_INFO, "gateway.left", LOG_WITH(log_int("code", CLOSE_CODE_RESUMABLE)),
              "Connexion à Discord fermée, la session peut être reprise");
}

void report_fallback(struct gateway_report *r, const char *compression)
{
    log_event(LOG_WARN, "gateway.compression",
              LOG_WITH(log_text("next", compression), log_int("shard", r->shard)),
              "Compression du Gateway illisible : Vigie en demande une autre jusqu'à son redémarrage");
}

void report_garbled(struct gateway_report *r, struct err e)
{
    char text[160];
    metrics_add(r->metrics, METRIC_GATEWAY_PROTOCOL_ERRORS, 1);
    log_event(
        LOG_WARN, "gateway.garbled",
        LOG_WITH(log_text("reason", err_words(e)), log_text("error", err_describe(e, text, sizeof(text)))),
        "Message du Gateway illisible ou contraire au protocole");
}
