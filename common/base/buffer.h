/* A growable run of bytes with a cap that the owner must name.
 * Appends never fail halfway: once one would pass the cap the buffer is `failed`, keeps what it had, and
 * ignores every further append. So a writer appends freely and asks once, at the end. The bytes are always
 * followed by a NUL that is not counted. Owned by whoever embeds it: buffer_init, then buffer_free. */
#ifndef VIGIE_BUFFER_H
#define VIGIE_BUFFER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct buffer {
    char *data; /* NULL until the first append; pointers into it live until the next append */
    size_t length, capacity, cap;
    bool failed;
};

/* `cap`: most bytes that it may ever hold. Allocates nothing. */
void buffer_init(struct buffer *b, size_t cap);
void buffer_free(struct buffer *b);

/* Forget the contents and the failure, keep the memory. */
void buffer_clear(struct buffer *b);

void buffer_append(struct buffer *b, const void *bytes, size_t length);
void buffer_text(struct buffer *b, const char *text);
void buffer_char(struct buffer *b, char c);
void buffer_format(struct buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buffer_vformat(struct buffer *b, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

/* Room for `length` more bytes, or NULL at the cap. Write there, then buffer_added(). */
char *buffer_reserve(struct buffer *b, size_t length);
void buffer_added(struct buffer *b, size_t length);

/* Drop the first `length` bytes. */
void buffer_consume(struct buffer *b, size_t length);

/* Cut to `length` bytes. */
void buffer_truncate(struct buffer *b, size_t length);

/* The contents as a C string, "" when empty. Lives until the next append. */
const char *buffer_string(const struct buffer *b);

#endif
