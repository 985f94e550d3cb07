/* What the process that read the settings again says of them: their public values, what is wrong with them,
 * and which secrets are others than before; never a secret itself. Text of records that end with NUL:
 * vNAME=value · eFINDING (error) · wFINDING (warning) · cNAME (this secret changed) · . (that was all). Pure.
 */
#ifndef VIGIE_REREAD_ANSWER_H
#define VIGIE_REREAD_ANSWER_H

#include "buffer.h"
#include "settings.h"

#include <stdbool.h>

#define REREAD_ANSWER_MAX (512 * 1024) /* a `.env` has at most 256 KiB */

/* Appends to `out`; over its cap that has failed. */
void reread_answer_write(const struct settings *settings, const bool secret_changed[SETTINGS],
                         struct buffer *out);

/* False: it is not whole, or not ours; then both results are empty. *ret_settings is freed by settings_free.
 */
bool reread_answer_read(const char *bytes, size_t length, struct settings *ret_settings,
                        bool ret_secret_changed[SETTINGS]);

#endif
