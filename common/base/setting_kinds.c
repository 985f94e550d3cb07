/* Checks of one value per kind of setting. */
#include "setting_kinds.h"

#include "log.h"
#include "utf8.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool only(const char *value, const char *allowed)
{
    return value[0] && value[strspn(value, allowed)] == '\0';
}

#define DIGITS  "0123456789"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

static const char *problem_of_number(bool whole, double least, double most, const char *value)
{
    char *end;
    errno = 0;
    double number = whole ? (double)strtoll(value, &end, 10) : strtod(value, &end);
    if (errno || end == value || *end || isspace((unsigned char)value[0]))
        return whole ? "ce n'est pas un nombre entier" : "ce n'est pas un nombre";
    if (!(number >= least && number <= most))
        return "le nombre est hors des bornes";
    return NULL;
}

/* Length of the host at the start of `rest`, brackets of an IPv6 address included. */
static size_t host_length(const char *rest)
{
    if (rest[0] == '[') {
        const char *close = strchr(rest, ']');
        return close ? (size_t)(close - rest) + 1 : 0;
    }
    return strcspn(rest, ":/?#");
}

static bool is_loopback(const char *host, size_t length)
{
    if (length == 9 && strncasecmp(host, "localhost", 9) == 0)
        return true;
    if (length == 5 && strncmp(host, "[::1]", 5) == 0)
        return true;
    return length >= 7 && strncmp(host, "127.", 4) == 0 && strspn(host, DIGITS ".") >= length;
}

bool setting_url_allowed(const char *value, const char *secure_scheme, const char *plain_scheme)
{
    bool plain = strncasecmp(value, plain_scheme, strlen(plain_scheme)) == 0;
    if (!plain && strncasecmp(value, secure_scheme, strlen(secure_scheme)) != 0)
        return false;
    const char *rest = value + strlen(plain ? plain_scheme : secure_scheme);
    size_t host = host_length(rest);
    if (host == 0 || strpbrk(value, " \t\r\n\"'<>@") != NULL)
        return false;
    if (rest[host] == ':') {
        size_t digits = strspn(rest + host + 1, DIGITS);
        long port = strtol(rest + host + 1, NULL, 10);
        const char after = rest[host + 1 + digits];
        if (digits == 0 || digits > 5 || port < 1 || port > 65535 || (after && !strchr("/?#", after)))
            return false;
    }
    return !plain || is_loopback(rest, host);
}

static const char *problem_of_url(const char *value, const char *secure, const char *plain)
{
    if (setting_url_allowed(value, secure, plain))
        return NULL;
    if (strncasecmp(value, plain, strlen(plain)) == 0)
        return "l'adresse n'est pas chiffrée, ce qui n'est accepté que vers cette machine (127.0.0.1, ::1, "
               "localhost)";
    return "ce n'est pas une adresse complète";
}

static const char *problem_of_token(const char *value)
{
    if (strncasecmp(value, "bot ", 4) == 0)
        return "le jeton commence par « Bot », qui n'en fait pas partie";
    if (strpbrk(value, "\"'"))
        return "le jeton contient des guillemets";
    if (!only(value, LETTERS DIGITS "._-"))
        return "le jeton contient un caractère impossible (espace, retour à la ligne, accent…)";
    if (strlen(value) < 8)
        return "le jeton est trop court";
    return NULL;
}

static const char *problem_of_shard_list(const char *value)
{
    if (strcasecmp(value, "all") == 0)
        return NULL;
    for (const char *p = value;;) {
        size_t digits = strspn(p, DIGITS);
        if (digits == 0 || digits > 4)
            return "ce n'est pas une liste de numéros";
        p += digits;
        if (!*p)
            return NULL;
        if (*p++ != ',')
            return "ce n'est pas une liste de numéros";
    }
}

const char *setting_problem(enum setting_kind kind, double least, double most, const char *value)
{
    enum log_level level;
    size_t length = strlen(value);
    switch (kind) {
    case KIND_TEXT:
        if (!utf8_valid(value, length))
            return "le texte n'est pas de l'UTF-8";
        return utf8_utf16_units(value, length) > (size_t)most ? "le texte est trop long" : NULL;
    case KIND_INT:
        return problem_of_number(true, least, most, value);
    case KIND_DECIMAL:
        return problem_of_number(false, least, most, value);
    case KIND_PATH:
    case KIND_FILE:
        return length > 4000 ? "le chemin est trop long" : NULL;
    case KIND_LEVEL:
        return log_level_named(value, &level) ? NULL : "ce niveau n'existe pas";
    case KIND_FORMAT:
        return strcasecmp(value, "text") == 0 || strcasecmp(value, "json") == 0 ? NULL
                                                                                : "ce format n'existe pas";
    case KIND_SNOWFLAKE:
        return only(value, DIGITS) && length >= 15 && length <= 20
                   ? NULL
                   : "ce n'est pas un identifiant Discord (17 à 20 chiffres)";
    case KIND_SHEET_ID:
        return only(value, LETTERS DIGITS "-_") ? NULL : "ce n'est pas un identifiant de feuille";
    case KIND_HTTP_URL:
    case KIND_SECRET_URL:
        return problem_of_url(value, "https://", "http://");
    case KIND_GATEWAY_URL:
        return strcmp(value, "auto") == 0 ? NULL : problem_of_url(value, "wss://", "ws://");
    case KIND_SHARD_COUNT:
        return strcmp(value, "auto") == 0 ? NULL : problem_of_number(true, 1, 1000, value);
    case KIND_SHARD_LIST:
        return problem_of_shard_list(value);
    case KIND_TOKEN:
        return problem_of_token(value);
    case KIND_KEY:
        return NULL; /* the sheets-worker reads keys, and repairs or explains what people really paste */
    }
    return NULL;
}

static unsigned count_of(const char *text, char c)
{
    unsigned count = 0;
    for (; *text; text++)
        count += *text == c;
    return count;
}

const char *setting_doubt(enum setting_kind kind, const char *value)
{
    if (kind == KIND_TOKEN && count_of(value, '.') != 2)
        return "un jeton de bot a d'ordinaire trois parties séparées par des points";
    return NULL;
}
