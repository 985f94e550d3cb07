/* The settings of CONTRACT section 2: read from the environment, else `.env`, else the default; checked all
 * at once. One object per process, owned by main. Values live as long as it does. Secrets are never part of a
 * finding. */
#ifndef VIGIE_SETTINGS_H
#define VIGIE_SETTINGS_H

#include "err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum setting {
#define SETTING(name, kind, fallback, least, most, readers, repair, english_repair) SETTING_##name,
#include "settings.def"
#undef SETTING
    SETTINGS
};

enum setting_readers {
    SETTING_FOR_SUPERVISOR = 1,
    SETTING_FOR_GATEWAY = 2,
    SETTING_FOR_SHEETS = 4,
    SETTING_FOR_HEALTH = 8,
    SETTING_FOR_SIMULATOR = 16,
};

/* What is wrong with one setting or one line of `.env`. */
struct setting_finding {
    bool is_error;  /* else a warning */
    char text[400]; /* French, one line: name, what was seen, repair */
};
#define SETTING_FINDINGS_MOST 48

struct settings {
    char *values[SETTINGS]; /* malloc'ed, NULL when unset: then settings_text gives the default */
    struct setting_finding findings[SETTING_FINDINGS_MOST];
    size_t finding_count, error_count;
};

/* Everything, for the supervisor: `environment` as main got it, then `dotenv_path` if that file exists.
 * Problems are collected in findings, never fatal here. `token_required`: false for --demo. */
void settings_load(struct settings *s, char *const *environment, const char *dotenv_path,
                   bool token_required);

/* The secrets that stand in `environment` themselves, not in a file that it names. Asked before they are
 * wiped there. */
void settings_given_secrets(char *const *environment, bool ret_given[SETTINGS]);

/* The same later, once the environment has lost its secrets: the values of `given` stand for those, and win
 * as they did. */
void settings_load_again(struct settings *s, const struct settings *given, char *const *environment,
                         const char *dotenv_path, bool token_required);

/* A worker's share: its environment, and its secrets out of the sealed memory behind `secrets_fd` (-1: none),
 * written by settings_secrets. */
struct err settings_load_worker(struct settings *s, char *const *environment, int secrets_fd);

/* Wipes the secrets, frees all. */
void settings_free(struct settings *s);

/* Overrides one value (copied), unchecked: the demo's own addresses. */
void settings_put(struct settings *s, enum setting setting, const char *value);

/* Adds a finding of somebody who looked deeper. */
void settings_found(struct settings *s, bool is_error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

const char *setting_name(enum setting setting);
bool setting_is_secret(enum setting setting);
bool setting_read_by(enum setting setting, enum setting_readers reader);
const char *setting_repair(enum setting setting);
const char *setting_repair_english(enum setting setting);

/* The value, or its default, or NULL if neither. A malformed value reads as its default. */
const char *settings_text(const struct settings *s, enum setting setting);
bool settings_has(const struct settings *s, enum setting setting);
int64_t settings_int(const struct settings *s, enum setting setting);        /* kind INT */
double settings_decimal(const struct settings *s, enum setting setting);     /* kind DECIMAL */
uint64_t settings_snowflake(const struct settings *s, enum setting setting); /* 0: unset */

/* Calls `each` with every non-secret value that is set and that `reader` may see. */
void settings_each_public(const struct settings *s, enum setting_readers reader,
                          void (*each)(void *ctx, const char *name, const char *value), void *ctx);

/* "NAME=value\0" for each secret that `reader` may see, written to `fd`; *ret_any says whether there was one. */
struct err settings_secrets(const struct settings *s, enum setting_readers reader, int fd, bool *ret_any);

/* Once they are loaded: nobody reads them in /proc/PID/environ any more. */
void settings_wipe_environment(char **environment);
/* Forget the secrets: overwritten in this object and, where a value came from there, in `environment`. */
void settings_wipe_secrets(struct settings *s, char **environment);

/* Default of LOG_FORMAT and SELF_PING_INTERVAL_S depend on Render; this is true when RENDER is set. */
bool settings_on_render(const struct settings *s);

#endif
