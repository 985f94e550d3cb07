/* Rules for single cells. */
#include "cell.h"

#include "utf8.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ID_DIGITS_LEAST 15
#define ID_DIGITS_MOST  20
#define DIGITS_KEPT     15 /* of a number, by Google */

bool cell_id(const char *text, uint64_t *ret_id)
{
    size_t digits = strspn(text, "0123456789");
    if (text[digits] || digits < ID_DIGITS_LEAST || digits > ID_DIGITS_MOST || text[0] == '0')
        return false;
    errno = 0;
    uint64_t id = strtoull(text, NULL, 10);
    if (errno)
        return false;
    if (ret_id)
        *ret_id = id;
    return true;
}

const char *cell_id_text(uint64_t id, char room[24])
{
    snprintf(room, 24, "%" PRIu64, id);
    return room;
}

bool cell_fits(const char *text)
{
    size_t length = strlen(text);
    return utf8_valid(text, length) && utf8_utf16_units(text, length) <= CELL_UNITS_MOST;
}

bool cell_rounded_from(double number, uint64_t id)
{
    double unit = 1; /* of the last digit that Google kept */
    for (double n = number; n >= 1e15; n /= 10)
        unit *= 10;
    static const double DOUBLE_ERROR = 1024; /* half a step of a double near 2^63, twice: theirs and ours */
    double slack = unit / 2 + (number >= 9007199254740992.0 ? DOUBLE_ERROR * (number / 9.3e18) : 0);
    return number >= pow(10, DIGITS_KEPT - 1) && fabs(number - (double)id) <= slack;
}

uint64_t cell_hash(const char *text)
{
    uint64_t h = 0xCBF29CE484222325u; /* FNV-1a */
    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * 0x100000001B3u;
    return h;
}

uint64_t cell_typed_hash(const char *typed)
{
    if (!typed[0] || typed[0] == 's')
        return cell_hash(typed[0] ? typed + 1 : typed);
    return ~cell_hash(typed); /* the number 7 is not the text 7 */
}

bool cell_shows(const char *text, uint64_t hash)
{
    char typed[32], *end;
    if (cell_hash(text) == hash)
        return true;
    if (strcmp(text, "TRUE") == 0 || strcmp(text, "FALSE") == 0)
        return cell_typed_hash(text[0] == 'T' ? "b1" : "b0") == hash;
    double number = strtod(text, &end);
    snprintf(typed, sizeof(typed), "n%.17g", number);
    return end != text && !*end && cell_typed_hash(typed) == hash;
}
