/* Single steps that undo one wrapping each of a pasted key. Pure. All append to `out` and answer whether the
 * step applied; when it did not, `out` is left as it was. */
#ifndef VIGIE_KEY_DECODE_H
#define VIGIE_KEY_DECODE_H

#include "buffer.h"

#include <stdbool.h>
#include <stddef.h>

/* Leading and trailing white space, BOM and no-break spaces. */
bool key_trim(const char *text, size_t length, struct buffer *out);
/* One pair of quotes around a text that then begins with '{': '…' or "…". */
bool key_unquote(const char *text, size_t length, struct buffer *out);
/* Raw line breaks, tabs and carriage returns inside JSON strings become \n, \t, \r. */
bool key_escape_breaks(const char *text, size_t length, struct buffer *out);
/* A JSON string whose text is the object: "{\"type\"…". */
bool key_decode_string(const char *text, size_t length, struct buffer *out);
/* {\"type\": …} with the backslashes but without the quotes around. */
bool key_unescape_quotes(const char *text, size_t length, struct buffer *out);
/* Base64 or base64url, white space allowed, PEM armour around it too. */
bool key_decode_base64(const char *text, size_t length, struct buffer *out);
/* %7B%22type… */
bool key_decode_url(const char *text, size_t length, struct buffer *out);
/* {'type': 'service_account', …} */
bool key_decode_python(const char *text, size_t length, struct buffer *out);

#endif
