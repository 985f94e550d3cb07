/* Transport compression, as a client undoes it. */
#include "squeeze.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <zlib.h>
#include <zstd.h>

static const char *const PAYLOADS[] = {"{\"op\":10}", "", "{\"op\":0,\"t\":\"READY\"}"};

static void every_zlib_payload_ends_with_the_flush_marker_and_inflates_by_itself(void **state)
{
    (void)state;
    struct squeeze *squeeze = squeeze_create(SQUEEZE_ZLIB);
    z_stream stream = {0};
    inflateInit(&stream);
    for (size_t i = 0; i < 3; i += 2) {
        struct buffer out;
        char text[64] = "";
        buffer_init(&out, 4096);
        squeeze_payload(squeeze, PAYLOADS[i], strlen(PAYLOADS[i]), &out);
        assert_memory_equal(out.data + out.length - 4, "\x00\x00\xff\xff", 4);
        stream.next_in = (unsigned char *)out.data;
        stream.avail_in = (uInt)out.length;
        stream.next_out = (unsigned char *)text;
        stream.avail_out = sizeof(text) - 1;
        assert_int_equal(inflate(&stream, Z_SYNC_FLUSH), Z_OK);
        assert_string_equal(text, PAYLOADS[i]);
        buffer_free(&out);
    }
    inflateEnd(&stream);
    squeeze_destroy(&squeeze);
}

static void every_zstd_payload_is_whole_within_one_frame(void **state)
{
    (void)state;
    struct squeeze *squeeze = squeeze_create(SQUEEZE_ZSTD);
    ZSTD_DCtx *stream = ZSTD_createDCtx();
    for (size_t i = 0; i < 3; i += 2) {
        struct buffer out;
        char text[64] = "";
        buffer_init(&out, 4096);
        squeeze_payload(squeeze, PAYLOADS[i], strlen(PAYLOADS[i]), &out);
        ZSTD_inBuffer in = {out.data, out.length, 0};
        ZSTD_outBuffer step = {text, sizeof(text) - 1, 0};
        assert_false(ZSTD_isError(ZSTD_decompressStream(stream, &step, &in)));
        assert_string_equal(text, PAYLOADS[i]);
        buffer_free(&out);
    }
    ZSTD_freeDCtx(stream);
    squeeze_destroy(&squeeze);
}

static void a_payload_larger_than_one_step_comes_out_whole(void **state)
{
    (void)state;
    static char big[100000], text[sizeof(big)];
    for (size_t i = 0; i < sizeof(big); i++)
        big[i] = (char)(' ' + (i * i % 97) % 90);
    struct squeeze *squeeze = squeeze_create(SQUEEZE_ZLIB);
    struct buffer out;
    buffer_init(&out, 2 * sizeof(big));
    squeeze_payload(squeeze, big, sizeof(big), &out);
    z_stream stream = {.next_in = (unsigned char *)out.data,
                       .avail_in = (uInt)out.length,
                       .next_out = (unsigned char *)text,
                       .avail_out = sizeof(text)};
    inflateInit(&stream);
    inflate(&stream, Z_SYNC_FLUSH);
    assert_int_equal(stream.total_out, sizeof(big));
    assert_memory_equal(text, big, sizeof(big));
    inflateEnd(&stream);
    buffer_free(&out);
    squeeze_destroy(&squeeze);
}

static void no_compression_needs_no_object(void **state)
{
    (void)state;
    struct squeeze *squeeze = squeeze_create(SQUEEZE_NONE);
    assert_null(squeeze);
    squeeze_destroy(&squeeze);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_zlib_payload_ends_with_the_flush_marker_and_inflates_by_itself),
        cmocka_unit_test(every_zstd_payload_is_whole_within_one_frame),
        cmocka_unit_test(a_payload_larger_than_one_step_comes_out_whole),
        cmocka_unit_test(no_compression_needs_no_object),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
