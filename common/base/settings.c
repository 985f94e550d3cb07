/* The values themselves: loaded, judged, asked for. */
#include "settings_inside.h"

#include "text_copy.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void settings_found(struct settings *s, bool is_error, const char *format, ...)
{
    s->error_count += is_error;
    if (s->finding_count == SETTING_FINDINGS_MOST)
        return;
    struct setting_finding *finding = &s->findings[s->finding_count++];
    finding->is_error = is_error;
    va_list args;
    va_start(args, format);
    vsnprintf(finding->text, sizeof(finding->text), format, args);
    va_end(args);
}

void settings_put(struct settings *s, enum setting setting, const char *value)
{
    char *copy = text_copy(value);
    free(s->values[setting]);
    s->values[setting] = copy;
}

void settings_forget(struct settings *s, enum setting setting)
{
    if (s->values[setting])
        explicit_bzero(s->values[setting], strlen(s->values[setting]));
    free(s->values[setting]);
    s->values[setting] = NULL;
}

static void load_the_rest(struct settings *s, char *const *environment, const char *dotenv_path,
                          bool token_required)
{
    settings_take_environment(s, environment, true);
    settings_take_dotenv(s, dotenv_path);
    if (token_required && !s->values[SETTING_DISCORD_TOKEN])
        settings_found(s, true, "DISCORD_TOKEN : il manque. %s", SETTING_ROWS[SETTING_DISCORD_TOKEN].repair);
    settings_judge(s);
}

void settings_load(struct settings *s, char *const *environment, const char *dotenv_path, bool token_required)
{
    *s = (struct settings){0};
    load_the_rest(s, environment, dotenv_path, token_required);
}

void settings_load_again(struct settings *s, const struct settings *given, char *const *environment,
                         const char *dotenv_path, bool token_required)
{
    *s = (struct settings){0};
    for (int i = 0; i < SETTINGS; i++)
        if (given->values[i])
            settings_put(s, (enum setting)i, given->values[i]);
    load_the_rest(s, environment, dotenv_path, token_required);
}

void settings_free(struct settings *s)
{
    for (int i = 0; i < SETTINGS; i++)
        settings_forget(s, (enum setting)i);
}

/* ---- Asking. */

bool settings_on_render(const struct settings *s)
{
    return s->values[SETTING_RENDER] != NULL;
}

static const char *fallback_of(const struct settings *s, enum setting setting)
{
    if (setting == SETTING_LOG_FORMAT && settings_on_render(s))
        return "json";
    if (setting == SETTING_SELF_PING_INTERVAL_S && s->values[SETTING_RENDER_EXTERNAL_URL])
        return "600";
    return SETTING_ROWS[setting].fallback;
}

const char *settings_text(const struct settings *s, enum setting setting)
{
    return s->values[setting] ? s->values[setting] : fallback_of(s, setting);
}

bool settings_has(const struct settings *s, enum setting setting)
{
    return settings_text(s, setting) != NULL;
}

int64_t settings_int(const struct settings *s, enum setting setting)
{
    const char *text = settings_text(s, setting);
    return text ? strtoll(text, NULL, 10) : 0;
}

double settings_decimal(const struct settings *s, enum setting setting)
{
    const char *text = settings_text(s, setting);
    return text ? strtod(text, NULL) : 0;
}

uint64_t settings_snowflake(const struct settings *s, enum setting setting)
{
    const char *text = settings_text(s, setting);
    return text ? strtoull(text, NULL, 10) : 0;
}
