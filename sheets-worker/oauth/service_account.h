/* The service account of SERVICE_ACCOUNT_JSON: read, repaired where that is safe, checked, proven to sign.
 * What it says is French, one line per finding, and never holds a byte of the key. */
#ifndef VIGIE_SERVICE_ACCOUNT_H
#define VIGIE_SERVICE_ACCOUNT_H

#include "jwt.h"
#include "key_text.h"

#include <stdbool.h>
#include <stddef.h>

#define ACCOUNT_FINDINGS_MOST (KEY_REPAIRS_MOST + 4)

struct service_account {
    char *client_email;
    char *key_id;                                /* private_key_id, NULL if absent */
    char *token_url;                             /* where the assertion goes */
    struct jwt_signer *signer;                   /* the private key's only home */
    const char *findings[ACCOUNT_FINDINGS_MOST]; /* accepted, but worth a warning: French literals */
    size_t finding_count;
    char refused[400]; /* why the key cannot be used; "" when it can */
};

#define GOOGLE_TOKEN_AUDIENCE "https://oauth2.googleapis.com/token"

/* False: `refused` says why; the account is then good for service_account_free only. `token_url_override`
 * (may be NULL) was checked by its reader; the URL in the key is used only if it is one of Google's, for
 * whoever it names could spend our assertion. */
bool service_account_read(struct service_account *account, const char *value, const char *token_url_override);
void service_account_free(struct service_account *account);

#endif
