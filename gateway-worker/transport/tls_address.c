/* Comparing an IP address with the certificate that should bear it. */
#include "tls_address.h"

#include <arpa/inet.h>
#include <string.h>

/* GeneralName ::= CHOICE { … iPAddress [7] OCTET STRING … } */
#define TAG_CLASS_AND_NUMBER (MBEDTLS_ASN1_TAG_CLASS_MASK | MBEDTLS_ASN1_TAG_VALUE_MASK)
#define TAG_IP_ADDRESS       (MBEDTLS_ASN1_CONTEXT_SPECIFIC | 7)

bool tls_address_parse(const char *host, struct tls_address *ret_address)
{
    *ret_address = (struct tls_address){0};
    if (inet_pton(AF_INET, host, ret_address->bytes) == 1)
        ret_address->length = 4;
    else if (inet_pton(AF_INET6, host, ret_address->bytes) == 1)
        ret_address->length = 16;
    return ret_address->length != 0;
}

static bool listed(const mbedtls_x509_crt *certificate, const struct tls_address *address)
{
    for (const mbedtls_x509_sequence *name = &certificate->subject_alt_names; name; name = name->next)
        if (((unsigned)name->buf.tag & TAG_CLASS_AND_NUMBER) == TAG_IP_ADDRESS &&
            name->buf.len == address->length && memcmp(name->buf.p, address->bytes, address->length) == 0)
            return true;
    return false;
}

int tls_address_verify(void *ctx, mbedtls_x509_crt *certificate, int depth, uint32_t *flags)
{
    const struct tls_address *address = ctx;
    if (depth == 0 && !listed(certificate, address))
        *flags |= MBEDTLS_X509_BADCERT_CN_MISMATCH;
    return 0;
}
