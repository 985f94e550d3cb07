/* What a close code means for the session. The table is close_codes.def. Pure. */
#ifndef VIGIE_CLOSE_CODE_H
#define VIGIE_CLOSE_CODE_H

#include "buffer.h"

#include <stdbool.h>
#include <stdint.h>

/* What we close with when the session shall live on: anything but 1000 and 1001 would do.
 * https://discord.com/developers/docs/events/gateway#initiating-a-disconnect */
#define CLOSE_CODE_RESUMABLE 4000
/* Fatal for this token, whatever is tried. */
#define CLOSE_CODE_TOKEN_REFUSED 4004

enum close_then { CLOSE_THEN_RESUME, CLOSE_THEN_IDENTIFY, CLOSE_THEN_FATAL };

enum close_then close_code_then(uint16_t code);

/* French; "" for a code that is not in the table. */
const char *close_code_meaning(uint16_t code);

/* Appends what a person must do after a fatal code; 4014 names those of `intents` that the portal guards. */
void close_code_repair(uint16_t code, uint32_t intents, struct buffer *out);
void close_code_repair_english(uint16_t code, uint32_t intents, struct buffer *out);

#endif
