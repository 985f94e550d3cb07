/* Group after group, by policy/stop_plan. */
#include "ordered_stop.h"

#include "log.h"
#include "loop.h"
#include "stop_plan.h"

static bool anyone_left(const struct children *children, bool left[WORKERS])
{
    bool any = false;
    for (int i = 0; i < WORKERS; i++) {
        left[i] = children->by_worker[i] && !child_stopped(children->by_worker[i]);
        any = any || left[i];
    }
    return any;
}

static void go_on(struct ordered_stop *s)
{
    bool left[WORKERS];
    if (!anyone_left(s->children, left)) {
        loop_stop(s->loop);
        return;
    }
    unsigned group = stop_plan_group(left);
    if (group == s->group)
        return;
    s->group = group;
    for (int i = 0; i < WORKERS; i++)
        if (left[i] && stop_plan_in_group((enum worker)i, group))
            child_end(s->children->by_worker[i], stop_plan_grace_ms(group));
}

static void limit_passed(void *ctx)
{
    struct ordered_stop *s = ctx;
    log_event(LOG_ERROR, "supervisor.stop_abandoned", NULL, "L'arrêt dure trop ; ce qui reste est tué");
    loop_stop(s->loop);
}

void ordered_stop_init(struct ordered_stop *s, struct loop *loop, const struct children *children,
                       void (*on_begun)(void *ctx), void *ctx)
{
    *s = (struct ordered_stop){.children = children, .loop = loop, .on_begun = on_begun, .ctx = ctx};
    s->limit = loop_timer_create(loop, limit_passed, s);
}

void ordered_stop_fini(struct ordered_stop *s)
{
    loop_timer_destroy(&s->limit);
}

bool ordered_stop_begin(struct ordered_stop *s)
{
    if (s->begun)
        return false;
    s->begun = true;
    log_event(LOG_NOTICE, "supervisor.stopping", NULL, "Arrêt demandé");
    loop_timer_start(s->limit, STOP_WHOLE_MS);
    s->on_begun(s->ctx);
    go_on(s);
    return true;
}

void ordered_stop_signalled(struct ordered_stop *s)
{
    if (ordered_stop_begin(s))
        return;
    log_event(LOG_NOTICE, "supervisor.stop_now", NULL, "Arrêt demandé une seconde fois : tout est tué");
    children_kill(s->children);
}

void ordered_stop_child_changed(struct ordered_stop *s, struct child *child)
{
    if (child_waits(child))
        child_end(child, 0); /* no child starts anew any more; it comes back here as stopped */
    else
        go_on(s);
}
