/* Who reads and who does not, by windows. */
#include "unread.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include <cmocka.h>

#define WINDOW 64000

static void who_reads_late_but_reads_is_kept(void **state)
{
    (void)state;
    struct unread u = {0};
    uint64_t acked = 0;
    assert_false(unread_look(&u, WINDOW, 0));
    for (unsigned second = 0; second < 100; second++) {
        acked += 5000;
        uint32_t unread = second < 8 ? 5000 * (second + 1) : 5000 * 8; /* what came in the last 8 s */
        assert_false(unread_look(&u, WINDOW - unread, acked));
    }
}

static void who_never_reads_is_known_after_ten_seconds(void **state)
{
    (void)state;
    struct unread u = {0};
    unsigned seconds = 0;
    assert_false(unread_look(&u, WINDOW, 0));
    while (!unread_look(&u, WINDOW - 20000, 20000))
        seconds++;
    assert_int_equal(seconds, UNREAD_SECONDS);
}

static void little_that_is_unread_is_not_told_from_nothing(void **state)
{
    (void)state;
    struct unread u = {0};
    (void)unread_look(&u, WINDOW, 0);
    for (unsigned second = 0; second < 100; second++)
        assert_false(unread_look(&u, WINDOW - UNREAD_SLACK, UNREAD_SLACK));
}

static void a_window_that_grows_is_no_complaint(void **state)
{
    (void)state;
    struct unread u = {0};
    for (uint32_t second = 0; second < 100; second++)
        assert_false(unread_look(&u, WINDOW + second * 1000, second * 100));
}

static void what_is_no_tcp_tells_nothing(void **state)
{
    (void)state;
    int pair[2];
    uint32_t window;
    uint64_t acked;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    assert_false(unread_ask(pair[0], &window, &acked));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_reads_late_but_reads_is_kept),
        cmocka_unit_test(who_never_reads_is_known_after_ten_seconds),
        cmocka_unit_test(little_that_is_unread_is_not_told_from_nothing),
        cmocka_unit_test(a_window_that_grows_is_no_complaint),
        cmocka_unit_test(what_is_no_tcp_tells_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
