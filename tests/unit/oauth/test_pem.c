/* pem.h: the clean block, told from what only looks like one. service_account's tests hold the rest. */
#include "pem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LINE_OF_64 "MIIBAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKiss"
#define FIVE_LINES LINE_OF_64 "\n" LINE_OF_64 "\n" LINE_OF_64 "\n" LINE_OF_64 "\n" LINE_OF_64 "\n"

static bool normalised(const char *pasted, struct buffer *pem, bool *ret_repaired)
{
    char refused[PEM_REFUSED_SIZE];
    buffer_init(pem, 4096);
    return pem_normalise(pasted, pem, ret_repaired, refused);
}

static void a_clean_block_needs_no_repair(void **state)
{
    (void)state;
    static const char CLEAN[] = "-----BEGIN PRIVATE KEY-----\n" FIVE_LINES "-----END PRIVATE KEY-----\n";
    struct buffer pem;
    bool repaired = true;
    assert_true(normalised(CLEAN, &pem, &repaired));
    assert_false(repaired);
    assert_string_equal(buffer_string(&pem), CLEAN);
    buffer_free(&pem);
}

static void base64_that_happens_to_spell_encrypted_is_base64(void **state)
{
    (void)state;
    static const char BODY[] =
        "-----BEGIN PRIVATE KEY-----\n" FIVE_LINES "ENCRYPTED=\n-----END PRIVATE KEY-----\n";
    static const char HEADER[] = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n" FIVE_LINES
                                 "-----END RSA PRIVATE KEY-----\n";
    struct buffer pem;
    bool repaired;
    assert_true(normalised(BODY, &pem, &repaired));
    buffer_free(&pem);
    assert_false(normalised(HEADER, &pem, &repaired));
    buffer_free(&pem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clean_block_needs_no_repair),
        cmocka_unit_test(base64_that_happens_to_spell_encrypted_is_base64),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
