/* One shard at work: carries out what protocol/shard decides, over its connection (shard_link.h). Owned by the
 * gateway. */
#ifndef VIGIE_SHARD_DRIVER_H
#define VIGIE_SHARD_DRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gateway_shared;
struct shard_driver;

/* `index`: in the plan of the options. Its session is the keeper's from here on. */
struct shard_driver *shard_driver_create(struct gateway_shared *shared, size_t index);
/* Accepts NULL. */
void shard_driver_destroy(struct shard_driver **driver);

/* Has nothing to RESUME. */
bool shard_driver_is_fresh(const struct shard_driver *driver);
/* The first dial waits at least so long. */
void shard_driver_start(struct shard_driver *driver, uint64_t wait_ms);
/* Instead: an earlier process was told that the token is refused. */
void shard_driver_refuse(struct shard_driver *driver);
void shard_driver_leave(struct shard_driver *driver, void (*on_left)(void *ctx), void *ctx);

#endif
