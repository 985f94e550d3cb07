/* Records out and in. */
#include "reread_answer.h"

#include <string.h>

static const enum setting_readers ANYBODY = (enum setting_readers) ~0U;

static void write_record(struct buffer *out, char kind, const char *text)
{
    buffer_char(out, kind);
    buffer_append(out, text, strlen(text) + 1);
}

static void write_value(void *ctx, const char *name, const char *value)
{
    struct buffer *out = ctx;
    buffer_format(out, "v%s=", name);
    buffer_append(out, value, strlen(value) + 1);
}

void reread_answer_write(const struct settings *settings, const bool secret_changed[SETTINGS],
                         struct buffer *out)
{
    settings_each_public(settings, ANYBODY, write_value, out);
    for (size_t i = 0; i < settings->finding_count; i++)
        write_record(out, settings->findings[i].is_error ? 'e' : 'w', settings->findings[i].text);
    for (int i = 0; i < SETTINGS; i++)
        if (secret_changed[i])
            write_record(out, 'c', setting_name((enum setting)i));
    write_record(out, '.', "");
}

static int named(const char *name, size_t length)
{
    for (int i = 0; i < SETTINGS; i++) {
        const char *known = setting_name((enum setting)i);
        if (strlen(known) == length && memcmp(known, name, length) == 0)
            return i;
    }
    return -1;
}

static bool read_value(const char *text, struct settings *settings)
{
    const char *equals = strchr(text, '=');
    int setting = equals ? named(text, (size_t)(equals - text)) : -1;
    if (setting < 0 || setting_is_secret((enum setting)setting))
        return false;
    settings_put(settings, (enum setting)setting, equals + 1);
    return true;
}

static bool read_changed(const char *text, bool secret_changed[SETTINGS])
{
    int setting = named(text, strlen(text));
    if (setting < 0 || !setting_is_secret((enum setting)setting))
        return false;
    secret_changed[setting] = true;
    return true;
}

static bool read_record(const char *record, struct settings *settings, bool secret_changed[SETTINGS])
{
    switch (record[0]) {
    case 'v':
        return read_value(record + 1, settings);
    case 'e':
    case 'w':
        settings_found(settings, record[0] == 'e', "%s", record + 1);
        return true;
    case 'c':
        return read_changed(record + 1, secret_changed);
    default:
        return false;
    }
}

bool reread_answer_read(const char *bytes, size_t length, struct settings *ret_settings,
                        bool ret_secret_changed[SETTINGS])
{
    const char *at = bytes, *end = bytes + length;
    *ret_settings = (struct settings){0};
    memset(ret_secret_changed, 0, SETTINGS * sizeof(*ret_secret_changed));
    while (at < end && memchr(at, '\0', (size_t)(end - at))) {
        size_t record = strlen(at) + 1;
        if (at[0] == '.' && at + record == end)
            return true;
        if (!read_record(at, ret_settings, ret_secret_changed))
            break;
        at += record;
    }
    settings_free(ret_settings);
    *ret_settings = (struct settings){0};
    memset(ret_secret_changed, 0, SETTINGS * sizeof(*ret_secret_changed));
    return false;
}
