/* One row of the sheet as everybody hands it around: the key of column A and the text of B, C and D.
 * Strings are borrowed from whoever made the view; "" is an empty cell, never NULL. */
#ifndef VIGIE_ROW_H
#define VIGIE_ROW_H

struct row {
    const char *key; /* channel id, see cell.h */
    const char *b;   /* validated_by: JSON array of integers */
    const char *c;   /* corrections: JSON object of strings */
    const char *d;   /* message_id, or "" */
};

#endif
