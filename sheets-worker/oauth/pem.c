/* PEM normalising: undo escapes, find the label, keep the base64, wrap it anew. */
#include "pem.h"

#include "array_len.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PASTED_MOST     16384
#define LINE            64
#define BODY_LEAST      300 /* base64 of the smallest key that is worth a message about its content */
#define REPLACE_THE_KEY "Collez le champ private_key du fichier JSON d'origine, ou créez une nouvelle clé."

/* ---- Escapes. */

static bool two_hex(const char *text, unsigned *ret_byte)
{
    if (!isxdigit((unsigned char)text[0]) || !isxdigit((unsigned char)text[1]))
        return false;
    char digits[3] = {text[0], text[1], '\0'};
    *ret_byte = (unsigned)strtoul(digits, NULL, 16);
    return true;
}

/* What stands after a run of backslashes: n, r, t, or u00XX. Returns how many bytes were used. */
static size_t undo_escape(const char *after, struct buffer *out)
{
    unsigned byte;
    if (*after == 'n' || *after == 'r' || *after == 't') {
        buffer_char(out, '\n');
        return 1;
    }
    if (strncmp(after, "u00", 3) == 0 && two_hex(after + 3, &byte) && byte) {
        buffer_char(out, (char)byte);
        return 5;
    }
    return 0;
}

/* \n in any number of backslashes, \u003d, %2B; the rest as it is. */
static void undo_escapes(const char *pasted, struct buffer *out)
{
    unsigned byte;
    while (*pasted) {
        if (*pasted == '\\') {
            pasted += strspn(pasted, "\\");
            pasted += undo_escape(pasted, out);
        } else if (*pasted == '%' && two_hex(pasted + 1, &byte) && byte) {
            buffer_char(out, (char)byte);
            pasted += 3;
        } else {
            buffer_char(out, *pasted++);
        }
    }
}

/* ---- The label. */

static const struct {
    const char *label;
    const char *refused; /* NULL: ours */
} LABELS[] = {
    {"PRIVATE KEY", NULL},
    {"RSA PRIVATE KEY", NULL},
    {"ENCRYPTED PRIVATE KEY", "la clé est protégée par un mot de passe"},
    {"EC PRIVATE KEY", "c'est une clé à courbe elliptique, et Google demande une clé RSA"},
    {"DSA PRIVATE KEY", "c'est une clé DSA, et Google demande une clé RSA"},
    {"OPENSSH PRIVATE KEY", "c'est une clé SSH, pas celle d'un compte de service"},
    {"PUBLIC KEY", "c'est la clé publique, il faut la clé privée"},
    {"RSA PUBLIC KEY", "c'est la clé publique, il faut la clé privée"},
    {"CERTIFICATE", "c'est un certificat, il faut la clé privée"},
};

static bool refuse(char refused[PEM_REFUSED_SIZE], const char *why)
{
    snprintf(refused, PEM_REFUSED_SIZE, "private_key : %s. %s", why, REPLACE_THE_KEY);
    return false;
}

/* The text between "-----BEGIN LABEL-----" and "-----END". */
struct block {
    const char *label, *body, *end;
};

static bool find_block(const char *text, struct block *b, char refused[PEM_REFUSED_SIZE])
{
    const char *label = strstr(text, "-----BEGIN ") + 11, *dashes = strstr(label, "-----");
    if (!dashes || dashes - label > 40)
        return refuse(refused, "la ligne BEGIN n'est pas entière");
    *b = (struct block){.body = dashes + 5, .end = strstr(dashes + 5, "-----END")};
    for (size_t i = 0; i < ARRAY_LEN(LABELS); i++)
        if (strlen(LABELS[i].label) == (size_t)(dashes - label) &&
            strncmp(LABELS[i].label, label, (size_t)(dashes - label)) == 0) {
            b->label = LABELS[i].label;
            if (LABELS[i].refused)
                return refuse(refused, LABELS[i].refused);
        }
    if (!b->label)
        return refuse(refused, "ce n'est pas une clé RSA");
    if (!b->end) {
        char why[128];
        snprintf(why, sizeof(why),
                 "elle a BEGIN mais pas END (%zu caractères, environ 1700 attendus) : elle a été coupée",
                 strlen(text));
        return refuse(refused, why);
    }
    /* Proc-Type: 4,ENCRYPTED. The comma tells it from base64. */
    if (memmem(b->body, (size_t)(b->end - b->body), ",ENCRYPTED", 10))
        return refuse(refused, "la clé est protégée par un mot de passe");
    return true;
}

static bool is_base64(char c)
{
    return isalnum((unsigned char)c) || c == '+' || c == '/' || c == '=';
}

/* Without armour: only if the whole is base64 of a DER sequence, which begins with "MII". */
static bool assume_block(const char *text, struct block *b, char refused[PEM_REFUSED_SIZE])
{
    text += strspn(text, " \t\r\n\"'");
    for (const char *p = text; *p; p++)
        if (!is_base64(*p) && !strchr(" \t\r\n\"'", *p))
            return refuse(refused, strlen(text) < BODY_LEAST
                                       ? "ce n'est pas une clé, peut-être un texte d'exemple resté en place"
                                       : "elle n'a ni BEGIN ni END et contient des caractères impossibles");
    if (strlen(text) < BODY_LEAST || strncmp(text, "MII", 3) != 0)
        return refuse(refused, "ce n'est pas une clé, peut-être un texte d'exemple resté en place");
    *b = (struct block){.label = "PRIVATE KEY", .body = text, .end = text + strlen(text)};
    return true;
}

/* An elliptic key in PKCS#8 has the label of ours and is far shorter; its OID 1.2.840.10045.2.1 tells it. */
static const char *why_short(const char *pem)
{
    return strstr(pem, "GByqGSM49AgE")
               ? "c'est une clé à courbe elliptique, et Google demande une clé RSA"
               : "elle est bien trop courte : elle a été coupée, ou c'est un texte d'exemple";
}

static void write_block(const struct block *b, struct buffer *pem)
{
    size_t column = 0;
    buffer_format(pem, "-----BEGIN %s-----\n", b->label);
    for (const char *p = b->body; p < b->end; p++) {
        if (!is_base64(*p))
            continue;
        buffer_char(pem, *p);
        if (++column % LINE == 0)
            buffer_char(pem, '\n');
    }
    buffer_format(pem, "%s-----END %s-----\n", column % LINE ? "\n" : "", b->label);
}

bool pem_normalise(const char *pasted, struct buffer *pem, bool *ret_repaired, char refused[PEM_REFUSED_SIZE])
{
    struct buffer text;
    struct block block;
    buffer_init(&text, PASTED_MOST);
    undo_escapes(pasted, &text);
    const char *whole = buffer_string(&text);
    bool good = text.failed                    ? refuse(refused, "elle est bien trop longue")
                : strstr(whole, "-----BEGIN ") ? find_block(whole, &block, refused)
                                               : assume_block(whole, &block, refused);
    if (good) {
        size_t before = pem->length;
        write_block(&block, pem);
        *ret_repaired = strcmp(buffer_string(pem) + before, pasted) != 0;
        if (pem->length - before < BODY_LEAST)
            good = refuse(refused, why_short(buffer_string(pem) + before));
    }
    if (text.data)
        explicit_bzero(text.data, text.capacity);
    buffer_free(&text);
    return good;
}
