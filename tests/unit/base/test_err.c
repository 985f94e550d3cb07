/* What is said of an error: to who mends Vigie, and to people. */
#include "err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

static void the_raw_part_names_kind_place_and_number(void **state)
{
    (void)state;
    char text[64];
    assert_string_equal(err_describe(err_make(ERR_LOOP, "tcp.read", -ECONNRESET), text, sizeof(text)),
                        "event loop at tcp.read (-104)");
    assert_string_equal(err_describe(err_make(ERR_SYSTEM, "a.b", ENOENT), text, sizeof(text)),
                        "system call at a.b: No such file or directory");
    assert_string_equal(err_describe(err_make(ERR_FULL, "queue", 0), text, 8), "over it");
}

static void people_read_what_happened_not_where(void **state)
{
    (void)state;
    assert_string_equal(err_words(err_make(ERR_LOOP, "tcp.read", -ECONNRESET)), "la connexion a été coupée");
    assert_string_equal(err_words(err_make(ERR_SYSTEM, "x", ENOSPC)), "le disque est plein");
    assert_string_equal(err_words(err_make(ERR_SYSTEM, "x", ENOSYS)), "le système a refusé une opération");
    assert_string_equal(err_words(err_make(ERR_TIMEOUT, "heartbeat.slow", 0)),
                        "Discord répond trop lentement au heartbeat");
    assert_string_equal(err_words(err_make(ERR_TIMEOUT, "tcp.connect", 0)),
                        "aucune réponse n'est venue à temps");
    assert_string_equal(err_words(ERR_OK), "");
}

static void every_kind_has_words(void **state)
{
    (void)state;
#define ERROR(kind, text) assert_true(strlen(err_words(err_make(ERR_##kind, "somewhere", 12345))) > 0);
#include "errors.def"
#undef ERROR
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_raw_part_names_kind_place_and_number),
        cmocka_unit_test(people_read_what_happened_not_where),
        cmocka_unit_test(every_kind_has_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
