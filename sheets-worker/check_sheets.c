/* Offline check of the key and its companions. */
#include "check_sheets.h"

#include "service_account.h"

#include <stdio.h>
#include <string.h>

static enum exit_status check_key(const struct settings *s)
{
    struct service_account account;
    bool good = service_account_read(&account, settings_text(s, SETTING_SERVICE_ACCOUNT_JSON),
                                     settings_text(s, SETTING_GOOGLE_TOKEN_URL));
    for (size_t i = 0; i < account.finding_count; i++)
        printf("attention : SERVICE_ACCOUNT_JSON : %s.\n", account.findings[i]);
    if (good)
        printf("bon : SERVICE_ACCOUNT_JSON : la clé signe. Partagez la feuille avec %s comme Éditeur.\n",
               account.client_email);
    else
        printf("erreur : SERVICE_ACCOUNT_JSON : %s\n", account.refused);
    service_account_free(&account);
    return good ? EXIT_NORMAL : EXIT_CONFIGURATION;
}

enum exit_status check_settings(const struct settings *s)
{
    enum exit_status status = EXIT_NORMAL;
    if (settings_has(s, SETTING_SERVICE_ACCOUNT_JSON))
        status = check_key(s);
    else
        printf("attention : SERVICE_ACCOUNT_JSON : elle manque, la feuille ne sera pas utilisée. %s\n",
               setting_repair(SETTING_SERVICE_ACCOUNT_JSON));
    if (!settings_has(s, SETTING_GOOGLE_SHEET_ID_VALIDATION))
        printf("attention : GOOGLE_SHEET_ID_VALIDATION : il manque, la feuille ne sera pas utilisée. %s\n",
               setting_repair(SETTING_GOOGLE_SHEET_ID_VALIDATION));
    const char *title = settings_text(s, SETTING_VALIDATION_SHEET_TITLE);
    if (title && strchr(title, ':')) {
        printf("erreur : VALIDATION_SHEET_TITLE : le nom contient deux-points, ce que l'API de Google ne "
               "supporte pas. %s\n",
               setting_repair(SETTING_VALIDATION_SHEET_TITLE));
        status = EXIT_CONFIGURATION;
    }
    return status;
}
