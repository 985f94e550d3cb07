/* Made from the options of the service. */
#include "children.h"

#include "own_settings.h"
#include "program_folder.h"
#include "worker_environment.h"

void children_init(struct children *c, const struct service_options *options, struct loop *loop,
                   struct log_router *router)
{
    *c = (struct children){.options = options, .loop = loop, .router = router};
}

void children_fini(struct children *c)
{
    for (int i = 0; i < WORKERS; i++) {
        child_destroy(&c->by_worker[i]);
        worker_environment_free(&c->environments[i]);
    }
}

static bool belongs(const struct service_options *options, enum worker worker)
{
    if (worker == WORKER_HEALTH)
        return true;
    return !options->config_error && (worker != WORKER_SIMULATOR || options->demo);
}

static char **environment_of(const struct children *c, enum worker worker)
{
    return worker_environment(c->options->settings, worker_reader(worker), c->options->environment);
}

static int listener_of(const struct service_options *options, enum worker worker)
{
    if (worker == WORKER_SIMULATOR)
        return options->demo_listener_fd;
    return worker == WORKER_HEALTH ? options->listener_fd : -1;
}

static void add(struct children *c, enum worker worker, const struct child_handlers *handlers, void *ctx)
{
    c->environments[worker] = environment_of(c, worker);
    struct child_options options = {
        .parts =
            {
                .worker = worker,
                .path = program_path(worker_name(worker), c->paths[worker], sizeof(c->paths[worker])),
                .environment = c->environments[worker],
                .listener_fd = listener_of(c->options, worker),
                .secrets_fd = c->options->secrets_fds[worker],
                .tally_fd = worker == WORKER_HEALTH ? c->options->tally_fd : -1,
                .loop = c->loop,
                .router = c->router,
            },
        .hang_timeout_ms = own_settings_hang_timeout_ms(c->options->settings),
    };
    c->by_worker[worker] = child_create(&options, handlers, ctx);
}

/* Started once all are there: what one says at its start may be for another. */
void children_start_missing(struct children *c, const struct child_handlers *handlers, void *ctx)
{
    bool missing[WORKERS];
    for (int i = 0; i < WORKERS; i++) {
        missing[i] = belongs(c->options, (enum worker)i) && !c->by_worker[i];
        if (missing[i])
            add(c, (enum worker)i, handlers, ctx);
    }
    for (int i = 0; i < WORKERS; i++)
        if (missing[i])
            child_start(c->by_worker[i]);
}

struct child *children_of_pid(const struct children *c, pid_t pid)
{
    for (int i = 0; i < WORKERS; i++)
        if (c->by_worker[i] && child_pid(c->by_worker[i]) == pid)
            return c->by_worker[i];
    return NULL;
}

void children_watch(const struct children *c, uint64_t now_ms, struct watchdog_turn turn)
{
    for (int i = 0; i < WORKERS; i++)
        if (c->by_worker[i])
            child_watch(c->by_worker[i], now_ms, turn);
}

void children_set_hang_timeout(const struct children *c, uint64_t hang_timeout_ms)
{
    for (int i = 0; i < WORKERS; i++)
        if (c->by_worker[i])
            child_set_hang_timeout(c->by_worker[i], hang_timeout_ms);
}

void children_renew_parts(struct children *c, enum worker worker)
{
    char **before = c->environments[worker];
    c->environments[worker] = environment_of(c, worker);
    child_set_parts(c->by_worker[worker], c->environments[worker], c->options->secrets_fds[worker]);
    worker_environment_free(&before);
}

void children_kill(const struct children *c)
{
    for (int i = 0; i < WORKERS; i++)
        if (c->by_worker[i])
            child_kill(c->by_worker[i]);
}
