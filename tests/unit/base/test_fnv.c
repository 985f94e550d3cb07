/* FNV-1a, by the vectors of its authors (http://www.isthe.com/chongo/src/fnv/test_fnv.c). */
#include "fnv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void the_published_vectors_come_out(void **state)
{
    (void)state;
    assert_true(fnv_text(FNV_START, "") == UINT64_C(0xcbf29ce484222325));
    assert_true(fnv_text(FNV_START, "a") == UINT64_C(0xaf63dc4c8601ec8c));
    assert_true(fnv_text(FNV_START, "foobar") == UINT64_C(0x85944171f73967e8));
}

static void parts_make_the_hash_of_the_whole(void **state)
{
    (void)state;
    assert_true(fnv_bytes(fnv_text(FNV_START, "foo"), "bar", 3) == fnv_text(FNV_START, "foobar"));
    assert_true(fnv_bytes(FNV_START, "\0", 1) != FNV_START);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_vectors_come_out),
        cmocka_unit_test(parts_make_the_hash_of_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
