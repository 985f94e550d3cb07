/* Choosing the codec, and the one output buffer that all texts of a connection share. */
#include "inflate.h"

#include "allocate.h"
#include "codec.h"

#include <stdlib.h>

/* A buffer that one rare large text has grown past this is given back after it. */
#define INFLATE_KEPT (512 * 1024)

static const struct {
    const char *query;
    unsigned char mask, magic;
    const struct codec *codec;
} CODECS[INFLATE_CODECS] = {
#define CODEC(id, query, mask, magic, codec) [INFLATE_##id] = {query, mask, magic, &(codec)},
#include "codecs.def"
#undef CODEC
};

struct inflate {
    enum inflate_codec codec; /* INFLATE_CODECS: not known yet */
    void *stream;             /* the codec's */
    struct buffer text;
    bool delivered; /* the text was handed out: the next bytes begin another */
};

const char *inflate_query(enum inflate_codec codec)
{
    return codec < INFLATE_CODECS ? CODECS[codec].query : "none";
}

enum inflate_codec inflate_fallback(enum inflate_codec codec)
{
    return codec + 1 < INFLATE_CODECS ? codec + 1 : codec;
}

struct inflate *inflate_create(void)
{
    struct inflate *z = allocate(1, sizeof(*z));
    z->codec = INFLATE_CODECS;
    buffer_init(&z->text, INFLATE_TEXT_MOST + CODEC_STEP);
    return z;
}

void inflate_destroy(struct inflate **take_inflate)
{
    struct inflate *z = *take_inflate;
    if (!z)
        return;
    *take_inflate = NULL;
    if (z->codec < INFLATE_CODECS)
        CODECS[z->codec].codec->destroy(z->stream);
    buffer_free(&z->text);
    free(z);
}

static void begin_text(struct inflate *z)
{
    if (z->text.capacity > INFLATE_KEPT)
        buffer_free(&z->text);
    buffer_clear(&z->text);
    z->delivered = false;
}

static struct err recognise(struct inflate *z, unsigned char first)
{
    int i = 0;
    while (i < INFLATE_CODECS && (first & CODECS[i].mask) != CODECS[i].magic)
        i++;
    if (i == INFLATE_CODECS)
        return err_make(ERR_SYNTAX, "inflate.codec", first);
    z->codec = (enum inflate_codec)i;
    z->stream = CODECS[i].codec->create();
    return ERR_OK;
}

struct err inflate_feed(struct inflate *z, const char *bytes, size_t length, const char **ret_text,
                        size_t *ret_length)
{
    if (z->delivered)
        begin_text(z);
    struct err e = ERR_OK;
    if (length && z->codec == INFLATE_CODECS)
        e = recognise(z, (unsigned char)*bytes);
    if (length && !err_is(e))
        e = CODECS[z->codec].codec->feed(z->stream, bytes, length, &z->text, &z->delivered);
    if (!err_is(e) && z->text.length > INFLATE_TEXT_MOST)
        e = err_make(ERR_FULL, "inflate.text", 0);
    if (err_is(e))
        return e;
    *ret_text = z->delivered ? buffer_string(&z->text) : NULL;
    *ret_length = z->delivered ? z->text.length : 0;
    return ERR_OK;
}

enum inflate_codec inflate_codec(const struct inflate *z)
{
    return z->codec;
}
