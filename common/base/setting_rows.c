/* The rows of settings.def: what each setting is called, who reads it, how it is put right. */
#include "settings_inside.h"

#include <string.h>

const struct setting_row SETTING_ROWS[SETTINGS] = {
#define SETTING(name, kind, fallback, least, most, readers, repair, english_repair)                          \
    [SETTING_##name] = {#name, KIND_##kind, fallback, least, most, readers, repair, english_repair},
#include "settings.def"
#undef SETTING
};

const char *setting_name(enum setting setting)
{
    return SETTING_ROWS[setting].name;
}

const char *setting_repair(enum setting setting)
{
    return SETTING_ROWS[setting].repair;
}

const char *setting_repair_english(enum setting setting)
{
    return SETTING_ROWS[setting].english_repair;
}

bool setting_is_secret(enum setting setting)
{
    enum setting_kind kind = SETTING_ROWS[setting].kind;
    return kind == KIND_TOKEN || kind == KIND_KEY || kind == KIND_SECRET_URL;
}

bool setting_read_by(enum setting setting, enum setting_readers reader)
{
    return (SETTING_ROWS[setting].readers & (unsigned)reader) != 0;
}

int setting_named(const char *name, size_t length)
{
    for (int i = 0; i < SETTINGS; i++)
        if (strlen(SETTING_ROWS[i].name) == length && strncmp(SETTING_ROWS[i].name, name, length) == 0)
            return i;
    return -1;
}
