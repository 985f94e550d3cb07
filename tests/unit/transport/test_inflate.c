/* inflate.h: one stream, many texts, however they are cut. */
#include "inflate.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The server's end of one connection. */
struct deflater {
    z_stream stream;
    unsigned char out[1 << 20];
};

static struct deflater *deflater_create(void)
{
    struct deflater *d = calloc(1, sizeof(*d));
    assert_non_null(d);
    assert_int_equal(deflateInit(&d->stream, Z_DEFAULT_COMPRESSION), Z_OK);
    return d;
}

static void deflater_destroy(struct deflater *d)
{
    deflateEnd(&d->stream);
    free(d);
}

/* Compressed into d->out, ended by a sync flush. */
static size_t squeeze(struct deflater *d, const char *text, size_t length)
{
    d->stream.next_in = (z_const Bytef *)(uintptr_t)text;
    d->stream.avail_in = (uInt)length;
    d->stream.next_out = d->out;
    d->stream.avail_out = sizeof(d->out);
    assert_int_equal(deflate(&d->stream, Z_SYNC_FLUSH), Z_OK);
    assert_int_equal(d->stream.avail_in, 0);
    return sizeof(d->out) - d->stream.avail_out;
}

static void assert_inflates(struct inflate *z, const void *bytes, size_t length, const char *expected)
{
    const char *text = NULL;
    size_t text_length = 0;
    assert_false(err_is(inflate_feed(z, bytes, length, &text, &text_length)));
    assert_non_null(text);
    assert_int_equal(text_length, strlen(expected));
    assert_string_equal(text, expected);
}

static void texts_of_one_stream_come_out_one_by_one(void **state)
{
    (void)state;
    struct deflater *d = deflater_create();
    struct inflate *z = inflate_create();
    static const char *const TEXTS[] = {"{\"op\":10}", "{\"op\":11}", "{\"op\":11}", "{\"t\":\"READY\"}"};
    for (size_t i = 0; i < 4; i++)
        assert_inflates(z, d->out, squeeze(d, TEXTS[i], strlen(TEXTS[i])), TEXTS[i]);
    inflate_destroy(&z);
    deflater_destroy(d);
}

static void a_text_may_be_cut_over_messages_anywhere_even_in_its_suffix(void **state)
{
    (void)state;
    static const char TEXT[] = "{\"t\":\"MESSAGE_CREATE\",\"s\":1,\"op\":0,\"d\":{}}";
    for (size_t cut = 1; cut < 40; cut++) {
        struct deflater *d = deflater_create();
        struct inflate *z = inflate_create();
        const char *text = "";
        size_t length, whole = squeeze(d, TEXT, strlen(TEXT));
        if (cut < whole) {
            assert_false(err_is(inflate_feed(z, (char *)d->out, cut, &text, &length)));
            assert_null(text);
            assert_inflates(z, d->out + cut, whole - cut, TEXT);
        }
        inflate_destroy(&z);
        deflater_destroy(d);
    }
}

static void byte_by_byte_is_the_same(void **state)
{
    (void)state;
    struct deflater *d = deflater_create();
    struct inflate *z = inflate_create();
    size_t length, whole = squeeze(d, "{\"op\":11}", 9);
    for (size_t i = 0; i < whole - 1; i++) {
        const char *text = "";
        assert_false(err_is(inflate_feed(z, (char *)d->out + i, 1, &text, &length)));
        assert_null(text);
    }
    assert_inflates(z, d->out + whole - 1, 1, "{\"op\":11}");
    inflate_destroy(&z);
    deflater_destroy(d);
}

/* The last bytes of one text must not count for the next. */
static void the_end_of_a_text_is_no_part_of_the_next(void **state)
{
    (void)state;
    struct deflater *d = deflater_create();
    struct inflate *z = inflate_create();
    assert_inflates(z, d->out, squeeze(d, "{\"op\":11}", 9), "{\"op\":11}");
    size_t length, whole = squeeze(d, "{\"op\":10}", 9);
    const char *text = "";
    assert_false(err_is(inflate_feed(z, (char *)d->out, 1, &text, &length)));
    assert_null(text);
    assert_inflates(z, d->out + 1, whole - 1, "{\"op\":10}");
    inflate_destroy(&z);
    deflater_destroy(d);
}

static void an_empty_message_is_no_text(void **state)
{
    (void)state;
    struct deflater *d = deflater_create();
    struct inflate *z = inflate_create();
    const char *text = "";
    size_t length;
    assert_inflates(z, d->out, squeeze(d, "{\"op\":11}", 9), "{\"op\":11}");
    assert_false(err_is(inflate_feed(z, "", 0, &text, &length)));
    assert_null(text);
    assert_inflates(z, d->out, squeeze(d, "{\"op\":10}", 9), "{\"op\":10}");
    inflate_destroy(&z);
    deflater_destroy(d);
}

static void a_large_text_comes_out_whole(void **state)
{
    (void)state;
    struct deflater *d = deflater_create();
    struct inflate *z = inflate_create();
    size_t length = 5 * 1024 * 1024;
    char *large = malloc(length + 1);
    for (size_t i = 0; i < length; i++)
        large[i] = (char)('a' + i * i % 23);
    large[length] = '\0';
    assert_inflates(z, d->out, squeeze(d, large, length), large);
    assert_inflates(z, d->out, squeeze(d, "{}", 2), "{}");
    free(large);
    inflate_destroy(&z);
    deflater_destroy(d);
}

static void a_bomb_is_refused_at_the_cap(void **state)
{
    (void)state;
    struct deflater *d = deflater_create();
    struct inflate *z = inflate_create();
    size_t length = 1024 * 1024;
    char *zeros = calloc(1, length);
    struct err e = ERR_OK;
    size_t fed = 0;
    const char *text;
    size_t text_length;
    for (; !err_is(e) && fed < 100; fed++) {
        d->stream.next_in = (z_const Bytef *)zeros;
        d->stream.avail_in = (uInt)length;
        d->stream.next_out = d->out;
        d->stream.avail_out = sizeof(d->out);
        assert_int_equal(deflate(&d->stream, Z_BLOCK), Z_OK);
        e = inflate_feed(z, (char *)d->out, sizeof(d->out) - d->stream.avail_out, &text, &text_length);
    }
    assert_int_equal(e.kind, ERR_FULL);
    assert_in_range(fed, 32, 34);
    free(zeros);
    inflate_destroy(&z);
    deflater_destroy(d);
}

static void what_is_not_zlib_is_malformed(void **state)
{
    (void)state;
    struct inflate *z = inflate_create();
    const char *text;
    size_t length;
    assert_int_equal(inflate_feed(z, "{\"op\":10}", 9, &text, &length).kind, ERR_SYNTAX);
    inflate_destroy(&z);
}

static void a_stream_that_ends_is_an_error(void **state)
{
    (void)state;
    struct deflater *d = deflater_create();
    struct inflate *z = inflate_create();
    const char *text;
    size_t length;
    d->stream.next_in = (z_const Bytef *)(uintptr_t) "{}";
    d->stream.avail_in = 2;
    d->stream.next_out = d->out;
    d->stream.avail_out = sizeof(d->out);
    assert_int_equal(deflate(&d->stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(
        inflate_feed(z, (char *)d->out, sizeof(d->out) - d->stream.avail_out, &text, &length).kind,
        ERR_SYNTAX);
    inflate_destroy(&z);
    deflater_destroy(d);
}

/* ---- zstd-stream. */

#define WINDOW_LIKE_DISCORDS 18

static ZSTD_CCtx *zstd_server(int window_log)
{
    ZSTD_CCtx *c = ZSTD_createCCtx();
    assert_non_null(c);
    assert_false(ZSTD_isError(ZSTD_CCtx_setParameter(c, ZSTD_c_windowLog, window_log)));
    return c;
}

static unsigned char zstd_out[1 << 20];

static size_t zstd_squeeze(ZSTD_CCtx *c, const char *text, size_t length)
{
    ZSTD_inBuffer in = {text, length, 0};
    ZSTD_outBuffer out = {zstd_out, sizeof(zstd_out), 0};
    assert_int_equal(ZSTD_compressStream2(c, &out, &in, ZSTD_e_flush), 0);
    return out.pos;
}

static void zstd_texts_of_one_stream_come_out_one_by_one(void **state)
{
    (void)state;
    ZSTD_CCtx *c = zstd_server(WINDOW_LIKE_DISCORDS);
    struct inflate *z = inflate_create();
    static const char *const TEXTS[] = {"{\"op\":10}", "{\"op\":11}", "{\"op\":11}", "{\"t\":\"READY\"}"};
    for (size_t i = 0; i < 4; i++)
        assert_inflates(z, zstd_out, zstd_squeeze(c, TEXTS[i], strlen(TEXTS[i])), TEXTS[i]);
    assert_int_equal(inflate_codec(z), INFLATE_ZSTD);
    inflate_destroy(&z);
    ZSTD_freeCCtx(c);
}

static void a_zstd_text_larger_than_a_step_and_the_window_comes_out_whole(void **state)
{
    (void)state;
    ZSTD_CCtx *c = zstd_server(WINDOW_LIKE_DISCORDS);
    struct inflate *z = inflate_create();
    size_t length = 5 * 1024 * 1024;
    char *large = malloc(length + 1);
    for (size_t i = 0; i < length; i++)
        large[i] = (char)('a' + i * i % 23);
    large[length] = '\0';
    assert_inflates(z, zstd_out, zstd_squeeze(c, large, length), large);
    assert_inflates(z, zstd_out, zstd_squeeze(c, "{}", 2), "{}");
    free(large);
    inflate_destroy(&z);
    ZSTD_freeCCtx(c);
}

static void a_zstd_bomb_is_refused_at_the_cap(void **state)
{
    (void)state;
    ZSTD_CCtx *c = zstd_server(WINDOW_LIKE_DISCORDS);
    struct inflate *z = inflate_create();
    char *zeros = calloc(1, INFLATE_TEXT_MOST + 1);
    const char *text;
    size_t length, bomb = zstd_squeeze(c, zeros, INFLATE_TEXT_MOST + 1);
    assert_int_equal(inflate_feed(z, (char *)zstd_out, bomb, &text, &length).kind, ERR_FULL);
    free(zeros);
    inflate_destroy(&z);
    ZSTD_freeCCtx(c);
}

static void a_zstd_window_over_two_megabytes_is_refused(void **state)
{
    (void)state;
    static const struct {
        int window_log;
        enum err_kind kind;
    } CASES[] = {{21, ERR_NONE}, {22, ERR_SYNTAX}};
    for (size_t i = 0; i < 2; i++) {
        ZSTD_CCtx *c = zstd_server(CASES[i].window_log);
        struct inflate *z = inflate_create();
        const char *text;
        size_t length;
        assert_int_equal(inflate_feed(z, (char *)zstd_out, zstd_squeeze(c, "{}", 2), &text, &length).kind,
                         CASES[i].kind);
        inflate_destroy(&z);
        ZSTD_freeCCtx(c);
    }
}

/* What is cut off is missing in the text, and breaks the JSON; or the next message does not fit any more. */
static void a_truncated_zstd_message_never_passes_for_the_whole(void **state)
{
    (void)state;
    static const char TEXT[] = "{\"t\":\"MESSAGE_CREATE\",\"s\":1,\"op\":0,\"d\":{}}";
    ZSTD_CCtx *c = zstd_server(WINDOW_LIKE_DISCORDS);
    size_t whole = zstd_squeeze(c, TEXT, strlen(TEXT));
    for (size_t cut = 1; cut < whole; cut++) {
        struct inflate *z = inflate_create();
        const char *text = NULL;
        size_t length = 0;
        struct err e = inflate_feed(z, (char *)zstd_out, cut, &text, &length);
        assert_true(err_is(e) || length < strlen(TEXT));
        inflate_destroy(&z);
    }
    ZSTD_freeCCtx(c);
}

static void garbage_behind_the_magic_number_is_malformed(void **state)
{
    (void)state;
    static const char GARBAGE[] = "\x28\xB5\x2F\x00garbage garbage";
    struct inflate *z = inflate_create();
    const char *text;
    size_t length;
    assert_int_equal(inflate_feed(z, GARBAGE, sizeof(GARBAGE), &text, &length).kind, ERR_SYNTAX);
    inflate_destroy(&z);
}

static void the_codec_is_known_by_its_first_byte(void **state)
{
    (void)state;
    struct deflater *d = deflater_create();
    struct inflate *z = inflate_create();
    assert_int_equal(inflate_codec(z), INFLATE_CODECS);
    assert_inflates(z, d->out, squeeze(d, "{}", 2), "{}");
    assert_int_equal(inflate_codec(z), INFLATE_ZLIB);
    inflate_destroy(&z);
    deflater_destroy(d);
}

static void zstd_is_asked_for_first_and_zlib_after_it(void **state)
{
    (void)state;
    assert_string_equal(inflate_query(0), "zstd-stream");
    assert_string_equal(inflate_query(inflate_fallback(0)), "zlib-stream");
    assert_int_equal(inflate_fallback(INFLATE_ZLIB), INFLATE_ZLIB);
    assert_string_equal(inflate_query(INFLATE_CODECS), "none");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_of_one_stream_come_out_one_by_one),
        cmocka_unit_test(a_text_may_be_cut_over_messages_anywhere_even_in_its_suffix),
        cmocka_unit_test(byte_by_byte_is_the_same),
        cmocka_unit_test(the_end_of_a_text_is_no_part_of_the_next),
        cmocka_unit_test(an_empty_message_is_no_text),
        cmocka_unit_test(a_large_text_comes_out_whole),
        cmocka_unit_test(a_bomb_is_refused_at_the_cap),
        cmocka_unit_test(what_is_not_zlib_is_malformed),
        cmocka_unit_test(a_stream_that_ends_is_an_error),
        cmocka_unit_test(zstd_texts_of_one_stream_come_out_one_by_one),
        cmocka_unit_test(a_zstd_text_larger_than_a_step_and_the_window_comes_out_whole),
        cmocka_unit_test(a_zstd_bomb_is_refused_at_the_cap),
        cmocka_unit_test(a_zstd_window_over_two_megabytes_is_refused),
        cmocka_unit_test(a_truncated_zstd_message_never_passes_for_the_whole),
        cmocka_unit_test(garbage_behind_the_magic_number_is_malformed),
        cmocka_unit_test(the_codec_is_known_by_its_first_byte),
        cmocka_unit_test(zstd_is_asked_for_first_and_zlib_after_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
