/* Capped growable buffer: doubling, sticky failure, always NUL-terminated. */
#include "buffer.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buffer_init(struct buffer *b, size_t cap)
{
    *b = (struct buffer){.cap = cap};
}

void buffer_free(struct buffer *b)
{
    free(b->data);
    *b = (struct buffer){.cap = b->cap};
}

void buffer_clear(struct buffer *b)
{
    b->length = 0;
    b->failed = false;
    if (b->data)
        b->data[0] = '\0';
}

char *buffer_reserve(struct buffer *b, size_t length)
{
    if (b->failed || length > b->cap - b->length) {
        b->failed = true;
        return NULL;
    }
    size_t needed = b->length + length + 1;
    if (needed > b->capacity) {
        size_t capacity = b->capacity ? b->capacity * 2 : 128;
        if (capacity > b->cap + 1)
            capacity = b->cap + 1;
        if (capacity < needed)
            capacity = needed;
        char *data = realloc(b->data, capacity);
        if (!data) {
            b->failed = true;
            return NULL;
        }
        b->data = data;
        b->capacity = capacity;
    }
    return b->data + b->length;
}

void buffer_added(struct buffer *b, size_t length)
{
    assert(b->length + length < b->capacity);
    b->length += length;
    b->data[b->length] = '\0';
}

/* The hottest function of most programs: alone where there is room. */
void buffer_append(struct buffer *b, const void *bytes, size_t length)
{
    if ((b->failed || length >= b->capacity - b->length) && !buffer_reserve(b, length))
        return;
    if (length)
        memcpy(b->data + b->length, bytes, length);
    b->length += length;
    b->data[b->length] = '\0';
}

void buffer_text(struct buffer *b, const char *text)
{
    buffer_append(b, text, strlen(text));
}

void buffer_char(struct buffer *b, char c)
{
    if ((b->failed || 1 >= b->capacity - b->length) && !buffer_reserve(b, 1))
        return;
    b->data[b->length++] = c;
    b->data[b->length] = '\0';
}

/* Most formatted texts are short: formatted once, on the stack. Only a longer one is formatted a second time. */
void buffer_vformat(struct buffer *b, const char *format, va_list args)
{
    char brief[256];
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(brief, sizeof(brief), format, args);
    if (length >= 0 && (size_t)length < sizeof(brief)) {
        buffer_append(b, brief, (size_t)length);
    } else if (length >= 0) {
        char *room = buffer_reserve(b, (size_t)length);
        if (room) {
            vsnprintf(room, (size_t)length + 1, format, again);
            buffer_added(b, (size_t)length);
        }
    }
    va_end(again);
}

void buffer_format(struct buffer *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    buffer_vformat(b, format, args);
    va_end(args);
}

void buffer_consume(struct buffer *b, size_t length)
{
    assert(length <= b->length);
    if (!length)
        return;
    b->length -= length;
    memmove(b->data, b->data + length, b->length);
    b->data[b->length] = '\0';
}

void buffer_truncate(struct buffer *b, size_t length)
{
    assert(length <= b->length);
    b->length = length;
    if (b->data)
        b->data[length] = '\0';
}

const char *buffer_string(const struct buffer *b)
{
    return b->data ? b->data : "";
}
