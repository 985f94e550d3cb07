/* The dressing is taken off from both ends; of a formula, the texts in quotes are read. */
#include "id_form.h"

#include "array_len.h"
#include "cell.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define TEXT_MAX 512 /* bytes; a longer cell holds a note, not an id */

/* A piece of the cell's text. */
struct piece {
    const char *at;
    size_t length;
};

/* ---- What stands around an id. */

static const char *const DRESSING[] = {
    " ",      "\t",     "\n",     "\r",     "\v",     "\f",     "'",      "\"",
    "`",      "<",      "#",      ">",      "\u00A0", /* no-break space */
    "\uFEFF",                                         /* byte order mark */
    "\u200B", "\u200C", "\u200D", "\u200E", "\u200F", /* zero width, direction marks */
    "\u2028", "\u2029", "\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u202F",
    "\u2060", "\u2066", "\u2067", "\u2068", "\u2069", "\u2002", "\u2003", "\u2007",
    "\u2009", "\u200A", "\u3000", "\u2018", "\u2019", "\u201C", "\u201D",
};

static bool strip_one(struct piece *p)
{
    for (size_t i = 0; i < ARRAY_LEN(DRESSING); i++) {
        size_t length = strlen(DRESSING[i]);
        if (p->length < length)
            continue;
        bool before = memcmp(p->at, DRESSING[i], length) == 0;
        if (!before && memcmp(p->at + p->length - length, DRESSING[i], length) != 0)
            continue;
        p->at += before ? length : 0;
        p->length -= length;
        return true;
    }
    return false;
}

static struct piece stripped(struct piece p)
{
    while (strip_one(&p))
        ;
    return p;
}

/* ---- Texts. */

static size_t digits_of(struct piece p)
{
    size_t count = 0;
    while (count < p.length && p.at[count] >= '0' && p.at[count] <= '9')
        count++;
    return count;
}

static bool take_id(struct piece digits, uint64_t *ret_id)
{
    char room[24];
    snprintf(room, sizeof(room), "%.*s", digits.length < sizeof(room) ? (int)digits.length : 0, digits.at);
    return cell_id(room, ret_id);
}

/* "id.0" or "id,0", as a number that became a text. */
static bool is_zero_fraction(struct piece p)
{
    if (p.length < 2 || (p.at[0] != '.' && p.at[0] != ','))
        return false;
    for (size_t i = 1; i < p.length; i++)
        if (p.at[i] != '0')
            return false;
    return true;
}

/* https://discord.com/channels/GUILD/CHANNEL, perhaps with a message after it. */
static bool take_link(struct piece p, uint64_t *ret_id)
{
    static const char PATH[] = "/channels/";
    char text[TEXT_MAX];
    snprintf(text, sizeof(text), "%.*s", (int)p.length, p.at);
    const char *path =
        strncasecmp(text, "http", 4) == 0 && strstr(text, "discord") ? strstr(text, PATH) : NULL;
    const char *channel = path ? strchr(path + strlen(PATH), '/') : NULL;
    if (!channel)
        return false;
    struct piece rest = {channel + 1, strlen(channel + 1)};
    struct piece digits = {rest.at, digits_of(rest)};
    char after = rest.at[digits.length];
    return (!after || strchr("/?#", after)) && take_id(digits, ret_id);
}

static bool take_text(struct piece p, uint64_t *ret_id)
{
    struct piece inner = stripped(p);
    struct piece digits = {inner.at, digits_of(inner)};
    struct piece rest = {inner.at + digits.length, inner.length - digits.length};
    if (rest.length == 0 || is_zero_fraction(rest))
        return take_id(digits, ret_id);
    return take_link(inner, ret_id);
}

/* ---- Formulas. */

/* The next text in quotes at or after *at; a quote inside one ends it, for no id has one. */
static bool next_literal(const char **at, struct piece *ret_literal)
{
    const char *begin = strchr(*at, '"');
    const char *end = begin ? strchr(begin + 1, '"') : NULL;
    if (!end)
        return false;
    *ret_literal = (struct piece){begin + 1, (size_t)(end - begin - 1)};
    *at = end + 1;
    return true;
}

/* The one id that its texts mean. */
static bool take_formula(const char *text, uint64_t *ret_id)
{
    struct piece literal;
    uint64_t id = 0, found = 0;
    while (next_literal(&text, &literal)) {
        if (!take_text(literal, &id))
            continue;
        if (found && found != id)
            return false;
        found = id;
    }
    if (found)
        *ret_id = found;
    return found != 0;
}

/* Functions that answer with several cells (https://support.google.com/docs/table/25273). */
bool id_form_is_array(const char *text)
{
    static const char *const FUNCTIONS[] = {
        "ARRAYFORMULA(", "FILTER(", "QUERY(",   "UNIQUE(",    "SORT(",       "SORTN(",      "IMPORTRANGE(",
        "IMPORTDATA(",   "SPLIT(",  "FLATTEN(", "TRANSPOSE(", "SEQUENCE(",   "MAP(",        "BYROW(",
        "TOCOL(",        "TOROW(",  "VSTACK(",  "HSTACK(",    "CHOOSEROWS(", "CHOOSECOLS(",
    };
    text += strspn(text, " \t\n\r");
    if (text[0] != '=')
        return false;
    text++;
    text += strspn(text, " +");
    bool found = text[0] == '{';
    for (size_t i = 0; i < ARRAY_LEN(FUNCTIONS); i++)
        found = found || strcasestr(text, FUNCTIONS[i]);
    return found;
}

/* ---- All. */

enum id_form id_form_read(const char *text, uint64_t *ret_id)
{
    if (cell_id(text, ret_id))
        return ID_PLAIN;
    size_t length = strnlen(text, TEXT_MAX);
    if (length == 0 || length == TEXT_MAX)
        return ID_NONE;
    if (text[0] != '=')
        return take_text((struct piece){text, length}, ret_id) ? ID_DRESSED : ID_NONE;
    if (!take_formula(text, ret_id))
        return ID_NONE;
    return id_form_is_array(text) ? ID_COMPUTED : ID_DRESSED;
}

bool id_form_is_rewritten(enum id_form form)
{
    return form == ID_DRESSED || form == ID_ROUNDED;
}
