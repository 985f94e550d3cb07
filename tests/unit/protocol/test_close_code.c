/* close_code.h: which codes resume, which identify, which need a person. */
#include "close_code.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void exactly_six_codes_are_fatal(void **state)
{
    (void)state;
    static const uint16_t FATAL[] = {4004, 4010, 4011, 4012, 4013, 4014};
    unsigned fatal = 0;
    for (unsigned code = 0; code < 5000; code++)
        fatal += close_code_then((uint16_t)code) == CLOSE_THEN_FATAL;
    assert_int_equal(fatal, 6);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(close_code_then(FATAL[i]), CLOSE_THEN_FATAL);
}

static void a_lost_session_is_identified_anew(void **state)
{
    (void)state;
    static const uint16_t FRESH[] = {4003, 4005, 4007, 4009};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(close_code_then(FRESH[i]), CLOSE_THEN_IDENTIFY);
}

static void unknown_codes_and_none_resume(void **state)
{
    (void)state;
    static const uint16_t RESUMABLE[] = {0, 1000, 1001, 1006, 1012, 4000, 4001, 4002, 4006, 4008, 4099, 4999};
    for (size_t i = 0; i < sizeof(RESUMABLE) / sizeof(RESUMABLE[0]); i++)
        assert_int_equal(close_code_then(RESUMABLE[i]), CLOSE_THEN_RESUME);
}

static void assert_repair_names(uint16_t code, uint32_t intents, const char *what)
{
    struct buffer out;
    buffer_init(&out, 1024);
    close_code_repair(code, intents, &out);
    assert_false(out.failed);
    assert_non_null(strstr(buffer_string(&out), what));
    buffer_clear(&out);
    close_code_repair_english(code, intents, &out);
    assert_non_null(strstr(buffer_string(&out), what));
    buffer_free(&out);
}

static void the_repair_names_the_setting_or_the_switch(void **state)
{
    (void)state;
    assert_repair_names(4004, 0, "DISCORD_TOKEN");
    assert_repair_names(4011, 0, "SHARD_COUNT=auto");
    assert_repair_names(4014, 1u << 15 | 1u << 9, ": Message Content Intent.");
    assert_repair_names(4014, 1u << 15 | 1u << 1, ": Server Members Intent, Message Content Intent.");
}

static void every_fatal_code_has_a_repair_and_a_meaning(void **state)
{
    (void)state;
    for (unsigned code = 4000; code < 4100; code++) {
        struct buffer out, english;
        buffer_init(&out, 1024);
        buffer_init(&english, 1024);
        close_code_repair((uint16_t)code, 0, &out);
        close_code_repair_english((uint16_t)code, 0, &english);
        bool is_fatal = close_code_then((uint16_t)code) == CLOSE_THEN_FATAL;
        assert_true(is_fatal == (out.length > 0));
        assert_true(is_fatal == (english.length > 0));
        assert_true(!is_fatal || close_code_meaning((uint16_t)code)[0]);
        buffer_free(&out);
        buffer_free(&english);
    }
}

static void we_never_close_with_a_code_that_ends_the_session(void **state)
{
    (void)state;
    assert_int_not_equal(CLOSE_CODE_RESUMABLE, 1000);
    assert_int_not_equal(CLOSE_CODE_RESUMABLE, 1001);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exactly_six_codes_are_fatal),
        cmocka_unit_test(a_lost_session_is_identified_anew),
        cmocka_unit_test(unknown_codes_and_none_resume),
        cmocka_unit_test(the_repair_names_the_setting_or_the_switch),
        cmocka_unit_test(every_fatal_code_has_a_repair_and_a_meaning),
        cmocka_unit_test(we_never_close_with_a_code_that_ends_the_session),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
