/* What a fuzz target is made of: libFuzzer's one entry, a reader that takes the input apart, and claims that
 * must hold of every input. https://llvm.org/docs/LibFuzzer.html A target claims more than "does not crash";
 * a claim that fails is reported with its input, like a crash. */
#ifndef VIGIE_FUZZ_H
#define VIGIE_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Not assert(): it must hold whatever NDEBUG is. */
#define CLAIM(condition) ((condition) ? (void)0 : fuzz_refuted(#condition, __FILE__, __LINE__))

static inline void fuzz_refuted(const char *claim, const char *file, int line)
{
    fprintf(stderr, "%s:%d: this does not hold: %s\n", file, line, claim);
    abort();
}

/* The input that is left to be used. */
struct fuzz {
    const uint8_t *at;
    size_t left;
};

/* 0 once the input is used up. */
static inline uint8_t fuzz_byte(struct fuzz *f)
{
    if (!f->left)
        return 0;
    f->left--;
    return *f->at++;
}

/* A copy of `length` bytes, or of what is left, exactly as large as it is, so that a read past its end is
 * seen. A NUL that is not counted follows. malloc'ed. */
static inline char *fuzz_take(struct fuzz *f, size_t length)
{
    size_t taken = length < f->left ? length : f->left;
    char *copy = malloc(taken + 1);
    if (!copy)
        abort();
    if (taken)
        memcpy(copy, f->at, taken);
    copy[taken] = '\0';
    f->at += taken;
    f->left -= taken;
    return copy;
}

/* The same without the NUL, for readers that are told a length; never NULL. */
static inline char *fuzz_bytes(const void *data, size_t size)
{
    char *copy = malloc(size ? size : 1);
    if (!copy)
        abort();
    if (size)
        memcpy(copy, data, size);
    return copy;
}

/* `text` so many times: what is told apart by its length alone comes of short inputs too. malloc'ed. */
static inline char *fuzz_repeat(const char *text, size_t times)
{
    size_t length = strlen(text);
    char *whole = malloc(times * length + 1);
    if (!whole)
        abort();
    for (size_t i = 0; i < times; i++)
        memcpy(whole + i * length, text, length);
    whole[times * length] = '\0';
    return whole;
}

#endif
