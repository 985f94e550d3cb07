/* Each value by its kind, then those that must fit each other. */
#include "settings_inside.h"

#include "healthchecks_address.h"
#include "shard_plan.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static void check_value(struct settings *s, enum setting setting)
{
    const char *value = s->values[setting];
    if (!value)
        return;
    const char *problem = setting_problem(SETTING_ROWS[setting].kind, SETTING_ROWS[setting].least,
                                          SETTING_ROWS[setting].most, value);
    const char *doubt = setting_doubt(SETTING_ROWS[setting].kind, value);
    if (!problem && SETTING_ROWS[setting].kind == KIND_FILE && access(value, R_OK) != 0)
        problem = "le fichier ne peut pas être lu";
    if (problem) {
        settings_found(s, true, "%s : %s. %s", SETTING_ROWS[setting].name, problem,
                       SETTING_ROWS[setting].repair);
        settings_forget(s, setting); /* from here on it reads as its default */
    } else if (doubt) {
        settings_found(s, false, "%s : %s. %s", SETTING_ROWS[setting].name, doubt,
                       SETTING_ROWS[setting].repair);
    }
}

/* Read by the programs as it is written. */
static void lower_format(struct settings *s)
{
    if (s->values[SETTING_LOG_FORMAT])
        settings_put(s, SETTING_LOG_FORMAT,
                     strcasecmp(s->values[SETTING_LOG_FORMAT], "json") == 0 ? "json" : "text");
}

/* How many there are is not known before Discord has said it, where the count is "auto". */
static void check_shards(struct settings *s)
{
    const char *count = settings_text(s, SETTING_SHARD_COUNT);
    struct shard_plan plan;
    if (strcmp(count, "auto") == 0)
        return;
    enum shard_plan_problem problem =
        shard_plan((unsigned)strtoul(count, NULL, 10), settings_text(s, SETTING_SHARD_IDS), &plan);
    if (problem == SHARD_PLAN_GOOD)
        return;
    settings_found(s, true, "SHARD_IDS : %s. %s", shard_plan_trouble(problem),
                   setting_repair(SETTING_SHARD_IDS));
    settings_forget(s, SETTING_SHARD_IDS);
}

static void check_order(struct settings *s, enum setting warn, enum setting critical)
{
    bool given = s->values[warn] || s->values[critical];
    if (given && settings_decimal(s, warn) > settings_decimal(s, critical))
        settings_found(s, false,
                       "%s : le seuil d'avertissement est au-dessus du seuil critique, l'avertissement "
                       "viendrait trop tard. Donnez-lui moins qu'à %s.",
                       setting_name(warn), setting_name(critical));
}

/* A request to a check's own address says that all is well. */
static void check_fallback(struct settings *s)
{
    const char *address = settings_text(s, SETTING_ALERT_FALLBACK_URL);
    if (address && healthchecks_is_check(address) && !healthchecks_fail_at(address))
        settings_found(
            s, false,
            "ALERT_FALLBACK_URL : cette adresse de Healthchecks n'a pas /fail à la fin ; une alerte y "
            "dirait que tout va bien, et ne préviendrait personne. Ajoutez /fail à la fin de l'adresse.");
}

/* A webhook's message goes out by the same address as the bot, to the same Discord. */
static void check_alert_channels(struct settings *s)
{
    if (settings_has(s, SETTING_ALERT_WEBHOOK_URL) && !settings_has(s, SETTING_ALERT_FALLBACK_URL))
        settings_found(s, false,
                       "ALERT_FALLBACK_URL : seul le webhook Discord est réglé ; une panne de Discord, ou un "
                       "blocage de cette adresse, ne préviendrait personne. %s",
                       setting_repair(SETTING_ALERT_FALLBACK_URL));
}

void settings_judge(struct settings *s)
{
    for (int i = 0; i < SETTINGS; i++)
        check_value(s, (enum setting)i);
    lower_format(s);
    check_shards(s);
    check_order(s, SETTING_MEMORY_WARN_MB, SETTING_MEMORY_CRITICAL_MB);
    check_order(s, SETTING_LATENCY_WARN_S, SETTING_LATENCY_CRITICAL_S);
    check_alert_channels(s);
    check_fallback(s);
}
