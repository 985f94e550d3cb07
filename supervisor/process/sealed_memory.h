/* Memory that outlives the workers and that the supervisor never maps: secrets, sealed against any change,
 * and the page of numbers that health-server counts in (tally.h). Both are handed to each new instance as
 * descriptors. */
#ifndef VIGIE_SEALED_MEMORY_H
#define VIGIE_SEALED_MEMORY_H

#include "err.h"
#include "settings.h"

/* The secrets that `reader` may see, as settings_load_worker reads them; *ret_fd is -1 if there are none. */
struct err sealed_secrets(const struct settings *settings, enum setting_readers reader, int *ret_fd);

/* One zeroed page. */
struct err tally_page(int *ret_fd);

#endif
