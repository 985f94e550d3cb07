/* Descriptors over a socket. */
#include "fd_message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static int ends[2];

static int open_pair(void **state)
{
    (void)state;
    return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends);
}

static int close_pair(void **state)
{
    (void)state;
    close(ends[0]);
    close(ends[1]);
    return 0;
}

static void bytes_and_descriptors_arrive_in_order(void **state)
{
    (void)state;
    struct fd_message sent = {.bytes = "ab", .length = 2, .fd_count = 2}, got;
    for (int i = 0; i < 2; i++) {
        sent.fds[i] = memfd_create("test", MFD_CLOEXEC);
        assert_int_equal(write(sent.fds[i], i ? "two" : "one", 3), 3);
    }
    assert_false(err_is(fd_message_send(ends[0], &sent)));
    fd_message_close(&sent);
    assert_false(err_is(fd_message_receive(ends[1], &got)));
    assert_int_equal(got.length, 2);
    assert_memory_equal(got.bytes, "ab", 2);
    assert_int_equal(got.fd_count, 2);
    char text[4] = "";
    assert_int_equal(pread(got.fds[1], text, 3, 0), 3);
    assert_string_equal(text, "two");
    fd_message_close(&got);
    assert_int_equal(got.fd_count, 0);
}

static void a_peer_that_is_gone_is_told_apart(void **state)
{
    (void)state;
    struct fd_message got;
    shutdown(ends[0], SHUT_WR);
    assert_int_equal(fd_message_receive(ends[1], &got).kind, ERR_CLOSED);
    assert_int_equal(got.fd_count, 0);
}

static void a_message_that_is_too_long_is_refused(void **state)
{
    (void)state;
    static char endless[FD_MESSAGE_BYTES_MAX + 1];
    struct fd_message got;
    assert_int_equal(send(ends[0], endless, sizeof(endless), 0), (ssize_t)sizeof(endless));
    assert_int_equal(fd_message_receive(ends[1], &got).kind, ERR_PROTOCOL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(bytes_and_descriptors_arrive_in_order, open_pair, close_pair),
        cmocka_unit_test_setup_teardown(a_peer_that_is_gone_is_told_apart, open_pair, close_pair),
        cmocka_unit_test_setup_teardown(a_message_that_is_too_long_is_refused, open_pair, close_pair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
