/* The last door before somebody is told that his row is stored. */
#include "journal_batch.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static unsigned told;

static void stored(void *ctx, struct err e, enum journal_stored how)
{
    (void)ctx;
    (void)how;
    told += !err_is(e);
}

static struct journal_put *put_in(enum put_state state)
{
    size_t bytes;
    const struct row row = {"1020827427888435210", "[1]", "{}", ""};
    struct journal_put *put = journal_put_create("op", &row, &bytes);
    put->state = state;
    put->on_stored = stored;
    return put;
}

/* In a process of its own. True: it ended before anybody was told. */
static bool ends_before_telling(enum put_state state)
{
    int status = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        signal(SIGABRT, SIG_DFL); /* cmocka and sanitizers have handlers of their own */
        (void)close(STDERR_FILENO);
        journal_put_end(put_in(state), ERR_OK, JOURNAL_STORED);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void nobody_is_told_stored_without_a_commit_behind_it(void **state)
{
    (void)state;
    assert_true(ends_before_telling(PUT_WAITS));
    assert_true(ends_before_telling(PUT_APPLIED));
    assert_true(ends_before_telling(PUT_REPEATED));
    assert_false(ends_before_telling(PUT_SAVED));
    assert_false(ends_before_telling(PUT_SAVED_BEFORE));
}

static void with_an_error_anybody_may_be_told(void **state)
{
    (void)state;
    journal_put_end(put_in(PUT_APPLIED), err_make(ERR_STORE, "test", 0), JOURNAL_STORED);
    assert_int_equal(told, 0);
    journal_put_end(put_in(PUT_SAVED), ERR_OK, JOURNAL_STORED);
    assert_int_equal(told, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_is_told_stored_without_a_commit_behind_it),
        cmocka_unit_test(with_an_error_anybody_may_be_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
