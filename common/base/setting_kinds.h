/* What makes a value of each kind well formed. Pure. */
#ifndef VIGIE_SETTING_KINDS_H
#define VIGIE_SETTING_KINDS_H

#include <stdbool.h>

enum setting_kind {
    KIND_TEXT,
    KIND_INT,
    KIND_DECIMAL,
    KIND_PATH,
    KIND_FILE, /* that is there and can be read, which settings_judge.c looks at */
    KIND_LEVEL,
    KIND_FORMAT,
    KIND_SNOWFLAKE,
    KIND_SHEET_ID,
    KIND_HTTP_URL,
    KIND_SECRET_URL,
    KIND_GATEWAY_URL,
    KIND_SHARD_COUNT,
    KIND_SHARD_LIST,
    KIND_TOKEN,
    KIND_KEY,
};

/* NULL if `value` is well formed, else what is wrong with it: French, without the value itself. */
const char *setting_problem(enum setting_kind kind, double least, double most, const char *value);

/* Well formed, but worth a warning; NULL if not. */
const char *setting_doubt(enum setting_kind kind, const char *value);

/* https:// or wss:// anywhere, http:// or ws:// for loopback addresses only (CONTRACT section 2). */
bool setting_url_allowed(const char *value, const char *secure_scheme, const char *plain_scheme);

#endif
