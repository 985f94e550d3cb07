/* Where a request's body ends, when its headers say it twice. Pure.
 * RFC 9112 sections 6.1 and 6.3: with Content-Length beside Transfer-Encoding, with several Content-Lengths,
 * or with Transfer-Encoding in HTTP/1.0, two readers may disagree about where the next request begins
 * (request smuggling). */
#ifndef VIGIE_FRAMING_H
#define VIGIE_FRAMING_H

#include <stdbool.h>
#include <stddef.h>

/* `input` begins with the request line and may go on behind the headers. True: the connection must be closed
 * after the answer. */
bool framing_is_doubtful(const char *input, size_t length, bool http_1_0);

#endif
