/* What the files behind settings.h share: the rows of settings.def, and a value's end. Private to them. */
#ifndef VIGIE_SETTINGS_INSIDE_H
#define VIGIE_SETTINGS_INSIDE_H

#include "setting_kinds.h"
#include "settings.h"

/* The file that a secret stands in, at most. */
#define SETTING_SECRET_MOST 65536

struct setting_row {
    const char *name;
    enum setting_kind kind;
    const char *fallback;
    double least, most;
    unsigned readers;
    const char *repair, *english_repair;
};
extern const struct setting_row SETTING_ROWS[SETTINGS];

/* -1: not one of ours. */
int setting_named(const char *name, size_t length);

/* Overwritten, then unset. */
void settings_forget(struct settings *s, enum setting setting);

/* Where values come from (settings_sources.c): the first that offers one wins, but see dotenv. */
void settings_take_environment(struct settings *s, char *const *environment, bool files_allowed);
void settings_take_dotenv(struct settings *s, const char *path);

/* What is wrong with the values, each and together (settings_judge.c); a malformed one is forgotten. */
void settings_judge(struct settings *s);

#endif
