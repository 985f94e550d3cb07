/* The service account that the pretend Google knows: an RSA key, a name, and the key file that an operator
 * would download. The door to mbedTLS of this folder; 2.28 and 3.x. */
#ifndef VIGIE_SIM_RSA_KEY_H
#define VIGIE_SIM_RSA_KEY_H

#include "buffer.h"

#include <stdbool.h>
#include <stddef.h>

struct rsa_key;

/* RSA-2048, takes about a second. NULL: no randomness or no memory. */
struct rsa_key *rsa_key_generate(void);
/* From a service_account JSON. NULL: malformed. */
struct rsa_key *rsa_key_from_json(const char *json);
/* Accepts NULL. */
void rsa_key_destroy(struct rsa_key **key);

const char *rsa_key_email(const struct rsa_key *key);
/* Appends the complete key file, on one line. */
void rsa_key_write_json(struct rsa_key *key, const char *token_uri, struct buffer *out);
/* RSASSA-PKCS1-v1_5 with SHA-256. */
bool rsa_key_verify(struct rsa_key *key, const char *signed_text, size_t length,
                    const unsigned char *signature, size_t signature_length);

#endif
