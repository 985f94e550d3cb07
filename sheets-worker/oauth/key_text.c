/* The pipeline: as long as the value is no JSON object, the first step of the table that applies is taken; at
 * most three wrappings deep. Then either JSON, or a diagnosis out of a second table. */
#include "key_text.h"

#include "array_len.h"
#include "json_value.h"
#include "key_decode.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define STEPS_MOST 6 /* three wrappings, and the small repairs around them */

static const struct {
    bool (*undo)(const char *text, size_t length, struct buffer *out);
    const char *repair; /* NULL: not worth a word */
} STEPS[] = {
    {key_trim, NULL},
    {key_decode_url, "la valeur était encodée comme une adresse (%7B…) : décodée"},
    {key_decode_string, "la valeur était du JSON encodé deux fois : décodée"},
    {key_unquote, "la valeur était entourée de guillemets : retirés"},
    {key_unescape_quotes, "les guillemets étaient précédés de barres obliques inverses : retirées"},
    {key_decode_base64, "la valeur était en base64 : décodée"},
    {key_escape_breaks, "des retours à la ligne étaient à l'intérieur des textes : acceptés"},
    {key_decode_python, "la valeur était un dictionnaire affiché par Python : converti en JSON"},
};

/* Keeps its place in the buffer: wiped before it is freed. */
static void wipe(struct buffer *b)
{
    if (b->data)
        explicit_bzero(b->data, b->capacity);
    buffer_free(b);
}

enum shape { SHAPE_OBJECT, SHAPE_OTHER_JSON, SHAPE_NO_JSON };

static enum shape shape_of(const struct buffer *text)
{
    struct json_value *document = NULL;
    if (err_is(json_parse(buffer_string(text), text->length, &document)))
        return SHAPE_NO_JSON;
    bool is_object = json_is_object(document);
    json_destroy(&document);
    return is_object ? SHAPE_OBJECT : SHAPE_OTHER_JSON;
}

/* One step; true if any applied. */
static bool step(struct key_text *key)
{
    struct buffer next;
    buffer_init(&next, KEY_TEXT_MOST);
    for (size_t i = 0; i < ARRAY_LEN(STEPS); i++) {
        if (!STEPS[i].undo(buffer_string(&key->json), key->json.length, &next))
            continue;
        if (STEPS[i].repair && key->repair_count < KEY_REPAIRS_MOST)
            key->repairs[key->repair_count++] = STEPS[i].repair;
        wipe(&key->json);
        key->json = next;
        return true;
    }
    buffer_free(&next);
    return false;
}

/* ---- What it is, when it is not JSON. The first row that applies is said. */

static bool is_empty(const char *t)
{
    return t[strspn(t, " \t\r\n")] == '\0';
}

static bool is_path(const char *t)
{
    bool starts = t[0] == '/' || strncmp(t, "./", 2) == 0 || strncmp(t, "~/", 2) == 0 ||
                  (isalpha((unsigned char)t[0]) && t[1] == ':' && t[2] == '\\');
    size_t length = strlen(t);
    bool ends = length > 5 && length < 200 && strcmp(t + length - 5, ".json") == 0;
    return !strchr(t, '\n') && !strchr(t, '{') && (ends || (starts && length < 200));
}

static bool is_api_key(const char *t)
{
    return strncmp(t, "AIza", 4) == 0;
}

static bool is_sheet_id(const char *t)
{
    size_t length = strlen(t);
    return length >= 40 && length <= 50 &&
           t[strspn(t, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")] == '\0';
}

static bool is_bare_pem(const char *t)
{
    return strncmp(t, "-----BEGIN", 10) == 0;
}

static bool has_curly_quotes(const char *t)
{
    return strstr(t, "\xE2\x80\x9C") || strstr(t, "\xE2\x80\x9D");
}

static bool is_cut(const char *t)
{
    size_t length = strlen(t);
    return t[0] == '{' && length && !memchr(t + (length > 4 ? length - 4 : 0), '}', length > 4 ? 4 : length);
}

static bool is_python_like(const char *t)
{
    return t[0] == '{' && t[1 + strspn(t + 1, " \t\r\n")] == '\'';
}

static bool has_trailing_comma(const char *t)
{
    size_t length = strlen(t);
    while (length && (isspace((unsigned char)t[length - 1]) || t[length - 1] == '}'))
        length--;
    return length && t[0] == '{' && t[length - 1] == ',';
}

static bool starts_like_object(const char *t)
{
    return t[0] == '{';
}

static bool anything(const char *t)
{
    (void)t;
    return true;
}

static const struct {
    bool (*applies)(const char *text);
    const char *words; /* %zu: how long the value is, in bytes */
} DIAGNOSES[] = {
    {is_empty, "la valeur est vide (%zu octets). Collez le fichier de clé entier : il commence par "
               "{\"type\":\"service_account\"."},
    {is_api_key, "c'est une clé d'API (%zu octets), qui ne permet pas d'écrire dans une feuille. Créez une "
                 "clé de compte de service : IAM, Comptes de service, Clés, JSON."},
    {is_path, "c'est un chemin de fichier (%zu octets), pas du JSON. Collez le contenu du fichier, ou mettez "
              "le chemin dans SERVICE_ACCOUNT_JSON_FILE."},
    {is_bare_pem, "c'est la clé privée seule (%zu octets), sans le reste du fichier. Collez le fichier JSON "
                  "entier tel que Google l'a donné."},
    {is_sheet_id, "c'est sans doute l'identifiant de la feuille (%zu caractères), pas une clé. Il va dans "
                  "GOOGLE_SHEET_ID_VALIDATION ; collez ici le fichier de clé JSON."},
    {has_curly_quotes,
     "elle contient des guillemets courbes (“ ”) parmi ses %zu octets : un traitement de texte a modifié le "
     "fichier. Téléchargez la clé à nouveau et collez-la sans la rouvrir."},
    {is_python_like, "c'est un dictionnaire affiché par Python (%zu octets), et il n'est pas lisible. "
                     "Utilisez json.dumps, ou collez le fichier d'origine."},
    {has_trailing_comma, "le JSON a une virgule après le dernier élément (%zu octets). Retirez-la, ou collez "
                         "le fichier d'origine."},
    {is_cut,
     "le JSON s'arrête après %zu octets sans son accolade finale : la valeur a été coupée (guillemets "
     "absents dans .env ou dans le shell, limite de taille). Collez le fichier entier entre apostrophes."},
    {starts_like_object, "le JSON est malformé (%zu octets). Collez le fichier d'origine sans le modifier."},
    {anything, "ce n'est pas du JSON (%zu octets). Collez le fichier de clé entier : il commence par "
               "{\"type\":\"service_account\"."},
};

static void diagnose(struct key_text *key, enum shape shape, const char *value)
{
    if (shape == SHAPE_OTHER_JSON) {
        snprintf(key->refused, sizeof(key->refused),
                 "c'est du JSON, mais pas un objet (une liste, un texte ou un nombre). Collez le fichier de "
                 "clé entier : il commence par {\"type\":\"service_account\".");
        return;
    }
    /* Of a value that was base64 of something else, the base64 is what the person knows. */
    const char *text =
        key->repair_count && buffer_string(&key->json)[0] != '{' ? value : buffer_string(&key->json);
    for (size_t i = 0; i < ARRAY_LEN(DIAGNOSES); i++)
        if (DIAGNOSES[i].applies(text)) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            snprintf(key->refused, sizeof(key->refused), DIAGNOSES[i].words, strlen(text));
#pragma GCC diagnostic pop
            return;
        }
}

/* A value that must not be taken apart: base64 would make something of a sheet id. */
static bool is_known_stranger(const char *value)
{
    return is_empty(value) || is_api_key(value) || is_path(value) || is_sheet_id(value);
}

void key_text_read(struct key_text *key, const char *value)
{
    *key = (struct key_text){0};
    buffer_init(&key->json, KEY_TEXT_MOST);
    buffer_text(&key->json, value);
    if (key->json.failed) {
        snprintf(key->refused, sizeof(key->refused),
                 "la valeur est bien trop longue pour une clé (%zu octets). Collez le fichier de clé entier, "
                 "et rien "
                 "d'autre.",
                 strlen(value));
        return;
    }
    enum shape shape = shape_of(&key->json);
    for (int i = 0; i < STEPS_MOST && shape != SHAPE_OBJECT; i++) {
        bool is_string = shape == SHAPE_OTHER_JSON && buffer_string(&key->json)[0] == '"';
        if ((shape == SHAPE_OTHER_JSON && !is_string) || is_known_stranger(buffer_string(&key->json)) ||
            !step(key))
            break;
        shape = shape_of(&key->json);
    }
    if (shape != SHAPE_OBJECT)
        diagnose(key, shape, value);
}

void key_text_free(struct key_text *key)
{
    wipe(&key->json);
}
