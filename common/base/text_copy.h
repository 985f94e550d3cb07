/* strdup and strndup for code that has nothing to do without memory. */
#ifndef VIGIE_TEXT_COPY_H
#define VIGIE_TEXT_COPY_H

#include <stddef.h>

/* The caller's, to free. NULL stays NULL; without memory the program aborts, which says so (fatal.h). */
char *text_copy(const char *text);
/* Its first `length` bytes at most. */
char *text_copy_part(const char *text, size_t length);

#endif
