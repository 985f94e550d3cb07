/* SHA-1 and base64, borrowed from mbedTLS: SHA-1 is what the RFC says, and no secret depends on it. */
#include "websocket_key.h"

#include <mbedtls/base64.h>
#include <mbedtls/md.h>
#include <stdio.h>
#include <string.h>

#define ACCEPT_SUFFIX "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

struct err websocket_key(const unsigned char random[WEBSOCKET_KEY_BYTES], char ret_key[WEBSOCKET_KEY_TEXT],
                         char ret_accept[WEBSOCKET_KEY_TEXT])
{
    size_t written;
    int rc = mbedtls_base64_encode((unsigned char *)ret_key, WEBSOCKET_KEY_TEXT, &written, random,
                                   WEBSOCKET_KEY_BYTES);
    if (rc != 0)
        return err_make(ERR_CRYPTO, "websocket_key.encode", rc);
    char joined[WEBSOCKET_KEY_TEXT + sizeof(ACCEPT_SUFFIX)];
    int length = snprintf(joined, sizeof(joined), "%s%s", ret_key, ACCEPT_SUFFIX);
    unsigned char digest[20];
    rc = mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_SHA1), (unsigned char *)joined, (size_t)length,
                    digest);
    if (rc != 0)
        return err_make(ERR_CRYPTO, "websocket_key.digest", rc);
    rc = mbedtls_base64_encode((unsigned char *)ret_accept, WEBSOCKET_KEY_TEXT, &written, digest,
                               sizeof(digest));
    return rc == 0 ? ERR_OK : err_make(ERR_CRYPTO, "websocket_key.encode", rc);
}
