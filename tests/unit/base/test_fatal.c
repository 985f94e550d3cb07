/* A program that cannot go on names the fault and the repair; no abort is silent. Each in a child. */
#include "fatal.h"

#include "exit_status.h"
#include "log.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char said[2048];

/* Runs `act` in a child with its stderr in `said`; returns the wait status. */
static int in_a_child(void (*act)(void))
{
    int ends[2], status = 0;
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(ends[1], STDERR_FILENO);
        setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
        fatal_init();
        act();
        _exit(0);
    }
    close(ends[1]);
    size_t used = 0;
    ssize_t n;
    while ((n = read(ends[0], said + used, sizeof(said) - 1 - used)) > 0)
        used += (size_t)n;
    said[used] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static void no_descriptors(void)
{
    fatal_start("loop", EMFILE);
}

static void unknown_call(void)
{
    fatal_start("loop", ENOSYS);
}

static void odd_error(void)
{
    fatal_start("loop", EXDEV);
}

static void a_refused_start_is_one_line_with_the_repair_and_a_status_of_the_contract(void **state)
{
    (void)state;
    int status = in_a_child(no_descriptors);
    assert_int_equal(WEXITSTATUS(status), EXIT_TEMPORARY);
    assert_non_null(strstr(said, "test_fatal: ❌ Erreur critique : démarrage impossible"));
    assert_non_null(strstr(said, "ulimit -n"));
    assert_ptr_equal(strchr(said, '\n'), said + strlen(said) - 1);
    status = in_a_child(unknown_call);
    assert_int_equal(WEXITSTATUS(status), EXIT_INTERNAL);
    assert_non_null(strstr(said, "Linux"));
    status = in_a_child(odd_error);
    assert_int_equal(WEXITSTATUS(status), EXIT_INTERNAL);
    assert_non_null(strstr(said, "loop: "));
}

static void small_stack_for_good(void)
{
    setrlimit(RLIMIT_STACK, &(struct rlimit){16384, 16384});
    fatal_check_stack();
}

static void small_stack_that_may_be_raised(void)
{
    struct rlimit limit;
    setrlimit(RLIMIT_STACK, &(struct rlimit){16384, 4 * 1024 * 1024});
    fatal_check_stack();
    getrlimit(RLIMIT_STACK, &limit);
    _exit(limit.rlim_cur == 4 * 1024 * 1024 ? 3 : 4);
}

static void a_stack_that_is_too_small_is_raised_or_named(void **state)
{
    (void)state;
    int status = in_a_child(small_stack_for_good);
    assert_int_equal(WEXITSTATUS(status), EXIT_TEMPORARY);
    assert_non_null(strstr(said, "16 Ko"));
    assert_non_null(strstr(said, "ulimit -s"));
    status = in_a_child(small_stack_that_may_be_raised);
    assert_int_equal(WEXITSTATUS(status), 3);
    assert_string_equal(said, "");
}

static void abort_without_memory(void)
{
    errno = ENOMEM;
    abort();
}

static void abort_of_a_library(void)
{
    errno = 0;
    abort();
}

static void abort_under_a_supervisor(void)
{
    log_open(&(struct log_options){.program = "p", .level = LOG_INFO, .lead_priority = true});
    errno = 0;
    abort();
}

/* The watchdog's: it stays a death by signal. */
static void an_abort_from_outside_says_so_and_ends_the_process(void **state)
{
    (void)state;
    int ends[2], status = 0;
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(ends[1], STDERR_FILENO);
        fatal_init();
        (void)!write(STDERR_FILENO, ".", 1);
        for (;;)
            pause();
    }
    assert_int_equal(read(ends[0], said, 1), 1); /* its handler stands */
    assert_int_equal(kill(pid, SIGABRT), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    ssize_t n = read(ends[0], said, sizeof(said) - 1);
    assert_true(n > 0);
    said[n] = '\0';
    assert_non_null(strstr(said, "SIGABRT reçu"));
    close(ends[0]);
    close(ends[1]);
}

static void no_abort_is_silent(void **state)
{
    (void)state;
    int status = in_a_child(abort_without_memory);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_TEMPORARY);
    assert_non_null(strstr(said, "plus de mémoire"));
    status = in_a_child(abort_of_a_library);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_INTERNAL);
    assert_non_null(strstr(said, "erreur interne"));
    status = in_a_child(abort_under_a_supervisor);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_INTERNAL);
    assert_ptr_equal(strstr(said, "<2>"), said);
}

static void past_the_limit_of_a_file(void)
{
    char path[] = "/tmp/vigie-fatal-XXXXXX";
    int fd = mkstemp(path);
    unlink(path);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){4, 4});
    if (write(fd, "123456789", 9) != 4 || write(fd, "5", 1) != -1 || errno != EFBIG)
        _exit(1);
}

static void to_a_closed_pipe(void)
{
    int ends[2];
    if (pipe(ends) != 0 || close(ends[0]) != 0 || write(ends[1], "x", 1) != -1 || errno != EPIPE)
        _exit(1);
}

static void a_full_file_and_a_closed_pipe_are_errors_not_ends(void **state)
{
    (void)state;
    assert_int_equal(in_a_child(past_the_limit_of_a_file), 0);
    assert_int_equal(in_a_child(to_a_closed_pipe), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refused_start_is_one_line_with_the_repair_and_a_status_of_the_contract),
        cmocka_unit_test(a_stack_that_is_too_small_is_raised_or_named),
        cmocka_unit_test(no_abort_is_silent),
        cmocka_unit_test(an_abort_from_outside_says_so_and_ends_the_process),
        cmocka_unit_test(a_full_file_and_a_closed_pipe_are_errors_not_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
