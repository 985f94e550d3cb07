/* What the end of a connection means for its shard: which event of its life it is, and whether the next dial
 * has to wait. Pure. */
#ifndef VIGIE_SHARD_END_H
#define VIGIE_SHARD_END_H

#include "err.h"
#include "shard.h"
#include "upgrade.h"

#include <stdbool.h>
#include <stdint.h>

/* `code`: of the peer's Close frame, 0: there was none. */
enum shard_event shard_end_event(uint16_t code);

/* Bytes came that could not be read, or that break the WebSocket's rules. */
bool shard_end_is_unreadable(struct err e);
/* Texts that cannot be read, or compressed ones: another compression may help. */
bool shard_end_blames_compression(struct err e);

/* The upgrade was refused with the status `e.code`: how long no dial may follow (0: as after any failure), and
 * whether it is a ban of this address. 503, 520 and their like are failures as any other; 429 says to whom it
 * speaks. */
uint64_t shard_end_refused(struct err e, const struct upgrade_refusal *refusal, bool *ret_is_ban);

#endif
