/* Workers restarted one after the other. */
#include "service_inside.h"

#include "log.h"
#include "loop.h"

void service_roll(struct service *s, enum worker worker)
{
    if (s->children[worker] && s->phase == RUNNING)
        rolling_add(&s->rolling, worker);
}

void service_renew(struct service *s, enum worker worker)
{
    log_event(LOG_NOTICE, "worker.renewed", NULL, "%s est redémarré à la demande", worker_name(worker));
    child_renew(s->children[worker]);
}

static void give_up(struct service *s, enum worker worker)
{
    for (int i = 0; i < WORKERS; i++)
        if (s->rolling.waiting[i])
            log_event(LOG_WARN, "worker.not_renewed", NULL, "%s n'est pas redémarré, car %s n'est pas revenu",
                      worker_name((enum worker)i), worker_name(worker));
    log_event(
        LOG_ERROR, "worker.rolling_failed", NULL,
        "%s n'est pas revenu après son redémarrage. Corrigez ce que ses lignes nomment, puis redémarrez "
        "les autres par « supervisor restart »",
        worker_name(worker));
    rolling_give_up(&s->rolling);
}

void service_roll_on(struct service *s)
{
    struct child *now = s->rolling.busy ? s->children[s->rolling.worker] : NULL;
    uint32_t up_generation = now && child_up(now) ? child_link_of(now)->generation : 0;
    enum worker worker;
    if (s->phase != RUNNING)
        return;
    switch (rolling_next(&s->rolling, up_generation, loop_now_ms(s->loop), &worker)) {
    case ROLLING_NOTHING:
        return;
    case ROLLING_RESTART:
        rolling_restarted(&s->rolling, worker, child_link_of(s->children[worker])->generation,
                          loop_now_ms(s->loop));
        service_renew(s, worker);
        return;
    case ROLLING_OVER:
        log_event(LOG_INFO, "worker.rolling_over", NULL, "Tous les redémarrages demandés sont faits");
        return;
    case ROLLING_FAILED:
        give_up(s, worker);
        return;
    }
}
