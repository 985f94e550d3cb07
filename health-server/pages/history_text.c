/* Lines of text. */
#include "history_text.h"

#include "array_len.h"
#include "clock.h"
#include "history_view.h"
#include "status_words.h"

#include <inttypes.h>

#define INCIDENTS_SHOWN 10
#define DAY_S           INT64_C(86400)

static void write_place(struct buffer *out, const struct report *r)
{
    char text[CLOCK_TEXT_SIZE];
    switch (history_view_place(r->history)) {
    case HISTORY_OPENING:
        buffer_text(out, "Conservé : lecture en cours\n");
        return;
    case HISTORY_ON_DISK:
        buffer_format(out, "Conservé : sur le disque, %.1f Mo\n",
                      (double)history_view_stored_bytes(r->history) / (1024.0 * 1024.0));
        return;
    case HISTORY_IN_MEMORY:
        buffer_format(
            out,
            "Conservé : en mémoire seulement depuis le %s UTC, car STATE_DIR ne peut pas être écrit ; ce qui "
            "est nouveau sera perdu au redémarrage\n",
            clock_iso_seconds(history_view_place_since_ms(r->history), text, sizeof(text)));
        return;
    }
}

static void write_uptime(struct buffer *out, const struct report *r)
{
    static const struct {
        const char *name;
        int64_t period_s;
    } PERIODS[] = {{"24 heures", DAY_S}, {"7 jours", 7 * DAY_S}, {"30 jours", 30 * DAY_S}};
    for (size_t i = 0; i < ARRAY_LEN(PERIODS); i++) {
        struct history_uptime uptime =
            history_view_uptime(r->history, PERIODS[i].period_s, r->wall_ms / 1000);
        if (uptime.known)
            buffer_format(out, "Disponibilité sur %s : %.2f %% (%.1f %% du temps observé)\n", PERIODS[i].name,
                          uptime.up_percent, uptime.observed_percent);
        else
            buffer_format(out, "Disponibilité sur %s : rien n'a encore été observé\n", PERIODS[i].name);
    }
}

static void write_incident(struct buffer *out, const struct incident *incident)
{
    char began[CLOCK_TEXT_SIZE], lasted[CLOCK_TEXT_SIZE];
    buffer_format(
        out, "%s UTC · %s · %s · %s · %s\n", clock_iso_seconds(incident->began_ms, began, sizeof(began)),
        page_word(FRENCH, status_words(incident->status)->word), incident->reason,
        clock_duration(incident->seconds, lasted, sizeof(lasted)), incident_end_sentence(incident->end));
}

void history_text(struct buffer *out, const struct report *r)
{
    char text[CLOCK_TEXT_SIZE];
    const struct incident *incident;
    if (!r->history)
        return;
    buffer_text(out, "\n== Historique ==\n");
    write_place(out, r);
    int64_t begins_s = history_view_begins(r->history, r->wall_ms / 1000);
    if (begins_s)
        buffer_format(out, "Commence : %s UTC\n", clock_iso_seconds(begins_s * 1000, text, sizeof(text)));
    if (history_view_lost_samples(r->history))
        buffer_format(out, "Mesures perdues faute de disque : %" PRIu64 "\n",
                      history_view_lost_samples(r->history));
    write_uptime(out, r);
    buffer_text(out, "Derniers incidents :\n");
    for (size_t back = 0; back < INCIDENTS_SHOWN && (incident = history_view_incident(r->history, back));
         back++)
        write_incident(out, incident);
    if (!history_view_incident(r->history, 0))
        buffer_text(out, "aucun\n");
}
