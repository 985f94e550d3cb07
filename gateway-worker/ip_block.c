/* Two moments and their words. */
#include "ip_block.h"

#include "array_len.h"
#include "clock.h"
#include "log.h"

#define SAME_BAN_MS 60000 /* a ban that names no end is told anew at each attempt */
/* The number ends this much later than the ban: the attempt that follows may be told that it goes on. */
#define GRACE_MS 2000

static const struct {
    const char *begun, *ended, *sentence;
} WORDS[IP_BLOCKS] = {
    [IP_BLOCK_REST] =
        {"rest.ip_block", "rest.ip_unblock",
         "Discord bloque cette adresse IP : plus aucune requête jusque-là. Sur un hébergeur partagé, "
         "redémarrer ailleurs change l'adresse"},
    [IP_BLOCK_GATEWAY] =
        {"gateway.ip_block", "gateway.ip_unblock",
         "Discord bloque cette adresse IP : plus aucune connexion jusque-là. Sur un hébergeur "
         "partagé, redémarrer ailleurs change l'adresse"},
};

static void tell_number(const struct ip_block *b)
{
    int64_t last_ms = 0;
    for (size_t i = 0; i < ARRAY_LEN(b->until_ms); i++)
        if (b->until_ms[i] > last_ms)
            last_ms = b->until_ms[i];
    metrics_set(b->metrics, METRIC_IP_BLOCK_UNTIL, last_ms ? (double)(last_ms + GRACE_MS) / 1000 : 0);
}

void ip_block_told(struct ip_block *b, enum ip_block_of of, int64_t until_ms)
{
    char text[CLOCK_TEXT_SIZE];
    int64_t before_ms = b->until_ms[of];
    b->until_ms[of] = until_ms;
    if (before_ms || until_ms)
        tell_number(b);
    if (until_ms && until_ms > before_ms + SAME_BAN_MS)
        log_event(LOG_ERROR, WORDS[of].begun,
                  LOG_WITH(log_text("until", clock_iso_seconds(until_ms, text, sizeof(text)))), "%s",
                  WORDS[of].sentence);
    else if (!until_ms && before_ms)
        log_event(LOG_NOTICE, WORDS[of].ended, NULL, "Discord ne bloque plus cette adresse IP");
}
