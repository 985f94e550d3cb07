/* What a cell of column A means: which Discord id it holds, and in which form. People paste ids with blanks,
 * as a link or as a mention, and write formulas around them; a row that such a cell begins is that channel's
 * row all the same. Pure. The forms of a mention and of a channel's link:
 * https://discord.com/developers/docs/reference#message-formatting */
#ifndef VIGIE_ID_FORM_H
#define VIGIE_ID_FORM_H

#include <stdbool.h>
#include <stdint.h>

enum id_form {
    ID_PLAIN,    /* the digits alone, as Vigie writes them */
    ID_DRESSED,  /* digits with something around them: the next write puts the digits alone */
    ID_COMPUTED, /* an array formula: never overwritten, for the cells that it fills would go with it */
    ID_ROUNDED,  /* a number: Google dropped its last digits */
    ID_NONE,     /* no id, or several */
};

/* Of a text or a formula, as `valueRenderOption=FORMULA` shows it; never ID_ROUNDED. *ret_id: unless ID_NONE.
 */
enum id_form id_form_read(const char *text, uint64_t *ret_id);

/* Is column A of such a row written anew with the next write of the row? */
bool id_form_is_rewritten(enum id_form form);

/* Is `text` a formula that fills other cells than its own? */
bool id_form_is_array(const char *text);

#endif
