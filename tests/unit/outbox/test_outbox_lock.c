/* One holder, for as long as it lives; who is ended for it, and who never is. */
#include "outbox_lock.h"

#include "store.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define BEGAN 1000

static char folder[64], path[96];
static struct outbox_lock lock;
static pid_t other;

static int set_up(void **state)
{
    (void)state;
    snprintf(folder, sizeof(folder), "/tmp/vigie-lock-XXXXXX");
    lock = (struct outbox_lock){0};
    other = 0;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof(path), "%s/" OUTBOX_LOCK_NAME, folder);
    return 0;
}

/* How it ended: a signal's number, 0: by itself. */
static int end_other(int number)
{
    int status = 0;
    if (number)
        kill(other, number);
    waitpid(other, &status, 0);
    other = 0;
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static int tear_down(void **state)
{
    (void)state;
    if (other)
        end_other(SIGKILL);
    outbox_lock_release(&lock);
    (void)prctl(PR_SET_NAME, "test");
    (void)unlink(path);
    return rmdir(folder);
}

/* A process of that name holds the lock until it dies. */
static void held_by(const char *name)
{
    int ready[2];
    char byte;
    assert_int_equal(pipe(ready), 0);
    other = fork();
    if (!other) {
        struct outbox_lock his = {0};
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)prctl(PR_SET_NAME, name);
        if (err_is(outbox_lock_take(&his, folder, 0)) || write(ready[1], "", 1) != 1)
            _exit(1);
        for (;;)
            pause();
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    close(ready[1]);
}

static bool taken_at(uint64_t now_ms)
{
    struct err e = outbox_lock_take(&lock, folder, now_ms);
    assert_int_equal(store_code(e), err_is(e) ? STORE_BUSY : 0);
    assert_int_equal(outbox_lock_caused(e), err_is(e));
    assert_int_equal(lock.is_held, !err_is(e));
    return !err_is(e);
}

static void it_is_nobody_elses_until_its_holder_dies(void **state)
{
    (void)state;
    held_by("sheets-worker");
    assert_false(taken_at(BEGAN));
    assert_int_equal(lock.holder, other);
    assert_int_equal(end_other(SIGTERM), SIGTERM);
    assert_true(taken_at(BEGAN + 1));
    assert_true(taken_at(BEGAN + 2));
    assert_int_equal(fcntl(lock.fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    assert_int_equal(lock.ended, 0);
}

static void a_sheets_worker_without_a_supervisor_is_ended_when_its_time_is_over(void **state)
{
    (void)state;
    held_by("sheets-worker");
    kill(other, SIGSTOP);
    assert_false(taken_at(BEGAN));
    assert_false(taken_at(BEGAN + OUTBOX_LOCK_PATIENCE_MS - 1));
    assert_int_equal(lock.ended, 0);
    pid_t frozen = other;
    assert_false(taken_at(BEGAN + OUTBOX_LOCK_PATIENCE_MS));
    assert_int_equal(lock.ended, frozen);
    assert_int_equal(end_other(0), SIGKILL);
    assert_true(taken_at(BEGAN + OUTBOX_LOCK_PATIENCE_MS + 1));
}

static void a_holder_that_comes_later_has_its_own_time(void **state)
{
    (void)state;
    held_by("sheets-worker");
    assert_false(taken_at(BEGAN));
    end_other(SIGKILL);
    held_by("sheets-worker");
    assert_false(taken_at(BEGAN + OUTBOX_LOCK_PATIENCE_MS));
    assert_int_equal(lock.ended, 0);
}

static void nobody_else_is_ever_ended(void **state)
{
    static const struct {
        const char *holder, *parent;
    } CASES[] = {{"another", "test"}, {"sheets-worker-2", "test"}, {"sheets-worker", "supervisor"}};
    (void)state;
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        lock = (struct outbox_lock){0};
        held_by(CASES[i].holder);
        (void)prctl(PR_SET_NAME, CASES[i].parent);
        for (uint64_t now = BEGAN; now < BEGAN + 100000; now += 1000)
            assert_false(taken_at(now));
        assert_int_equal(lock.ended, 0);
        assert_int_equal(end_other(SIGTERM), SIGTERM); /* it lived until then */
    }
}

/* Whoever locks it by flock(2) alone cannot be known. */
static void a_holder_that_cannot_be_known_is_waited_for(void **state)
{
    (void)state;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_int_equal(flock(fd, LOCK_EX), 0);
    assert_false(taken_at(BEGAN));
    assert_int_equal(lock.holder, 0);
    assert_false(taken_at(BEGAN + 100000));
    close(fd);
    assert_true(taken_at(BEGAN + 100001));
}

static void one_that_was_deleted_is_taken_anew(void **state)
{
    struct stat ours, named;
    (void)state;
    assert_true(taken_at(BEGAN));
    assert_int_equal(unlink(path), 0);
    held_by("sheets-worker");
    assert_true(err_is(outbox_lock_take(&lock, folder, BEGAN)));
    assert_true(lock.is_held); /* the old one, until then */
    end_other(SIGKILL);
    assert_true(taken_at(BEGAN + 1));
    assert_int_equal(stat(path, &named), 0);
    assert_int_equal(fstat(lock.fd, &ours), 0);
    assert_int_equal(named.st_ino, ours.st_ino);
}

static void where_nothing_can_be_written_or_locked_one_goes_on_without(void **state)
{
    (void)state;
    assert_false(err_is(outbox_lock_take(&lock, "/proc/none", BEGAN)));
    assert_false(lock.is_held);
    assert_int_equal(lock.not_lockable, 0); /* the database says it */
    assert_int_equal(mkdir(path, 0700), 0);
    assert_false(err_is(outbox_lock_take(&lock, folder, BEGAN)));
    assert_false(lock.is_held);
    assert_int_not_equal(lock.not_lockable, 0);
    assert_int_equal(rmdir(path), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_is_nobody_elses_until_its_holder_dies, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_sheets_worker_without_a_supervisor_is_ended_when_its_time_is_over,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_holder_that_comes_later_has_its_own_time, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nobody_else_is_ever_ended, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_holder_that_cannot_be_known_is_waited_for, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_that_was_deleted_is_taken_anew, set_up, tear_down),
        cmocka_unit_test_setup_teardown(where_nothing_can_be_written_or_locked_one_goes_on_without, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
