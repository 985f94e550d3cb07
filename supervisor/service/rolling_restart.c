/* Workers restarted one after the other. */
#include "rolling_restart.h"

#include "log.h"
#include "loop.h"

void rolling_restart_init(struct rolling_restart *r, struct loop *loop, const struct children *children)
{
    *r = (struct rolling_restart){.children = children, .loop = loop};
}

void rolling_restart_now(struct rolling_restart *r, enum worker worker)
{
    log_event(LOG_NOTICE, "worker.renewed", NULL, "%s est redémarré à la demande", worker_name(worker));
    child_renew(r->children->by_worker[worker]);
}

void rolling_restart_add(struct rolling_restart *r, enum worker worker)
{
    if (r->children->by_worker[worker])
        rolling_add(&r->rolling, worker);
}

static void give_up(struct rolling_restart *r, enum worker worker)
{
    for (int i = 0; i < WORKERS; i++)
        if (r->rolling.waiting[i])
            log_event(LOG_WARN, "worker.not_renewed", NULL, "%s n'est pas redémarré, car %s n'est pas revenu",
                      worker_name((enum worker)i), worker_name(worker));
    log_event(
        LOG_ERROR, "worker.rolling_failed", NULL,
        "%s n'est pas revenu après son redémarrage. Corrigez ce que ses lignes nomment, puis redémarrez "
        "les autres par « supervisor restart »",
        worker_name(worker));
    rolling_give_up(&r->rolling);
}

static uint32_t generation_of(const struct rolling_restart *r, enum worker worker)
{
    return child_link_of(r->children->by_worker[worker])->generation;
}

static uint32_t up_generation(const struct rolling_restart *r)
{
    enum worker worker = r->rolling.worker;
    const struct child *child = r->rolling.busy ? r->children->by_worker[worker] : NULL;
    return child && child_up(child) ? generation_of(r, worker) : 0;
}

void rolling_restart_go_on(struct rolling_restart *r)
{
    uint64_t now_ms = loop_now_ms(r->loop);
    enum worker worker;
    switch (rolling_next(&r->rolling, up_generation(r), now_ms, &worker)) {
    case ROLLING_NOTHING:
        return;
    case ROLLING_RESTART:
        rolling_restarted(&r->rolling, worker, generation_of(r, worker), now_ms);
        rolling_restart_now(r, worker);
        return;
    case ROLLING_OVER:
        log_event(LOG_INFO, "worker.rolling_over", NULL, "Tous les redémarrages demandés sont faits");
        return;
    case ROLLING_FAILED:
        give_up(r, worker);
        return;
    }
}
