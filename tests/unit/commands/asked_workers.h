/* Pretend workers that are asked something (ask_worker.c), and what a command printed. For one test program
 * each. */
#ifndef VIGIE_TEST_ASKED_WORKERS_H
#define VIGIE_TEST_ASKED_WORKERS_H

#include "ask_worker.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct {
    int status;
    const char *answer; /* NULL: none */
    unsigned times;
    bool has_token, has_webhook;
} workers[WORKERS];
static const char *asked_option;

int ask_worker(const struct settings *settings, enum setting_readers reader, enum worker worker,
               const char *option, char **environment, struct buffer *answer)
{
    (void)reader;
    for (char **at = environment; *at; at++) /* secrets go by sealed memory */
        assert_null(strstr(*at, "abcdefghijklm"));
    workers[worker].times++;
    workers[worker].has_token = settings_has(settings, SETTING_DISCORD_TOKEN);
    workers[worker].has_webhook = settings_has(settings, SETTING_ALERT_WEBHOOK_URL);
    asked_option = option;
    if (workers[worker].answer)
        buffer_text(answer, workers[worker].answer);
    return workers[worker].status;
}

/* ---- The environment, in a folder without .env. */

static char folder[64], values[8][160], *environment[9], printed[16384];

static inline void set(size_t at, const char *name, const char *value)
{
    snprintf(values[at], sizeof(values[at]), "%s=%s", name, value);
    environment[at] = values[at];
}

static int in_an_empty_folder(void **state)
{
    (void)state;
    memset(workers, 0, sizeof(workers));
    memset(environment, 0, sizeof(environment));
    snprintf(folder, sizeof(folder), "/tmp/vigie-command-XXXXXX");
    assert_non_null(mkdtemp(folder));
    return chdir(folder);
}

static int without_it(void **state)
{
    (void)state;
    char command[96];
    assert_int_equal(chdir("/"), 0);
    snprintf(command, sizeof(command), "rm -rf %s", folder);
    return system(command);
}

/* Its status; what it wrote to stdout and stderr is in `printed`. */
static inline int runs(int (*command)(char **arguments, char **environment), char *argument)
{
    char *arguments[] = {argument, NULL};
    int ends[2], out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
    assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    fflush(stdout);
    fflush(stderr);
    dup2(ends[1], STDOUT_FILENO);
    dup2(ends[1], STDERR_FILENO);
    int status = command(arguments, environment);
    fflush(stdout);
    fflush(stderr);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    close(out);
    close(err);
    close(ends[1]);
    ssize_t length = read(ends[0], printed, sizeof(printed) - 1);
    printed[length > 0 ? length : 0] = '\0';
    close(ends[0]);
    return status;
}

static inline bool says(const char *text)
{
    return strstr(printed, text) != NULL;
}

#endif
