/* The children of a running service, all pretended, on a pretend loop. For one test program each. */
#ifndef VIGIE_TEST_RUNNING_CHILDREN_H
#define VIGIE_TEST_RUNNING_CHILDREN_H

#include "children.h"

#include "log_router.h"

#include "pretend_children.h"
#include "sync/pretend_loop.h"

static struct settings settings;
static struct service_options options;
static struct children children;
static unsigned loop_stops;

void loop_stop(struct loop *loop)
{
    assert_ptr_equal(loop, &the_loop);
    loop_stops++;
}

static uint64_t lines_dropped;
static enum log_format router_format;

uint64_t log_router_dropped(const struct log_router *router)
{
    (void)router;
    return lines_dropped;
}

void log_router_set_format(struct log_router *router, enum log_format format)
{
    (void)router;
    router_format = format;
}

/* All but the simulator are there and up. */
static inline void children_run(void)
{
    static const struct child_handlers NONE;
    static char *environment[] = {NULL};
    open_kept_log();
    reset_loop();
    loop_stops = 0;
    lines_dropped = 0;
    settings = (struct settings){0};
    options = (struct service_options){.settings = &settings,
                                       .environment = environment,
                                       .lock_fd = -1,
                                       .listener_fd = -1,
                                       .demo_listener_fd = -1,
                                       .tally_fd = -1};
    for (int i = 0; i < WORKERS; i++)
        options.secrets_fds[i] = -1;
    children_init(&children, &options, &the_loop, NULL);
    children_start_missing(&children, &NONE, NULL);
    for (int i = 0; i < WORKERS; i++)
        if (children.by_worker[i])
            comes_up(children.by_worker[i]);
    asked[0] = '\0';
}

static inline void children_end(void)
{
    children_fini(&children);
    settings_free(&settings);
}

#endif
