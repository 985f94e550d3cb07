/* uplink.h with this test as the supervisor: the order of a worker's life, and that every request gets one
 * answer. */
#include "uplink.h"

#include "loop.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static struct loop *loop;
static struct uplink *uplink;
static int supervisor;
static char story[256]; /* what the handlers were told, in order */

static void tell(const char *word)
{
    strncat(story, word, sizeof(story) - strlen(story) - 1);
    strncat(story, " ", sizeof(story) - strlen(story) - 1);
}

static void on_kept(void *ctx, const char *body, size_t length)
{
    (void)ctx;
    (void)length;
    tell(body);
}

static void on_welcome(void *ctx)
{
    (void)ctx;
    tell("welcome");
}

static void on_frame(void *ctx, const struct frame *frame)
{
    (void)ctx;
    tell(message_name(frame->type));
    loop_stop(loop);
}

static void on_peer(void *ctx, enum worker worker, bool up)
{
    (void)ctx;
    tell(worker_name(worker));
    tell(up ? "up" : "down");
    loop_stop(loop);
}

static void on_stop(void *ctx)
{
    (void)ctx;
    tell("stop");
    uplink_stopped(uplink);
}

static void on_reply(void *ctx, struct err e, const struct frame *reply)
{
    (void)ctx;
    tell(err_is(e) ? (e.kind == ERR_TIMEOUT       ? "timeout"
                      : e.kind == ERR_UNAVAILABLE ? "unavailable"
                                                  : "refused")
                   : reply->body);
    loop_stop(loop);
}

static void say(enum message type, enum worker from, uint64_t ref, const char *body)
{
    unsigned char record[FRAME_HEADER_SIZE + 256];
    struct frame frame = {
        .type = type, .from = from, .to = WORKER_GATEWAY, .ref = ref, .length = strlen(body)};
    frame_write_header(&frame, record);
    memcpy(record + FRAME_HEADER_SIZE, body, strlen(body));
    send(supervisor, record, FRAME_HEADER_SIZE + strlen(body), 0);
}

static struct frame next_frame(void)
{
    static char record[FRAME_MOST];
    struct frame frame;
    ssize_t n = recv(supervisor, record, sizeof(record), 0);
    assert_true(n > 0);
    assert_int_equal(frame_read(record, (size_t)n, &frame), FRAME_GOOD);
    return frame;
}

/* The next one that is not said every second: heartbeats, and HELLO until WELCOME. */
static struct frame heard(void)
{
    struct frame frame;
    do {
        frame = next_frame();
    } while (frame.type == MESSAGE_HEARTBEAT || frame.type == MESSAGE_HELLO);
    return frame;
}

static int set_up(void **state)
{
    (void)state;
    static const struct uplink_handlers HANDLERS = {on_kept, NULL, on_welcome, on_frame, on_peer, on_stop};
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) != 0)
        return -1;
    supervisor = dup2(pair[1], 100);
    close(pair[1]);
    if (pair[0] != WORKER_FD_CHANNEL) {
        dup2(pair[0], WORKER_FD_CHANNEL);
        close(pair[0]);
    }
    story[0] = '\0';
    loop = loop_create();
    uplink = uplink_open(loop, WORKER_GATEWAY, &HANDLERS, NULL);
    return next_frame().type == MESSAGE_HELLO ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    uplink_close(&uplink);
    loop_destroy(&loop);
    return close(supervisor);
}

static void what_was_kept_comes_before_welcome_and_never_after(void **state)
{
    (void)state;
    say(MESSAGE_KEEP, WORKER_SUPERVISOR, 0, "session");
    say(MESSAGE_WELCOME, WORKER_SUPERVISOR, 0, "");
    say(MESSAGE_KEEP, WORKER_SUPERVISOR, 0, "late");
    say(MESSAGE_PEER_UP, WORKER_SUPERVISOR, 0, "sheets-worker");
    loop_run(loop);
    assert_string_equal(story, "session welcome sheets-worker up ");
}

static void a_reply_reaches_the_one_who_asked(void **state)
{
    (void)state;
    uplink_request(uplink, WORKER_SHEETS, MESSAGE_ROW_GET, "{}", 2, 60000, on_reply, NULL);
    struct frame asked = heard();
    assert_int_equal(asked.type, MESSAGE_ROW_GET);
    say(MESSAGE_ROW, WORKER_SHEETS, asked.seq, "row");
    loop_run(loop);
    assert_string_equal(story, "row ");
}

static void an_unanswered_request_times_out_and_the_late_reply_is_an_ordinary_frame(void **state)
{
    (void)state;
    uplink_request(uplink, WORKER_SHEETS, MESSAGE_ROW_GET, "{}", 2, 1, on_reply, NULL);
    loop_run(loop);
    say(MESSAGE_ROW, WORKER_SHEETS, heard().seq, "row");
    loop_run(loop);
    assert_string_equal(story, "timeout ROW ");
}

static void a_receiver_that_does_not_run_is_told_as_unavailable(void **state)
{
    (void)state;
    uplink_request(uplink, WORKER_SHEETS, MESSAGE_ROW_GET, "{}", 2, 60000, on_reply, NULL);
    say(MESSAGE_UNAVAILABLE, WORKER_SUPERVISOR, heard().seq, "");
    loop_run(loop);
    assert_string_equal(story, "unavailable ");
}

static void requests_to_a_worker_that_dies_are_answered_at_once(void **state)
{
    (void)state;
    uplink_request(uplink, WORKER_SHEETS, MESSAGE_ROW_GET, "{}", 2, 60000, on_reply, NULL);
    say(MESSAGE_PEER_DOWN, WORKER_SUPERVISOR, 0, "sheets-worker");
    loop_run(loop);
    assert_string_equal(story, "unavailable sheets-worker down ");
}

static void a_forgotten_request_is_never_answered(void **state)
{
    (void)state;
    uint64_t ticket = uplink_request(uplink, WORKER_SHEETS, MESSAGE_ROW_GET, "{}", 2, 60000, on_reply, NULL);
    uplink_forget(uplink, ticket);
    say(MESSAGE_PEER_DOWN, WORKER_SUPERVISOR, 0, "sheets-worker");
    loop_run(loop);
    assert_string_equal(story, "sheets-worker down ");
}

static void more_requests_than_may_wait_are_refused_not_lost(void **state)
{
    (void)state;
    for (int i = 0; i < 257; i++)
        uplink_request(uplink, WORKER_SHEETS, MESSAGE_ROW_GET, "{}", 2, 60000, on_reply, NULL);
    loop_run(loop);
    assert_string_equal(story, "refused ");
}

static void stop_is_told_once_and_answered_with_stopping(void **state)
{
    (void)state;
    say(MESSAGE_STOP, WORKER_SUPERVISOR, 0, "");
    say(MESSAGE_STOP, WORKER_SUPERVISOR, 0, "");
    loop_run(loop);
    assert_string_equal(story, "stop ");
    assert_int_equal(heard().type, MESSAGE_STOPPING);
}

static void the_end_of_the_supervisor_is_a_stop(void **state)
{
    (void)state;
    shutdown(supervisor, SHUT_RDWR);
    loop_run(loop);
    assert_string_equal(story, "stop ");
}

#define CLAIM(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(what_was_kept_comes_before_welcome_and_never_after),
        CLAIM(a_reply_reaches_the_one_who_asked),
        CLAIM(an_unanswered_request_times_out_and_the_late_reply_is_an_ordinary_frame),
        CLAIM(a_receiver_that_does_not_run_is_told_as_unavailable),
        CLAIM(requests_to_a_worker_that_dies_are_answered_at_once),
        CLAIM(a_forgotten_request_is_never_answered),
        CLAIM(more_requests_than_may_wait_are_refused_not_lost),
        CLAIM(stop_is_told_once_and_answered_with_stopping),
        CLAIM(the_end_of_the_supervisor_is_a_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
