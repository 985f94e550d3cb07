/* The two texts by which both ends of a WebSocket prove that they mean it. RFC 6455 section 4.2.2. Pure. */
#ifndef VIGIE_WEBSOCKET_KEY_H
#define VIGIE_WEBSOCKET_KEY_H

#include "err.h"

#define WEBSOCKET_KEY_BYTES 16
#define WEBSOCKET_KEY_TEXT  32

/* Sec-WebSocket-Key of 16 random bytes, and the Sec-WebSocket-Accept that answers it. */
struct err websocket_key(const unsigned char random[WEBSOCKET_KEY_BYTES], char ret_key[WEBSOCKET_KEY_TEXT],
                         char ret_accept[WEBSOCKET_KEY_TEXT]);

#endif
