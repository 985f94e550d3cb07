/* From a key file's JSON to an account that signs. */
#include "service_account.h"

#include "array_len.h"
#include "json_value.h"
#include "pem.h"
#include "text_copy.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Tokens are Google's to give: RFC 7523 assertions go nowhere else. */
static const char *const TOKEN_URLS[] = {
    GOOGLE_TOKEN_AUDIENCE,
    "https://accounts.google.com/o/oauth2/token",
    "https://www.googleapis.com/oauth2/v3/token",
    "https://www.googleapis.com/oauth2/v4/token",
};

/* Other files that Google hands out, known by a member, or by the value of `type`. */
static const struct {
    const char *member, *type; /* type NULL: the member's presence is enough */
    const char *words;
} STRANGERS[] = {
    {"type", "authorized_user",
     "c'est l'identité d'une personne (gcloud auth application-default login). Créez une clé de compte de "
     "service : IAM, "
     "Comptes de service, Clés, JSON."},
    {"installed", NULL,
     "c'est un identifiant client OAuth, pas une clé. Créez une clé de compte de service : IAM, Comptes de "
     "service, Clés, JSON."},
    {"web", NULL,
     "c'est un identifiant client OAuth, pas une clé. Créez une clé de compte de service : IAM, Comptes de "
     "service, Clés, JSON."},
    {"type", "external_account",
     "la fédération d'identité n'est pas acceptée ici. Créez une clé de compte de service au format "
     "JSON."},
    {"type", "external_account_authorized_user",
     "la fédération d'identité n'est pas acceptée ici. Créez une clé de compte de "
     "service au format JSON."},
    {"type", "impersonated_service_account",
     "c'est une configuration d'emprunt d'identité. Créez une clé de compte de service au "
     "format JSON."},
};

static bool refuse(struct service_account *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
static bool refuse(struct service_account *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(a->refused, sizeof(a->refused), format, args);
    va_end(args);
    return false;
}

static void found(struct service_account *a, const char *finding)
{
    if (a->finding_count < ACCOUNT_FINDINGS_MOST)
        a->findings[a->finding_count++] = finding;
}

static bool is_stranger(struct service_account *a, const struct json_value *key)
{
    for (size_t i = 0; i < ARRAY_LEN(STRANGERS); i++) {
        const struct json_value *member = json_get(key, STRANGERS[i].member);
        if (STRANGERS[i].type ? strcmp(json_text(member, ""), STRANGERS[i].type) == 0 : member != NULL)
            return !refuse(a, "%s", STRANGERS[i].words);
    }
    return false;
}

/* All at once, so that the second one is not found out by a second try. */
static bool has_all_members(struct service_account *a, const struct json_value *key)
{
    static const char *const NEEDED[] = {"client_email", "private_key"};
    char missing[80] = "";
    for (size_t i = 0; i < ARRAY_LEN(NEEDED); i++)
        if (json_text(json_get(key, NEEDED[i]), "")[0] == '\0')
            snprintf(missing + strlen(missing), sizeof(missing) - strlen(missing), "%s%s",
                     missing[0] ? " et " : "", NEEDED[i]);
    if (missing[0])
        return refuse(
            a, "il manque %s (%zu champs trouvés). Collez le fichier de clé entier tel que Google l'a donné.",
            missing, json_length(key));
    return true;
}

static bool is_plain_email(const char *email)
{
    const char *at = strchr(email, '@');
    return at && at != email && strlen(email) < 250 && email[strcspn(email, " \t\r\n\"'<>")] == '\0';
}

static bool take_email(struct service_account *a, const struct json_value *key)
{
    static const char DOMAIN[] = "gserviceaccount.com";
    const char *email = json_text(json_get(key, "client_email"), "");
    if (!is_plain_email(email))
        return refuse(a, "client_email n'est pas une adresse. Collez le fichier d'origine sans le modifier.");
    size_t length = strlen(email);
    if (length < strlen(DOMAIN) || strcmp(email + length - strlen(DOMAIN), DOMAIN) != 0)
        found(a, "client_email ne finit pas par gserviceaccount.com : ce n'est sans doute pas un compte de "
                 "service");
    a->client_email = text_copy(email);
    return true;
}

static bool take_token_url(struct service_account *a, const struct json_value *key, const char *override)
{
    const char *url = override ? override : json_text(json_get(key, "token_uri"), GOOGLE_TOKEN_AUDIENCE);
    bool allowed = override != NULL;
    for (size_t i = 0; i < ARRAY_LEN(TOKEN_URLS); i++)
        allowed = allowed || strcmp(url, TOKEN_URLS[i]) == 0;
    if (!allowed)
        return refuse(a,
                      "token_uri ne désigne pas Google, et la signature y serait envoyée. Remettez %s, ou "
                      "téléchargez la clé à "
                      "nouveau.",
                      GOOGLE_TOKEN_AUDIENCE);
    a->token_url = text_copy(url);
    return true;
}

static bool refuse_signer(struct service_account *a, struct err e)
{
    static const char RENEW[] = "Créez une nouvelle clé : IAM, Comptes de service, Clés, JSON.";
    if (strcmp(e.where, "jwt.not_rsa") == 0)
        return refuse(a, "private_key n'est pas une clé RSA. %s", RENEW);
    if (strcmp(e.where, "jwt.key_size") == 0)
        return refuse(a, "private_key est une clé RSA de %d bits, il en faut au moins 2048. %s", e.code,
                      RENEW);
    if (strcmp(e.where, "jwt.parse") == 0)
        return refuse(a,
                      "private_key est abîmée : son contenu ne se lit pas (mbedTLS -0x%04X). Collez le "
                      "fichier d'origine, ou "
                      "créez une nouvelle clé.",
                      (unsigned)-e.code);
    return refuse(a, "private_key ne signe pas (%s, mbedTLS -0x%04X). %s", e.where, (unsigned)-e.code, RENEW);
}

static bool take_private_key(struct service_account *a, const struct json_value *key)
{
    struct buffer pem;
    bool repaired = false;
    char refused[PEM_REFUSED_SIZE];
    buffer_init(&pem, 32768);
    bool good = pem_normalise(json_text(json_get(key, "private_key"), ""), &pem, &repaired, refused);
    if (!good) {
        refuse(a, "%s", refused);
    } else {
        struct err e = jwt_signer_create(buffer_string(&pem), &a->signer);
        good = err_is(e) ? refuse_signer(a, e) : true;
    }
    if (good && repaired)
        found(a, "private_key avait des retours à la ligne abîmés : remis en place");
    if (pem.data)
        explicit_bzero(pem.data, pem.capacity);
    buffer_free(&pem);
    return good;
}

static bool read_key(struct service_account *a, const struct json_value *key, const char *token_url_override)
{
    if (is_stranger(a, key) || !has_all_members(a, key) || !take_email(a, key) ||
        !take_token_url(a, key, token_url_override))
        return false;
    if (strcmp(json_text(json_get(key, "type"), ""), "service_account") != 0)
        found(a, "le champ type n'est pas « service_account »");
    a->key_id = text_copy(json_text(json_get(key, "private_key_id"), NULL));
    return take_private_key(a, key);
}

bool service_account_read(struct service_account *a, const char *value, const char *token_url_override)
{
    *a = (struct service_account){0};
    struct key_text text;
    struct json_value *key = NULL;
    key_text_read(&text, value);
    for (size_t i = 0; i < text.repair_count; i++)
        found(a, text.repairs[i]);
    bool good =
        text.refused[0] == '\0' && !err_is(json_parse(buffer_string(&text.json), text.json.length, &key));
    good = good ? read_key(a, key, token_url_override) : refuse(a, "%s", text.refused);
    json_destroy(&key);
    key_text_free(&text);
    return good;
}

void service_account_free(struct service_account *a)
{
    free(a->client_email);
    free(a->key_id);
    free(a->token_url);
    jwt_signer_destroy(&a->signer);
    *a = (struct service_account){0};
}
