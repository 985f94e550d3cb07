/* The token's form, and the file of authorities. */
#include "check_gateway.h"

#include "exit_status.h"
#include "setting_kinds.h"
#include "tls.h"

#include <stdbool.h>
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

int check_settings(const struct settings *settings, FILE *out)
{
    bool token = token_is_wrong(settings, out), authorities = authorities_are_wrong(settings, out);
    return token || authorities ? EXIT_CONFIGURATION : EXIT_NORMAL;
}
