/* SIGCHLD, waitid to look, wait4 to collect. */
#include "reap.h"

#include "clock.h"
#include "loop.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

/* The loop no longer runs then, so this one wait is a real one. */
#define LEFTOVERS_PERIOD_MS 5

struct reaper {
    uv_signal_t signal;
    struct reaper_handlers handlers;
    void *ctx;
    uint64_t strangers;
};

/* The next child that has ended, without collecting it; 0: none. *ret_childless: nor is there any that lives.
 */
static pid_t dead_child(bool *ret_childless)
{
    siginfo_t info = {0};
    *ret_childless = waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0;
    return *ret_childless ? 0 : info.si_pid;
}

static void sweep_stopped(struct reaper *r)
{
    siginfo_t info = {0};
    while (waitid(P_ALL, 0, &info, WSTOPPED | WNOHANG) == 0 && info.si_pid) {
        r->handlers.on_stopped(r->ctx, info.si_pid);
        info = (siginfo_t){0};
    }
}

void reap_sweep(struct reaper *r)
{
    pid_t pid;
    bool childless;
    sweep_stopped(r);
    /* Signals coalesce: look until there is nobody left. */
    while ((pid = dead_child(&childless)) > 0) {
        int status = 0;
        r->handlers.on_dead(r->ctx, pid);
        if (wait4(pid, &status, WNOHANG, NULL) != pid)
            return;
        if (!r->handlers.on_reaped(r->ctx, pid, status))
            r->strangers++;
    }
}

static void child_signalled(uv_signal_t *handle, int number)
{
    (void)number;
    reap_sweep(handle->data);
}

struct err reaper_create(struct loop *loop, const struct reaper_handlers *handlers, void *ctx,
                         struct reaper **ret_reaper)
{
    struct reaper *r = calloc(1, sizeof(*r));
    if (!r)
        abort();
    r->handlers = *handlers;
    r->ctx = ctx;
    if (getpid() != 1)
        prctl(PR_SET_CHILD_SUBREAPER, 1);
    r->signal.data = r;
    int rc = uv_signal_init(loop_uv(loop), &r->signal);
    if (rc != 0) {
        free(r);
        return err_make(ERR_SYSTEM, "reaper.signal", -rc);
    }
    rc = uv_signal_start(&r->signal, child_signalled, SIGCHLD);
    if (rc != 0) {
        reaper_destroy(&r);
        return err_make(ERR_SYSTEM, "reaper.sigchld", -rc);
    }
    *ret_reaper = r;
    return ERR_OK;
}

uint64_t reaper_strangers(const struct reaper *r)
{
    return r->strangers;
}

static void kill_children(void)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
    FILE *list = fopen(path, "re");
    int pid;
    while (list && fscanf(list, "%d", &pid) == 1)
        kill(pid, SIGKILL);
    if (list)
        fclose(list);
}

void reap_leftovers(struct reaper *r, uint64_t patience_ms)
{
    /* A killed parent leaves its children to us, so look again until nobody is left. */
    uint64_t until = clock_monotonic_ms() + patience_ms;
    bool childless = false;
    while (clock_monotonic_ms() < until) {
        reap_sweep(r);
        if (dead_child(&childless) == 0 && childless)
            return;
        kill_children();
        poll(NULL, 0, LEFTOVERS_PERIOD_MS);
    }
}

static void signal_closed(uv_handle_t *handle)
{
    free(handle->data);
}

void reaper_destroy(struct reaper **take_reaper)
{
    struct reaper *r = *take_reaper;
    if (!r)
        return;
    *take_reaper = NULL;
    uv_close((uv_handle_t *)&r->signal, signal_closed);
}
