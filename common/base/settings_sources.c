/* Where values come from: the environment, the files that it names, `.env`, a worker's sealed memory. */
#include "settings_inside.h"

#include "dotenv.h"
#include "file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* An empty value counts as unset, as on Render's form. */

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
    buffer_init(&contents, SETTING_SECRET_MOST);
    buffer_reserve(&contents, SETTING_SECRET_MOST); /* so that growing leaves no copies behind */
    struct err e = file_read(path, &contents);
    if (err_is(e)) {
        settings_found(s, true,
                       "%s_FILE : le fichier ne peut pas être lu (%s). Vérifiez le chemin et les droits.",
                       SETTING_ROWS[setting].name, e.kind == ERR_SYSTEM ? err_words(e) : "plus de 64 Kio");
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

void settings_take_environment(struct settings *s, char *const *environment, bool files_allowed)
{
    for (; *environment; environment++) {
        const char *equals = strchr(*environment, '=');
        if (equals)
            take_pair(s, *environment, (size_t)(equals - *environment), equals + 1, files_allowed);
    }
}

void settings_given_secrets(char *const *environment, bool ret_given[SETTINGS])
{
    bool decided[SETTINGS] = {false}; /* the first of NAME and NAME_FILE that is not empty */
    memset(ret_given, 0, SETTINGS * sizeof(*ret_given));
    for (; *environment; environment++) {
        const char *equals = strchr(*environment, '=');
        if (!equals || !equals[1])
            continue;
        size_t length = (size_t)(equals - *environment);
        int setting = setting_named(*environment, length), of_file = secret_of_file(*environment, length);
        if (setting >= 0 && setting_is_secret((enum setting)setting) && !decided[setting])
            ret_given[setting] = true;
        if (setting >= 0 || of_file >= 0)
            decided[setting >= 0 ? setting : of_file] = true;
    }
}

struct dotenv_target {
    struct settings *s;
    bool given[SETTINGS]; /* by the environment, which wins */
};

/* Of two lines the later one counts, as with the usual loaders. */
static void take_dotenv_value(void *ctx, const char *key, const char *value)
{
    const struct dotenv_target *target = ctx;
    int setting = setting_named(key, strlen(key));
    if (setting < 0)
        setting = secret_of_file(key, strlen(key));
    if (setting >= 0 && value[0] && !target->given[setting])
        settings_forget(target->s, (enum setting)setting);
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

void settings_take_dotenv(struct settings *s, const char *path)
{
    static const struct dotenv_handlers HANDLERS = {take_dotenv_value, take_dotenv_problem};
    struct dotenv_target target = {.s = s};
    struct buffer text;
    for (int i = 0; i < SETTINGS; i++)
        target.given[i] = s->values[i] != NULL;
    buffer_init(&text, SETTING_SECRET_MOST * 4);
    buffer_reserve(&text, SETTING_SECRET_MOST * 4); /* so that growing leaves no copies behind */
    struct err e = file_read(path, &text);
    if (!err_is(e) && is_utf16(&text))
        settings_found(s, true, ".env : le fichier est en UTF-16. Enregistrez-le en UTF-8.");
    else if (!err_is(e))
        dotenv_parse(buffer_string(&text), text.length, &HANDLERS, &target);
    else if (!(e.kind == ERR_SYSTEM && e.code == ENOENT))
        settings_found(s, true,
                       ".env : le fichier ne peut pas être lu (%s). Vérifiez ses droits ou retirez-le.",
                       e.kind == ERR_SYSTEM ? err_words(e) : "plus de 256 Kio");
    if (text.data)
        explicit_bzero(text.data, text.capacity);
    buffer_free(&text);
}

struct err settings_load_worker(struct settings *s, char *const *environment, int secrets_fd)
{
    *s = (struct settings){0};
    settings_take_environment(s, environment, false);
    if (secrets_fd < 0)
        return ERR_OK;
    char *secrets = calloc(1, SETTING_SECRET_MOST * 2 + 1);
    if (!secrets)
        return err_make(ERR_SYSTEM, "settings.secrets", ENOMEM);
    /* pread: the offset of this descriptor is shared with every instance that was handed it. */
    ssize_t length = pread(secrets_fd, secrets, SETTING_SECRET_MOST * 2, 0);
    struct err e = length < 0 ? err_system("settings.secrets") : ERR_OK;
    for (ssize_t at = 0; at < length; at += (ssize_t)strlen(secrets + at) + 1) {
        const char *equals = strchr(secrets + at, '=');
        if (equals)
            take_pair(s, secrets + at, (size_t)(equals - (secrets + at)), equals + 1, false);
    }
    explicit_bzero(secrets, SETTING_SECRET_MOST * 2);
    free(secrets);
    return e;
}
