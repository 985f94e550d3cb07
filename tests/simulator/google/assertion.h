/* Judging the JWT that a service account trades for a token (RFC 7523). Pure but for the signature check.
 * https://developers.google.com/identity/protocols/oauth2/service-account#authorizingrequests */
#ifndef VIGIE_SIM_ASSERTION_H
#define VIGIE_SIM_ASSERTION_H

#include "accounts.h"

#include <stdbool.h>
#include <stdint.h>

enum grant {
    GRANT_GIVEN,
#define GRANT(name, status, error, description) GRANT_##name,
#include "grants.def"
#undef GRANT
};

/* What a scope allows beyond reading sheets. */
struct grant_scope {
    bool writes, reaches_drive;
};

/* `now_s`: Google's own clock. The account whose key signed it, when it is given. */
enum grant assertion_judge(const char *jwt, struct accounts *accounts, int64_t now_s,
                           struct grant_scope *ret_scope, const struct account **ret_account);

#endif
