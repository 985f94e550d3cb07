/* Memory without which a program has nothing to do. */
#ifndef VIGIE_ALLOCATE_H
#define VIGIE_ALLOCATE_H

#include <stddef.h>

/* `count` zeroed elements, the caller's, to free. Never NULL: without memory the program aborts, which says so (fatal.h). */
void *allocate(size_t count, size_t size) __attribute__((malloc, alloc_size(1, 2), returns_nonnull));

#endif
