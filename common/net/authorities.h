/* Whom libcurl trusts: the system's authorities and those of one more file. Part of http_client.
 * A folder of certificates that are found by the hash of their name (openssl-rehash(1)) is preferred over the
 * system's bundle: of a folder one certificate is read per connection, of a bundle all the hundred and forty,
 * and they stay in memory as long as the connection (13 ms and 0.9 MB each time). */
#ifndef VIGIE_AUTHORITIES_H
#define VIGIE_AUTHORITIES_H

#include "buffer.h"

#include <stdbool.h>

/* Where authorities may stand; NULL: not there. */
struct authority_places {
    const char *chosen_bundle;                 /* SSL_CERT_FILE: stands for the system's */
    const char *extra_file;                    /* EXTRA_CA_FILE: added to the system's */
    const char *system_bundle, *system_folder; /* as the library was built */
};

struct authorities {
    const char *file;   /* read by libcurl at each connection; NULL: none. Borrowed from the places */
    const char *folder; /* the same */
    struct buffer pem;  /* used instead of `file` unless empty: libcurl takes one file, or one text */
};

/* Whether certificates can be found in `folder` by the hash of their name; some images carry the bundle
 * alone. */
bool authorities_are_hashed(const char *folder);

/* A file that cannot be read shows as an error of each request. */
void authorities_choose(const struct authority_places *places, struct authorities *ret_authorities);
void authorities_free(struct authorities *authorities);

/* `easy` is a CURL. */
void authorities_apply(const struct authorities *authorities, void *easy);

#endif
