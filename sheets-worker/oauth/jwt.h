/* The signed statement that a service account exchanges for an access token (RFC 7523): RS256 over header and
 * claims. The door to mbedTLS in this program (2.28 and 3.x). */
#ifndef VIGIE_JWT_H
#define VIGIE_JWT_H

#include "buffer.h"
#include "err.h"

#include <stdint.h>

struct jwt_signer;

/* Parses a clean PEM block (pem.h) and proves with a trial signature that it signs. ERR_CRYPTO: mbedTLS
 * refuses it; ERR_CONFIG: not RSA, or fewer than 2048 bits, which `code` tells. */
struct err jwt_signer_create(const char *pem, struct jwt_signer **ret_signer);
/* Wipes the key. Accepts NULL. */
void jwt_signer_destroy(struct jwt_signer **signer);

struct jwt_claims {
    const char *issuer; /* client_email */
    const char *key_id; /* NULL: none */
    const char *scope;
    const char *audience;
    int64_t now_s; /* as Google's clock has it, UTC */
};

/* Back-dated, for a clock that is a little ahead of Google's makes the statement one of the future. */
#define JWT_BACKDATED_S 30
#define JWT_LIFE_S      3600

/* Appends header.claims.signature, base64url without padding. A secret until it expires: never log it. */
struct err jwt_assertion(struct jwt_signer *signer, const struct jwt_claims *claims, struct buffer *out);

#endif
