/* Versions of rows whose fate the disk does not know yet, for it is full: in the sheet, or refused by Google.
 * They are not sent again meanwhile. Lost with the process, which costs the successor a look at the sheet.
 * Pure; embedded by its user, zero it first. */
#ifndef VIGIE_DONE_H
#define VIGIE_DONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum done_how {
    DONE_NOT,
    DONE_IN_SHEET,
    DONE_REFUSED,
};

struct done {
    struct done_row {
        uint64_t id, version;
        enum done_how how;
    } * rows; /* sorted by id */
    size_t count, room;
};

void done_free(struct done *done);

/* The newest version of an id replaces an older one. */
void done_add(struct done *done, uint64_t id, uint64_t version, enum done_how how);
enum done_how done_how(const struct done *done, uint64_t id, uint64_t version);
size_t done_count(const struct done *done, enum done_how how);

#endif
