/* Handing a worker its share, and forgetting the secrets. */
#include "settings_inside.h"

#include <string.h>
#include <unistd.h>

void settings_each_public(const struct settings *s, enum setting_readers reader,
                          void (*each)(void *ctx, const char *name, const char *value), void *ctx)
{
    for (int i = 0; i < SETTINGS; i++)
        if (s->values[i] && setting_read_by((enum setting)i, reader) && !setting_is_secret((enum setting)i))
            each(ctx, SETTING_ROWS[i].name, s->values[i]);
}

/* Not dprintf: its buffer would be freed with the secret still in it. */
static bool put(int fd, const char *bytes, size_t length)
{
    return write(fd, bytes, length) == (ssize_t)length; /* memory and files take it whole, or are full */
}

struct err settings_secrets(const struct settings *s, enum setting_readers reader, int fd, bool *ret_any)
{
    bool any = false;
    for (int i = 0; i < SETTINGS; i++) {
        if (!s->values[i] || !setting_read_by((enum setting)i, reader) || !setting_is_secret((enum setting)i))
            continue;
        if (!put(fd, SETTING_ROWS[i].name, strlen(SETTING_ROWS[i].name)) || !put(fd, "=", 1) ||
            !put(fd, s->values[i], strlen(s->values[i]) + 1))
            return err_system("settings.hand_on");
        any = true;
    }
    *ret_any = any;
    return ERR_OK;
}

void settings_wipe_environment(char **environment)
{
    for (; *environment; environment++) {
        char *equals = strchr(*environment, '=');
        int setting = equals ? setting_named(*environment, (size_t)(equals - *environment)) : -1;
        if (setting >= 0 && setting_is_secret((enum setting)setting))
            explicit_bzero(equals + 1, strlen(equals + 1));
    }
}

void settings_wipe_secrets(struct settings *s, char **environment)
{
    settings_wipe_environment(environment);
    for (int i = 0; i < SETTINGS; i++)
        if (setting_is_secret((enum setting)i))
            settings_forget(s, (enum setting)i);
}
