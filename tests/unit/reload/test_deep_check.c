/* What a worker's `--check` says, taken as findings. */
#include "deep_check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void errors_are_taken_and_nothing_else(void **state)
{
    (void)state;
    struct settings s = {0};
    deep_check_take(&s, "bon : SERVICE_ACCOUNT_JSON : la clé signe.\n"
                        "attention : PORT : douteux.\n"
                        "erreur : SERVICE_ACCOUNT_JSON : tronquée.\n"
                        "erreur : \n"
                        "une erreur : ailleurs\n"
                        "erreur : EXTRA_CA_FILE : vide");
    assert_int_equal(s.error_count, 2);
    assert_int_equal(s.finding_count, 2);
    assert_string_equal(s.findings[0].text, "SERVICE_ACCOUNT_JSON : tronquée.");
    assert_string_equal(s.findings[1].text, "EXTRA_CA_FILE : vide");
}

static void silence_is_no_error(void **state)
{
    (void)state;
    struct settings s = {0};
    deep_check_take(&s, "");
    assert_int_equal(s.finding_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_are_taken_and_nothing_else),
        cmocka_unit_test(silence_is_no_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
