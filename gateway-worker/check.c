/* The token's form, the file of authorities, and shards that cannot be. */
#include "check.h"

#include "exit_status.h"
#include "setting_kinds.h"
#include "shard_plan.h"
#include "tls.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool finding(FILE *out, enum setting setting, const char *what)
{
    fprintf(out, "erreur : %s : %s. %s\n", setting_name(setting), what, setting_repair(setting));
    return true;
}

static bool token_is_wrong(const struct settings *settings, FILE *out)
{
    const char *token = settings_text(settings, SETTING_DISCORD_TOKEN);
    const char *problem = token ? setting_problem(KIND_TOKEN, 0, 0, token) : "il manque";
    return problem && finding(out, SETTING_DISCORD_TOKEN, problem);
}

/* As the connection to the Gateway will read it. */
static bool authorities_are_wrong(const struct settings *settings, FILE *out)
{
    const char *path = settings_text(settings, SETTING_EXTRA_CA_FILE);
    if (!path)
        return false;
    if (access(path, R_OK) != 0)
        return finding(out, SETTING_EXTRA_CA_FILE, "le fichier ne peut pas être lu");
    struct tls_trust *trust = NULL;
    struct err e = tls_trust_load(path, &trust);
    tls_trust_destroy(&trust);
    return err_is(e) && finding(out, SETTING_EXTRA_CA_FILE, "le fichier ne contient pas que des certificats");
}

static bool shards_are_wrong(const struct settings *settings, FILE *out)
{
    const char *count = settings_text(settings, SETTING_SHARD_COUNT);
    struct shard_plan plan;
    if (strcmp(count, "auto") == 0) /* Discord will say */
        return false;
    enum shard_plan_problem problem =
        shard_plan((unsigned)strtoul(count, NULL, 10), settings_text(settings, SETTING_SHARD_IDS), &plan);
    return problem != SHARD_PLAN_GOOD && finding(out, SETTING_SHARD_IDS, shard_plan_trouble(problem));
}

int check_settings(const struct settings *settings, FILE *out)
{
    bool token = token_is_wrong(settings, out), authorities = authorities_are_wrong(settings, out);
    bool shards = shards_are_wrong(settings, out);
    return token || authorities || shards ? EXIT_CONFIGURATION : EXIT_NORMAL;
}
