/* Wait status to words. */
#include "exit_cause.h"

#include "exit_status.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

const char *exit_cause_describe(int wait_status, char *text, size_t size)
{
    if (WIFSIGNALED(wait_status))
        snprintf(text, size, "signal %d (%s)", WTERMSIG(wait_status), strsignal(WTERMSIG(wait_status)));
    else
        snprintf(text, size, "status %d", WEXITSTATUS(wait_status));
    return text;
}

bool exit_cause_is_configuration(int wait_status)
{
    return WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == EXIT_CONFIGURATION;
}

bool exit_cause_is_normal(int wait_status)
{
    return WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == EXIT_NORMAL;
}

bool exit_cause_is_asked(int wait_status)
{
    return exit_cause_is_normal(wait_status) ||
           (WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGTERM);
}
