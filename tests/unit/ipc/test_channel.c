/* channel.h over a socket pair: order, the cap of the queue, garbage, the peer's end. The peer is a plain
 * socket here. */
#include "channel.h"

#include "loop.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

struct bench {
    struct loop *loop;
    struct channel *channel;
    int own, peer;
    unsigned frames, bad;
    bool closed;
    struct frame last;
    char last_body[64];
};

static void note_frame(void *ctx, const struct frame *frame)
{
    struct bench *b = ctx;
    b->frames++;
    b->last = *frame;
    size_t length = frame->length < sizeof(b->last_body) ? frame->length : sizeof(b->last_body) - 1;
    memcpy(b->last_body, frame->body, length + 1);
    loop_stop(b->loop);
}

static void note_bad(void *ctx, enum frame_fault fault)
{
    struct bench *b = ctx;
    b->bad++;
    assert_int_not_equal(fault, FRAME_GOOD);
    loop_stop(b->loop);
}

static void note_closed(void *ctx)
{
    struct bench *b = ctx;
    b->closed = true;
    loop_stop(b->loop);
}

static int set_up(void **state)
{
    static const struct channel_handlers HANDLERS = {note_frame, note_closed, note_bad};
    static struct bench bench;
    int pair[2];
    bench = (struct bench){0};
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
    bench.loop = loop_create();
    bench.own = pair[0];
    bench.peer = pair[1];
    assert_false(err_is(channel_open(bench.loop, pair[0], 4096, &HANDLERS, &bench, &bench.channel)));
    *state = &bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    channel_destroy(&b->channel);
    loop_destroy(&b->loop);
    if (b->peer >= 0)
        close(b->peer);
    return 0;
}

static void peer_sends(struct bench *b, const char *body)
{
    unsigned char record[FRAME_MOST];
    struct frame frame = {.type = MESSAGE_HELLO,
                          .from = WORKER_SHEETS,
                          .to = WORKER_SUPERVISOR,
                          .seq = 1,
                          .length = strlen(body)};
    frame_write_header(&frame, record);
    memcpy(record + FRAME_HEADER_SIZE, body, strlen(body));
    assert_int_equal(send(b->peer, record, FRAME_HEADER_SIZE + strlen(body), 0),
                     FRAME_HEADER_SIZE + strlen(body));
}

static struct err channel_says(struct bench *b, const char *body, size_t length)
{
    struct frame frame = {
        .type = MESSAGE_KEEP, .from = WORKER_SUPERVISOR, .to = WORKER_SHEETS, .body = body, .length = length};
    return channel_send(b->channel, &frame);
}

static void a_frame_arrives_whole_and_terminated(void **state)
{
    struct bench *b = *state;
    peer_sends(b, "hello");
    loop_run(b->loop);
    assert_int_equal(b->frames, 1);
    assert_int_equal(b->last.from, WORKER_SHEETS);
    assert_string_equal(b->last_body, "hello");
}

static void garbage_is_counted_and_the_next_frame_still_arrives(void **state)
{
    struct bench *b = *state;
    assert_int_equal(send(b->peer, "x", 1, 0), 1);
    loop_run(b->loop);
    peer_sends(b, "after");
    loop_run(b->loop);
    assert_int_equal(b->bad, 1);
    assert_int_equal(channel_counts(b->channel).bad, 1);
    assert_string_equal(b->last_body, "after");
}

static void a_descriptor_slipped_in_is_closed(void **state)
{
    struct bench *b = *state;
    int stray[2];
    assert_int_equal(pipe(stray), 0);
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr aligned;
    } control = {0};
    char one = 'x';
    struct iovec part = {&one, 1};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof(control.bytes)};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &stray[1], sizeof(int));
    assert_int_equal(sendmsg(b->peer, &message, 0), 1);
    close(stray[1]);
    loop_run(b->loop);
    /* The last writing end is gone, so the reading end is at its end: were it kept, this would say EAGAIN. */
    fcntl(stray[0], F_SETFL, O_NONBLOCK);
    assert_int_equal(read(stray[0], &one, 1), 0);
    close(stray[0]);
}

static void a_peer_that_does_not_read_costs_a_bounded_queue_and_loses_nothing_accepted(void **state)
{
    struct bench *b = *state;
    char body[1000] = "";
    unsigned accepted = 0;
    struct err e = ERR_OK;
    while (!err_is(e) && accepted < 100000) {
        memcpy(body, &accepted, sizeof(accepted));
        e = channel_says(b, body, sizeof(body));
        accepted += !err_is(e);
    }
    assert_int_equal(e.kind, ERR_FULL);
    assert_int_equal(channel_counts(b->channel).refused, 1);
    char record[FRAME_MOST];
    for (unsigned i = 0; i < accepted; i++) {
        ssize_t n = recv(b->peer, record, sizeof(record), MSG_DONTWAIT);
        if (n < 0) { /* the rest still waits in the queue: one turn of the loop sends on */
            peer_sends(b, "turn");
            loop_run(b->loop);
            n = recv(b->peer, record, sizeof(record), MSG_DONTWAIT);
        }
        assert_int_equal(n, FRAME_HEADER_SIZE + (ssize_t)sizeof(body));
        assert_memory_equal(record + FRAME_HEADER_SIZE, &i, sizeof(i));
    }
}

static void a_body_over_the_cap_is_refused(void **state)
{
    struct bench *b = *state;
    static char huge[FRAME_BODY_MOST + 1];
    assert_int_equal(channel_says(b, huge, sizeof(huge)).kind, ERR_FULL);
}

static void what_the_kernel_refuses_is_an_error_and_counted(void **state)
{
    struct bench *b = *state;
    static char large[FRAME_BODY_MOST];
    int least = 1;
    assert_int_equal(setsockopt(b->own, SOL_SOCKET, SO_SNDBUF, &least, sizeof(least)), 0);
    struct err e = channel_says(b, large, sizeof(large));
    assert_int_equal(e.kind, ERR_SYSTEM);
    assert_int_equal(e.code, EMSGSIZE);
    assert_int_equal(channel_counts(b->channel).refused, 1);
    assert_false(err_is(channel_says(b, "x", 1)));
    char record[FRAME_MOST];
    assert_int_equal(recv(b->peer, record, sizeof(record), MSG_DONTWAIT), FRAME_HEADER_SIZE + 1);
}

static void the_end_of_the_peer_is_told_once(void **state)
{
    struct bench *b = *state;
    close(b->peer);
    b->peer = -1;
    loop_run(b->loop);
    assert_true(b->closed);
    assert_int_equal(channel_says(b, "x", 1).kind, ERR_CLOSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_frame_arrives_whole_and_terminated, set_up, tear_down),
        cmocka_unit_test_setup_teardown(garbage_is_counted_and_the_next_frame_still_arrives, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_descriptor_slipped_in_is_closed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_peer_that_does_not_read_costs_a_bounded_queue_and_loses_nothing_accepted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_body_over_the_cap_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_the_kernel_refuses_is_an_error_and_counted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_end_of_the_peer_is_told_once, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
