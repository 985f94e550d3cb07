/* The table of what is set in vain. */
#include "not_yet.h"

#include "array_len.h"
#include "settings.h"

static const struct {
    enum setting setting;
    const char *consequence; /* French, and what to do instead */
} ROWS[] = {
    {SETTING_PUSH_HEARTBEAT_URL, "aucun battement ne part. Surveillez /health par un moniteur"},
    {SETTING_SELF_PING_INTERVAL_S,
     "Vigie ne s'appelle pas elle-même. Gardez le service éveillé par un moniteur sur /ping"},
};

static bool is_set(const struct settings *s, enum setting setting)
{
    return setting_is_secret(setting) ? settings_has(s, setting) : settings_int(s, setting) > 0;
}

void not_yet_found(struct settings *settings)
{
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        if (is_set(settings, ROWS[i].setting))
            settings_found(settings, false, "%s : sans effet dans cette version, %s.",
                           setting_name(ROWS[i].setting), ROWS[i].consequence);
}
