/* The ordered stop. */
#include "service_inside.h"

#include "log.h"
#include "loop.h"
#include "stop_plan.h"

static bool anyone_left(const struct service *s, bool left[WORKERS])
{
    bool any = false;
    for (int i = 0; i < WORKERS; i++) {
        left[i] = s->children[i] && !child_stopped(s->children[i]);
        any = any || left[i];
    }
    return any;
}

void service_stop_on(struct service *s)
{
    bool left[WORKERS];
    if (!anyone_left(s, left)) {
        loop_stop(s->loop);
        return;
    }
    unsigned group = stop_plan_group(left);
    if (group == s->stop_group)
        return;
    s->stop_group = group;
    for (int i = 0; i < WORKERS; i++)
        if (left[i] && stop_plan_in_group((enum worker)i, group))
            child_end(s->children[i], stop_plan_grace_ms(group));
}

void service_stop_limit_passed(void *ctx)
{
    struct service *s = ctx;
    log_event(LOG_ERROR, "supervisor.stop_abandoned", NULL, "L'arrêt dure trop ; ce qui reste est tué");
    loop_stop(s->loop);
}

bool service_stop(struct service *s)
{
    if (s->phase == STOPPING)
        return false;
    s->phase = STOPPING;
    log_event(LOG_NOTICE, "supervisor.stopping", NULL, "Arrêt demandé");
    loop_timer_start(s->stop_limit, STOP_WHOLE_MS);
    service_send_snapshot(s);
    service_stop_on(s);
    return true;
}

void service_stop_signalled(void *ctx)
{
    struct service *s = ctx;
    if (service_stop(s))
        return;
    log_event(LOG_NOTICE, "supervisor.stop_now", NULL, "Arrêt demandé une seconde fois : tout est tué");
    for (int i = 0; i < WORKERS; i++)
        if (s->children[i])
            child_kill(s->children[i]);
}
