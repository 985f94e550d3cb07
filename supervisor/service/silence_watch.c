/* One timer for all children. */
#include "silence_watch.h"

#include "log.h"
#include "loop.h"
#include "own_settings.h"

static void turn(void *ctx)
{
    struct silence_watch *w = ctx;
    uint64_t now_ms = loop_now_ms(w->loop);
    struct watchdog_turn now = watchdog_turn(&w->watchdog, now_ms);
    if (!now.may_judge)
        log_event(LOG_WARN, "supervisor.late", LOG_WITH(log_int("late_ms", (int64_t)now.late_ms)),
                  "supervisor a lui-même été retenu ; aucun programme n'est jugé sur ce temps");
    children_watch(w->children, now_ms, now);
}

void silence_watch_init(struct silence_watch *w, struct loop *loop, const struct children *children)
{
    *w = (struct silence_watch){.children = children, .loop = loop};
    w->timer = loop_timer_create(loop, turn, w);
}

void silence_watch_fini(struct silence_watch *w)
{
    loop_timer_destroy(&w->timer);
}

void silence_watch_use(struct silence_watch *w, const struct settings *settings)
{
    uint64_t period_ms = own_settings_watch_period_ms(settings);
    watchdog_init(&w->watchdog, loop_now_ms(w->loop), period_ms);
    loop_timer_repeat(w->timer, period_ms);
    children_set_hang_timeout(w->children, own_settings_hang_timeout_ms(settings));
}
