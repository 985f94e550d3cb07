/* What the end of a connection means. */
#include "shard_end.h"

#include "close_code.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void a_close_code_is_its_event_and_none_is_a_break(void **state)
{
    (void)state;
    assert_int_equal(shard_end_event(0), SHARD_ON_BROKEN);
    assert_int_equal(shard_end_event(1006), SHARD_ON_BROKEN);
    assert_int_equal(shard_end_event(4000), SHARD_ON_BROKEN);
    assert_int_equal(shard_end_event(4009), SHARD_ON_CLOSED_IDENTIFY);
    assert_int_equal(shard_end_event(CLOSE_CODE_TOKEN_REFUSED), SHARD_ON_CLOSED_FATAL);
}

static void only_texts_blame_the_compression(void **state)
{
    (void)state;
    struct err syntax = err_make(ERR_SYNTAX, "inflate", 0), full = err_make(ERR_FULL, "inflate", 0);
    struct err frame = err_make(ERR_PROTOCOL, "ws", 0), gone = err_make(ERR_CLOSED, "tcp", 0);
    assert_true(shard_end_is_unreadable(syntax) && shard_end_blames_compression(syntax));
    assert_true(shard_end_is_unreadable(full) && shard_end_blames_compression(full));
    assert_true(shard_end_is_unreadable(frame) && !shard_end_blames_compression(frame));
    assert_false(shard_end_is_unreadable(gone) || shard_end_blames_compression(gone));
}

static void a_429_is_obeyed_however_long_it_is(void **state)
{
    (void)state;
    struct upgrade_refusal limit = {
        .retry_after_ms = 3600000, .via = true, .content_type = "application/json"};
    struct upgrade_refusal ban = {.retry_after_ms = 3600000, .via = false, .content_type = "text/html"};
    bool is_ban = true;
    assert_int_equal(shard_end_refused(err_make(ERR_HTTP, "upgrade", 429), &limit, &is_ban), 3600000);
    assert_false(is_ban);
    assert_int_equal(shard_end_refused(err_make(ERR_HTTP, "upgrade", 429), &ban, &is_ban), 3600000);
    assert_true(is_ban);
}

static void another_refusal_is_obeyed_for_twenty_seconds_and_is_no_ban(void **state)
{
    (void)state;
    struct upgrade_refusal refusal = {.retry_after_ms = 3600000, .via = false, .content_type = "text/html"};
    bool is_ban = true;
    assert_int_equal(shard_end_refused(err_make(ERR_HTTP, "upgrade", 503), &refusal, &is_ban), 20000);
    assert_false(is_ban);
    refusal.retry_after_ms = 5000;
    assert_int_equal(shard_end_refused(err_make(ERR_HTTP, "upgrade", 503), &refusal, &is_ban), 5000);
    refusal.retry_after_ms = 0;
    assert_int_equal(shard_end_refused(err_make(ERR_HTTP, "upgrade", 503), &refusal, &is_ban), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_close_code_is_its_event_and_none_is_a_break),
        cmocka_unit_test(only_texts_blame_the_compression),
        cmocka_unit_test(a_429_is_obeyed_however_long_it_is),
        cmocka_unit_test(another_refusal_is_obeyed_for_twenty_seconds_and_is_no_ban),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
