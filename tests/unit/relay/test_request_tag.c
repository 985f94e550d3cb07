/* A late answer never reaches the successor of who asked. */
#include "request_tag.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void an_answer_finds_its_asker(void **state)
{
    (void)state;
    uint64_t seq = 0;
    assert_true(request_untag(request_tag(17, 3), 3, &seq));
    assert_int_equal(seq, 17);
}

static void an_answer_to_a_dead_generation_is_dropped(void **state)
{
    (void)state;
    uint64_t seq = 99;
    assert_false(request_untag(request_tag(17, 3), 4, &seq));
    assert_int_equal(seq, 99);
}

static void generations_wrap_without_mixing_into_numbers(void **state)
{
    (void)state;
    uint64_t seq = 0;
    uint64_t ref = request_tag((UINT64_C(1) << REQUEST_TAG_SEQ_BITS) - 1, UINT32_MAX);
    assert_true(request_untag(ref, UINT32_MAX, &seq));
    assert_int_equal(seq, (UINT64_C(1) << REQUEST_TAG_SEQ_BITS) - 1);
    assert_false(request_untag(ref, 1, &seq));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_finds_its_asker),
        cmocka_unit_test(an_answer_to_a_dead_generation_is_dropped),
        cmocka_unit_test(generations_wrap_without_mixing_into_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
