/* What every worker's main does before its own work. */
#include "worker_start.h"

#include "exit_status.h"
#include "log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define TOKEN "a-token-that-nobody-may-see"

static const char HANDED[] = "DISCORD_TOKEN=" TOKEN;

/* Runs `body` in a process of its own, with what stands in `secrets`, 0: none; returns its status and what it said on stderr. */
static int in_a_worker(void (*body)(void), int secrets, char *said, size_t size)
{
    int pipe_ends[2];
    assert_int_equal(pipe(pipe_ends), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        dup2(pipe_ends[1], STDERR_FILENO);
        if (secrets)
            dup2(secrets, WORKER_FD_SECRETS);
        else
            close(WORKER_FD_SECRETS);
        body();
        fflush(stderr);
        _exit(EXIT_NORMAL);
    }
    close(pipe_ends[1]);
    size_t length = 0;
    for (ssize_t n; (n = read(pipe_ends[0], said + length, size - 1 - length)) > 0;)
        length += (size_t)n;
    said[length] = '\0';
    close(pipe_ends[0]);
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void take_token(void)
{
    struct settings s;
    worker_load_settings(&s);
    const char *token = settings_text(&s, SETTING_DISCORD_TOKEN);
    bool closed = fcntl(WORKER_FD_SECRETS, F_GETFD) < 0;
    fprintf(stderr, "%s, %s", token ? token : "none", closed ? "closed" : "open");
}

static void speak_of_it(void)
{
    setenv("LOG_LEVEL", "warn", 1);
    setenv("LOG_FORMAT", "json", 1);
    struct settings s;
    worker_load_settings(&s);
    worker_open_log(WORKER_GATEWAY, &s);
    dup2(STDERR_FILENO, STDOUT_FILENO);
    log_event(LOG_INFO, "test.quiet", NULL, "quiet");
    log_event(LOG_WARN, "test.loud", NULL, "it is " TOKEN);
}

static void ask_whether_dumpable(void)
{
    worker_forbid_dumps();
    fprintf(stderr, "%d", prctl(PR_GET_DUMPABLE));
}

static int handed(void)
{
    int fd = memfd_create("secrets", MFD_CLOEXEC);
    assert_int_equal(write(fd, HANDED, sizeof(HANDED)), sizeof(HANDED));
    return fd;
}

static void secrets_are_read_and_their_descriptor_is_closed(void **state)
{
    (void)state;
    char said[256];
    int secrets = handed();
    assert_int_equal(in_a_worker(take_token, secrets, said, sizeof(said)), EXIT_NORMAL);
    assert_string_equal(said, TOKEN ", closed");
    close(secrets);
}

static void without_secrets_there_are_none(void **state)
{
    (void)state;
    char said[256];
    assert_int_equal(in_a_worker(take_token, 0, said, sizeof(said)), EXIT_NORMAL);
    assert_string_equal(said, "none, closed");
}

static void secrets_that_cannot_be_read_end_the_worker_with_a_line(void **state)
{
    (void)state;
    char said[256];
    int folder = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_int_equal(in_a_worker(take_token, folder, said, sizeof(said)), EXIT_INTERNAL);
    assert_non_null(strstr(said, "les secrets reçus du superviseur ne peuvent pas être lus"));
    close(folder);
}

static void no_secret_can_stand_in_the_log(void **state)
{
    (void)state;
    char said[1024];
    int secrets = handed();
    assert_int_equal(in_a_worker(speak_of_it, secrets, said, sizeof(said)), EXIT_NORMAL);
    assert_non_null(strstr(said, "\"message\":\"it is [secret]\""));
    assert_non_null(strstr(said, "\"program\":\"gateway-worker\""));
    assert_null(strstr(said, "quiet"));
    assert_null(strstr(said, TOKEN));
    close(secrets);
}

static void nobody_may_look_into_its_memory(void **state)
{
    (void)state;
#ifdef __SANITIZE_ADDRESS__
    skip();
#endif
    char said[64];
    assert_int_equal(in_a_worker(ask_whether_dumpable, 0, said, sizeof(said)), EXIT_NORMAL);
    assert_string_equal(said, "0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(secrets_are_read_and_their_descriptor_is_closed),
        cmocka_unit_test(without_secrets_there_are_none),
        cmocka_unit_test(secrets_that_cannot_be_read_end_the_worker_with_a_line),
        cmocka_unit_test(no_secret_can_stand_in_the_log),
        cmocka_unit_test(nobody_may_look_into_its_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
