/* Masks of client frames, RFC 6455 section 5.3. */
#include "frame_masks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t ONE[] = {0x81, 0x82, 1, 2, 3, 4, 'a', 'b'};
static const uint8_t TWO[] = {0x81, 0x81, 5, 6, 7, 8, 'c'};
static const uint8_t ZERO[] = {0x81, 0x81, 0, 0, 0, 0, 'c'};

static void masks_that_differ_are_sound(void **state)
{
    (void)state;
    struct frame_masks masks = {0};
    assert_int_equal(frame_masks_take(&masks, ONE, sizeof(ONE)), MASKS_SOUND);
    assert_int_equal(frame_masks_take(&masks, TWO, sizeof(TWO)), MASKS_SOUND);
    assert_int_equal(frame_masks_take(&masks, ONE, sizeof(ONE)), MASKS_SOUND);
}

static void a_mask_of_zeros_is_a_fault(void **state)
{
    (void)state;
    struct frame_masks masks = {0};
    assert_int_equal(frame_masks_take(&masks, ONE, sizeof(ONE)), MASKS_SOUND);
    assert_int_equal(frame_masks_take(&masks, ZERO, sizeof(ZERO)), MASK_ZERO);
}

static void the_mask_of_the_frame_before_is_a_fault(void **state)
{
    (void)state;
    struct frame_masks masks = {0};
    assert_int_equal(frame_masks_take(&masks, ONE, sizeof(ONE)), MASKS_SOUND);
    assert_int_equal(frame_masks_take(&masks, ONE, sizeof(ONE)), MASK_REPEATED);
}

/* A payload of zeros is not taken for a mask, whatever its length and however the bytes are cut. */
static void frames_of_every_length_are_followed_byte_by_byte(void **state)
{
    (void)state;
    static const struct {
        uint8_t header[10];
        size_t header_length, payload;
    } FRAMES[] = {
        {{0x81, 0x80}, 2, 0},
        {{0x81, 0x80 | 125}, 2, 125},
        {{0x81, 0x80 | 126, 1, 4}, 4, 260},
        {{0x82, 0x80 | 127, 0, 0, 0, 0, 0, 1, 0, 1}, 10, 65537},
    };
    struct frame_masks masks = {0};
    uint8_t mask = 1;
    for (size_t i = 0; i < sizeof(FRAMES) / sizeof(FRAMES[0]); i++) {
        for (size_t n = 0; n < FRAMES[i].header_length; n++)
            assert_int_equal(frame_masks_take(&masks, &FRAMES[i].header[n], 1), MASKS_SOUND);
        for (size_t n = 0; n < 4; n++)
            assert_int_equal(frame_masks_take(&masks, &mask, 1), MASKS_SOUND);
        for (size_t n = 0; n < FRAMES[i].payload; n++)
            assert_int_equal(frame_masks_take(&masks, "", 1), MASKS_SOUND);
        mask++;
    }
    assert_int_equal(frame_masks_take(&masks, ZERO, sizeof(ZERO)), MASK_ZERO);
}

static void several_frames_at_once_are_each_looked_at(void **state)
{
    (void)state;
    uint8_t both[sizeof(ONE) + sizeof(ZERO)];
    struct frame_masks masks = {0};
    memcpy(both, ONE, sizeof(ONE));
    memcpy(both + sizeof(ONE), ZERO, sizeof(ZERO));
    assert_int_equal(frame_masks_take(&masks, both, sizeof(both)), MASK_ZERO);
}

static void after_an_unmasked_frame_nothing_is_said(void **state)
{
    (void)state;
    static const uint8_t UNMASKED[] = {0x81, 0x01, 'a'};
    struct frame_masks masks = {0};
    assert_int_equal(frame_masks_take(&masks, UNMASKED, sizeof(UNMASKED)), MASKS_SOUND);
    assert_int_equal(frame_masks_take(&masks, ZERO, sizeof(ZERO)), MASKS_SOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(masks_that_differ_are_sound),
        cmocka_unit_test(a_mask_of_zeros_is_a_fault),
        cmocka_unit_test(the_mask_of_the_frame_before_is_a_fault),
        cmocka_unit_test(frames_of_every_length_are_followed_byte_by_byte),
        cmocka_unit_test(several_frames_at_once_are_each_looked_at),
        cmocka_unit_test(after_an_unmasked_frame_nothing_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
