/* Which descriptors a new process finds, and that none is left here: over a pretend spawn, capture and
 * channel. */
#include "instance.h"

#include "capture.h"
#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define PID_OF_NOBODY (1 << 30) /* beyond any real one */

static struct spawn_order order;
static char arguments[64];
static int channel_fd, capture_fds[2];
static unsigned captures, captures_died, spawns;
static unsigned fail_at; /* 1: the channel, 2 and 3: the captures, 4: the fork; 0: nothing */
static int exec_errno;

struct err channel_open(struct loop *loop, int fd, size_t queue_bytes,
                        const struct channel_handlers *handlers, void *ctx, struct channel **ret_channel)
{
    static int place;
    (void)loop;
    (void)queue_bytes;
    (void)handlers;
    (void)ctx;
    if (fail_at == 1)
        return err_make(ERR_LOOP, "channel.open", -1);
    channel_fd = fd;
    *ret_channel = (struct channel *)&place;
    return ERR_OK;
}

void channel_destroy(struct channel **channel)
{
    if (*channel)
        close(channel_fd);
    *channel = NULL;
}

struct err capture_start(struct capture **slot, struct loop *loop, struct log_router *router,
                         enum worker program, int fd)
{
    (void)loop;
    (void)router;
    assert_int_equal(program, WORKER_GATEWAY);
    if (fail_at == captures + 2)
        return err_make(ERR_LOOP, "capture.start", -1);
    capture_fds[captures] = fd;
    *slot = (struct capture *)&capture_fds[captures++];
    return ERR_OK;
}

void capture_writer_died(struct capture **slot)
{
    captures_died += *slot != NULL;
}

void capture_stop(struct capture **slot)
{
    if (*slot)
        close(*(int *)*slot);
    *slot = NULL;
}

struct err spawn(const struct spawn_order *given, pid_t *ret_pid, int *ret_exec_fd)
{
    order = *given;
    snprintf(arguments, sizeof(arguments), "%s|%s", given->arguments[0],
             given->arguments[1] ? given->arguments[1] : "");
    if (fail_at == 4)
        return err_make(ERR_SYSTEM, "spawn.fork", EAGAIN);
    spawns++;
    for (int i = 0; i < SPAWN_FDS; i++)
        assert_true(order.fds[i] == -1 || fcntl(order.fds[i], F_GETFD) >= 0);
    assert_int_equal(write(order.fds[STDOUT_FILENO], "out", 3), 3);
    assert_int_equal(write(order.fds[STDERR_FILENO], "error", 5), 5);
    assert_int_equal(write(order.fds[WORKER_FD_CHANNEL], "frame", 5), 5);
    *ret_pid = PID_OF_NOBODY;
    *ret_exec_fd = dup(order.fds[STDIN_FILENO]);
    return ERR_OK;
}

int spawn_exec_error(int exec_fd)
{
    assert_true(fcntl(exec_fd, F_GETFD) >= 0);
    return exec_errno;
}

static unsigned open_descriptors(void)
{
    unsigned count = 0;
    for (int fd = 0; fd < 256; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

static struct instance i;
static const struct channel_handlers HANDLERS;
static const struct instance_parts PARTS = {.worker = WORKER_GATEWAY,
                                            .path = "/vigie/gateway-worker",
                                            .listener_fd = -1,
                                            .secrets_fd = 0,
                                            .tally_fd = 1};

static int fresh(void **state)
{
    (void)state;
    captures = captures_died = spawns = fail_at = 0;
    exec_errno = 0;
    i = (struct instance){0};
    return 0;
}

static void what_it_writes_reaches_who_reads_it(void **state)
{
    (void)state;
    char text[16] = "";
    assert_false(err_is(instance_launch(&i, &PARTS, &HANDLERS, NULL)));
    assert_string_equal(arguments, "gateway-worker|");
    assert_string_equal(order.path, "/vigie/gateway-worker");
    assert_int_equal(order.fds[WORKER_FD_LISTENER], -1);
    assert_int_equal(order.fds[WORKER_FD_SECRETS], 0);
    assert_int_equal(order.fds[WORKER_FD_TALLY], 1);
    assert_int_equal(read(capture_fds[0], text, sizeof(text)), 3);
    assert_int_equal(read(capture_fds[1], text, sizeof(text)), 5);
    assert_memory_equal(text, "error", 5);
    assert_int_equal(read(channel_fd, text, sizeof(text)), 5);
    assert_memory_equal(text, "frame", 5);
    instance_collected(&i);
    instance_fini(&i);
}

/* A pipe whose writing end is left here would never end. */
static void its_ends_are_not_left_here(void **state)
{
    (void)state;
    char text[16];
    unsigned before = open_descriptors();
    assert_false(err_is(instance_launch(&i, &PARTS, &HANDLERS, NULL)));
    assert_int_equal(open_descriptors(), before + 4); /* channel, two pipes, exec */
    assert_int_equal(read(capture_fds[0], text, sizeof(text)), 3);
    assert_int_equal(read(capture_fds[0], text, sizeof(text)), 0);
    instance_collected(&i);
    instance_fini(&i);
    assert_int_equal(open_descriptors(), before);
}

static void whatever_fails_leaves_nothing_behind(void **state)
{
    (void)state;
    unsigned before = open_descriptors();
    for (unsigned step = 1; step <= 4; step++) {
        captures = 0;
        fail_at = step;
        assert_true(err_is(instance_launch(&i, &PARTS, &HANDLERS, NULL)));
        assert_int_equal(open_descriptors(), before);
        assert_int_equal(spawns, 0);
        assert_null(i.channel);
    }
}

static void a_collected_process_is_signalled_no_more(void **state)
{
    (void)state;
    exec_errno = ENOENT;
    assert_false(err_is(instance_launch(&i, &PARTS, &HANDLERS, NULL)));
    instance_signal(&i, 0);
    assert_int_equal(instance_collected(&i), ENOENT);
    assert_int_equal(captures_died, 2);
    assert_int_equal(i.pid, 0);
    assert_non_null(i.channel);
    instance_signal(&i, SIGKILL); /* to process 0 it would be this test's own group */
    instance_kill_group(&i);
    instance_fini(&i);
}

static void wait_for_a_signal(void)
{
    alarm(20);
    for (;;)
        pause();
}

static void a_signal_and_a_kill_reach_the_process(void **state)
{
    (void)state;
    pid_t pid = fork();
    if (pid == 0)
        wait_for_a_signal();
    i.pid = pid;
    instance_signal(&i, SIGTERM);
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(WTERMSIG(status), SIGTERM);
    pid = fork();
    if (pid == 0)
        wait_for_a_signal();
    i.pid = pid; /* it leads no group */
    instance_kill_group(&i);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(WTERMSIG(status), SIGKILL);
}

#define TEST(name) cmocka_unit_test_setup(name, fresh)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_it_writes_reaches_who_reads_it),   TEST(its_ends_are_not_left_here),
        TEST(whatever_fails_leaves_nothing_behind),  TEST(a_collected_process_is_signalled_no_more),
        TEST(a_signal_and_a_kill_reach_the_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
