/* The one error type. Made where the failure happens, with the library's own number and a literal saying
 * where: `return err_make(ERR_TLS, "tls.handshake", rc);`. Passed by value, owns nothing, never logged by who
 * makes it. */
#ifndef VIGIE_ERR_H
#define VIGIE_ERR_H

#include <stdbool.h>
#include <stddef.h>

enum err_kind {
    ERR_NONE,
#define ERROR(kind, text) ERR_##kind,
#include "errors.def"
#undef ERROR
};

struct err {
    enum err_kind kind;
    int code;          /* errno, libuv status, CURLcode, HTTP status...: which one follows from kind */
    const char *where; /* a string literal, "module.step" */
};

#define ERR_OK ((struct err){ERR_NONE, 0, ""})

static inline struct err err_make(enum err_kind kind, const char *where, int code)
{
    return (struct err){kind, code, where};
}

/* ERR_SYSTEM with the present errno. */
struct err err_system(const char *where);

static inline bool err_is(struct err e)
{
    return e.kind != ERR_NONE;
}

/* "name lookup at tcp.resolve (-3008)" into `text`, always terminated; returns `text`. For who mends Vigie: a log field of
 * its own, never part of a sentence. */
const char *err_describe(struct err e, char *text, size_t size);

/* The same for people, in French (error_words.def): "la connexion a été coupée". A literal; "" for no error. */
const char *err_words(struct err e);

#endif
