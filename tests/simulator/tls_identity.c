/* Two certificates of elliptic keys, which take a millisecond to make. */
#include "tls_identity.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

static const char NAMES[] = "DNS:sheets.googleapis.com,DNS:oauth2.googleapis.com,DNS:www.googleapis.com,"
                            "DNS:accounts.google.com,DNS:localhost,IP:127.0.0.1";

enum { DAYS = 7, SERIAL_BITS = 64 };

static bool extend(X509 *certificate, X509 *issuer, int kind, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
    bool good = extension && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return good;
}

static bool set_serial(X509 *certificate)
{
    BIGNUM *number = BN_new();
    bool good = number && BN_rand(number, SERIAL_BITS, 0, 0) == 1 &&
                BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
    BN_free(number);
    return good;
}

/* Version, serial number, times, key and name; not yet signed. NULL: it cannot be done. */
static X509 *draft(const char *name, EVP_PKEY *key, X509 *issuer)
{
    X509 *x = X509_new();
    X509_NAME *subject = x ? X509_get_subject_name(x) : NULL;
    bool good = subject && X509_set_version(x, X509_VERSION_3) == 1 && set_serial(x) &&
                X509_gmtime_adj(X509_getm_notBefore(x), -3600) &&
                X509_gmtime_adj(X509_getm_notAfter(x), DAYS * 86400L) && X509_set_pubkey(x, key) == 1 &&
                X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1,
                                           0) == 1 &&
                X509_set_issuer_name(x, issuer ? X509_get_subject_name(issuer) : subject) == 1;
    if (good)
        return x;
    X509_free(x);
    return NULL;
}

static X509 *make_authority(EVP_PKEY *key)
{
    X509 *x = draft("Vigie simulator authority", key, NULL);
    if (x && extend(x, x, NID_basic_constraints, "critical,CA:TRUE") &&
        extend(x, x, NID_key_usage, "critical,keyCertSign,cRLSign") &&
        extend(x, x, NID_subject_key_identifier, "hash") && X509_sign(x, key, EVP_sha256()) > 0)
        return x;
    X509_free(x);
    return NULL;
}

static X509 *make_certificate(EVP_PKEY *key, X509 *authority, EVP_PKEY *authority_key)
{
    X509 *x = draft("sheets.googleapis.com", key, authority);
    if (x && extend(x, authority, NID_basic_constraints, "CA:FALSE") &&
        extend(x, authority, NID_subject_alt_name, NAMES) &&
        extend(x, authority, NID_authority_key_identifier, "keyid") &&
        X509_sign(x, authority_key, EVP_sha256()) > 0)
        return x;
    X509_free(x);
    return NULL;
}

static bool write_pem(X509 *certificate, struct buffer *out)
{
    char *text;
    BIO *memory = BIO_new(BIO_s_mem());
    bool good = memory && PEM_write_bio_X509(memory, certificate) == 1;
    long length = good ? BIO_get_mem_data(memory, &text) : 0;
    if (good)
        buffer_append(out, text, (size_t)length);
    BIO_free(memory);
    return good;
}

SSL_CTX *tls_identity_create(struct buffer *ca_pem)
{
    EVP_PKEY *authority_key = EVP_EC_gen("P-256"), *key = EVP_EC_gen("P-256");
    X509 *authority = authority_key ? make_authority(authority_key) : NULL;
    X509 *certificate = authority && key ? make_certificate(key, authority, authority_key) : NULL;
    SSL_CTX *context = certificate ? SSL_CTX_new(TLS_server_method()) : NULL;
    if (context && (SSL_CTX_use_certificate(context, certificate) != 1 ||
                    SSL_CTX_use_PrivateKey(context, key) != 1 || !write_pem(authority, ca_pem))) {
        SSL_CTX_free(context);
        context = NULL;
    }
    X509_free(certificate);
    X509_free(authority);
    EVP_PKEY_free(key);
    EVP_PKEY_free(authority_key);
    return context;
}
