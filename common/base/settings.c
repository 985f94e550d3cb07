/* Settings: where each value comes from, what is wrong with it, who may see it. */
#include "settings.h"

#include "array_len.h"
#include "dotenv.h"
#include "file.h"
#include "setting_kinds.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
    const char *name;
    enum setting_kind kind;
    const char *fallback;
    double least, most;
    unsigned readers;
    const char *repair;
} ROWS[SETTINGS] = {
#define SETTING(name, kind, fallback, least, most, readers, repair)                                          \
    [SETTING_##name] = {#name, KIND_##kind, fallback, least, most, readers, repair},
#include "settings.def"
#undef SETTING
};

#define SECRETS_FILE_MOST 65536

const char *setting_name(enum setting setting)
{
    return ROWS[setting].name;
}

const char *setting_repair(enum setting setting)
{
    return ROWS[setting].repair;
}

bool setting_is_secret(enum setting setting)
{
    enum setting_kind kind = ROWS[setting].kind;
    return kind == KIND_TOKEN || kind == KIND_KEY || kind == KIND_SECRET_URL;
}

bool setting_read_by(enum setting setting, enum setting_readers reader)
{
    return (ROWS[setting].readers & (unsigned)reader) != 0;
}

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

static int setting_named(const char *name, size_t length)
{
    for (int i = 0; i < SETTINGS; i++)
        if (strlen(ROWS[i].name) == length && strncmp(ROWS[i].name, name, length) == 0)
            return i;
    return -1;
}

void settings_put(struct settings *s, enum setting setting, const char *value)
{
    char *copy = strdup(value);
    if (!copy)
        abort();
    free(s->values[setting]);
    s->values[setting] = copy;
}

/* ---- Reading one value from wherever it stands. An empty value counts as unset, as on Render's form. */

static void offer(struct settings *s, enum setting setting, const char *value)
{
    if (!s->values[setting] && value[0])
        settings_put(s, setting, value);
}

static void offer_from_file(struct settings *s, enum setting setting, const char *path)
{
    if (s->values[setting] || !path[0])
        return;
    struct buffer contents;
    buffer_init(&contents, SECRETS_FILE_MOST);
    struct err e = file_read(path, &contents);
    if (err_is(e)) {
        settings_found(s, true,
                       "%s_FILE : le fichier ne peut pas être lu (%s). Vérifiez le chemin et les droits.",
                       ROWS[setting].name, e.kind == ERR_SYSTEM ? strerror(e.code) : "plus de 64 Kio");
    } else {
        while (contents.length && strchr(" \t\r\n", contents.data[contents.length - 1]))
            buffer_truncate(&contents, contents.length - 1);
        offer(s, setting, buffer_string(&contents));
    }
    if (contents.data)
        explicit_bzero(contents.data, contents.capacity);
    buffer_free(&contents);
}

/* The secret that `name` names a file of, -1 if none. */
static int secret_of_file(const char *name, size_t length)
{
    if (length <= 5 || strncmp(name + length - 5, "_FILE", 5) != 0)
        return -1;
    int setting = setting_named(name, length - 5);
    return setting >= 0 && setting_is_secret((enum setting)setting) ? setting : -1;
}

/* A key of the environment or of `.env`. `name` need not be ours. */
static void take_pair(struct settings *s, const char *name, size_t length, const char *value,
                      bool files_allowed)
{
    int setting = setting_named(name, length), secret = secret_of_file(name, length);
    if (setting >= 0) {
        offer(s, (enum setting)setting, value);
        return;
    }
    if (files_allowed && secret >= 0) {
        offer_from_file(s, (enum setting)secret, value);
        return;
    }
    if (length > 6 && strncmp(name, "VIGIE_", 6) == 0)
        settings_found(s, false, "%.*s : ce réglage n'existe pas. Corrigez le nom ou retirez la ligne.",
                       (int)length, name);
}

static void take_environment(struct settings *s, char *const *environment, bool files_allowed)
{
    for (; *environment; environment++) {
        const char *equals = strchr(*environment, '=');
        if (equals)
            take_pair(s, *environment, (size_t)(equals - *environment), equals + 1, files_allowed);
    }
}

struct dotenv_target {
    struct settings *s;
    bool given[SETTINGS]; /* by the environment, which wins */
};

static void forget(struct settings *s, enum setting setting)
{
    if (s->values[setting])
        explicit_bzero(s->values[setting], strlen(s->values[setting]));
    free(s->values[setting]);
    s->values[setting] = NULL;
}

/* Of two lines the later one counts, as with the usual loaders. */
static void take_dotenv_value(void *ctx, const char *key, const char *value)
{
    const struct dotenv_target *target = ctx;
    int setting = setting_named(key, strlen(key));
    if (setting < 0)
        setting = secret_of_file(key, strlen(key));
    if (setting >= 0 && value[0] && !target->given[setting])
        forget(target->s, (enum setting)setting);
    take_pair(target->s, key, strlen(key), value, true);
}

static void take_dotenv_problem(void *ctx, int line, const char *problem)
{
    const struct dotenv_target *target = ctx;
    settings_found(target->s, true, ".env ligne %d : %s.", line, problem);
}

/* Windows calls it "Unicode". */
static bool is_utf16(const struct buffer *text)
{
    return text->length >= 2 &&
           (memcmp(text->data, "\xFF\xFE", 2) == 0 || memcmp(text->data, "\xFE\xFF", 2) == 0);
}

static void take_dotenv(struct settings *s, const char *path)
{
    static const struct dotenv_handlers HANDLERS = {take_dotenv_value, take_dotenv_problem};
    struct dotenv_target target = {.s = s};
    struct buffer text;
    for (int i = 0; i < SETTINGS; i++)
        target.given[i] = s->values[i] != NULL;
    buffer_init(&text, SECRETS_FILE_MOST * 4);
    struct err e = file_read(path, &text);
    if (!err_is(e) && is_utf16(&text))
        settings_found(s, true, ".env : le fichier est en UTF-16. Enregistrez-le en UTF-8.");
    else if (!err_is(e))
        dotenv_parse(buffer_string(&text), text.length, &HANDLERS, &target);
    else if (!(e.kind == ERR_SYSTEM && e.code == ENOENT))
        settings_found(s, true,
                       ".env : le fichier ne peut pas être lu (%s). Vérifiez ses droits ou retirez-le.",
                       e.kind == ERR_SYSTEM ? strerror(e.code) : "plus de 256 Kio");
    if (text.data)
        explicit_bzero(text.data, text.capacity);
    buffer_free(&text);
}

static void check_value(struct settings *s, enum setting setting)
{
    const char *value = s->values[setting];
    if (!value)
        return;
    const char *problem = setting_problem(ROWS[setting].kind, ROWS[setting].least, ROWS[setting].most, value);
    const char *doubt = setting_doubt(ROWS[setting].kind, value);
    if (!problem && ROWS[setting].kind == KIND_FILE && access(value, R_OK) != 0)
        problem = "le fichier ne peut pas être lu";
    if (problem) {
        settings_found(s, true, "%s : %s. %s", ROWS[setting].name, problem, ROWS[setting].repair);
        forget(s, setting); /* from here on it reads as its default */
    } else if (doubt) {
        settings_found(s, false, "%s : %s. %s", ROWS[setting].name, doubt, ROWS[setting].repair);
    }
}

void settings_load(struct settings *s, char *const *environment, const char *dotenv_path, bool token_required)
{
    *s = (struct settings){0};
    take_environment(s, environment, true);
    take_dotenv(s, dotenv_path);
    if (token_required && !s->values[SETTING_DISCORD_TOKEN])
        settings_found(s, true, "DISCORD_TOKEN : il manque. %s", ROWS[SETTING_DISCORD_TOKEN].repair);
    for (int i = 0; i < SETTINGS; i++)
        check_value(s, (enum setting)i);
}

struct err settings_load_worker(struct settings *s, char *const *environment, int secrets_fd)
{
    *s = (struct settings){0};
    take_environment(s, environment, false);
    if (secrets_fd < 0)
        return ERR_OK;
    char *secrets = calloc(1, SECRETS_FILE_MOST * 2 + 1);
    if (!secrets)
        return err_make(ERR_SYSTEM, "settings.secrets", ENOMEM);
    /* pread: the offset of this descriptor is shared with every instance that was handed it. */
    ssize_t length = pread(secrets_fd, secrets, SECRETS_FILE_MOST * 2, 0);
    struct err e = length < 0 ? err_system("settings.secrets") : ERR_OK;
    for (ssize_t at = 0; at < length; at += (ssize_t)strlen(secrets + at) + 1) {
        const char *equals = strchr(secrets + at, '=');
        if (equals)
            take_pair(s, secrets + at, (size_t)(equals - (secrets + at)), equals + 1, false);
    }
    explicit_bzero(secrets, SECRETS_FILE_MOST * 2);
    free(secrets);
    return e;
}

void settings_free(struct settings *s)
{
    for (int i = 0; i < SETTINGS; i++)
        forget(s, (enum setting)i);
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
    return ROWS[setting].fallback;
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

/* ---- Handing on, and forgetting. */

void settings_each_public(const struct settings *s, enum setting_readers reader,
                          void (*each)(void *ctx, const char *name, const char *value), void *ctx)
{
    for (int i = 0; i < SETTINGS; i++)
        if (s->values[i] && setting_read_by((enum setting)i, reader) && !setting_is_secret((enum setting)i))
            each(ctx, ROWS[i].name, s->values[i]);
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
        if (!put(fd, ROWS[i].name, strlen(ROWS[i].name)) || !put(fd, "=", 1) ||
            !put(fd, s->values[i], strlen(s->values[i]) + 1))
            return err_system("settings.hand_on");
        any = true;
    }
    *ret_any = any;
    return ERR_OK;
}

void settings_wipe_secrets(struct settings *s, char **environment)
{
    for (; *environment; environment++) {
        char *equals = strchr(*environment, '=');
        int setting = equals ? setting_named(*environment, (size_t)(equals - *environment)) : -1;
        if (setting >= 0 && setting_is_secret((enum setting)setting))
            explicit_bzero(equals + 1, strlen(equals + 1));
    }
    for (int i = 0; i < SETTINGS; i++)
        if (setting_is_secret((enum setting)i))
            forget(s, (enum setting)i);
}
