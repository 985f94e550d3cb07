/* Each request, and its words. */
#include "operator_requests.h"

#include "control_socket.h"
#include "exit_status.h"
#include "ordered_stop.h"
#include "reload.h"
#include "rolling_restart.h"
#include "status_report.h"
#include "status_sender.h"

static int restart_one(struct operator_requests *r, enum worker worker, struct buffer *reply)
{
    if (!r->children->by_worker[worker] || r->stop->begun) {
        buffer_format(reply, "%s ne tourne pas ici.\n", worker_name(worker));
        return EXIT_TEMPORARY;
    }
    rolling_restart_now(r->rolling, worker);
    buffer_format(reply, "%s redémarre.\n", worker_name(worker));
    return EXIT_NORMAL;
}

static int restart_all(struct operator_requests *r, struct buffer *reply)
{
    if (r->stop->begun) {
        buffer_text(reply, "Le service s'arrête.\n");
        return EXIT_TEMPORARY;
    }
    buffer_text(reply, "Redémarrent l'un après l'autre :");
    for (int i = 0; i < WORKERS; i++)
        if (r->children->by_worker[i]) {
            rolling_restart_add(r->rolling, (enum worker)i);
            buffer_format(reply, " %s", worker_name((enum worker)i));
        }
    buffer_text(reply, ". Suivez-les par « supervisor status ».\n");
    rolling_restart_go_on(r->rolling);
    return EXIT_NORMAL;
}

static int stop(struct operator_requests *r, struct buffer *reply)
{
    buffer_text(reply, ordered_stop_begin(r->stop) ? "Arrêt demandé.\n" : "L'arrêt est déjà en cours.\n");
    return EXIT_NORMAL;
}

static int refuse(struct control_request request, struct buffer *reply)
{
    char names[CONTROL_NAMES_SIZE];
    if (request.verb == CONTROL_RESTART_NOBODY)
        buffer_format(reply, "Ce programme n'existe pas. Choisissez parmi : %s, all.\n",
                      control_worker_names(names, sizeof(names)));
    else
        buffer_text(reply, "Demande inconnue. Choisissez : status, status --json, restart PROGRAMME, restart "
                           "all, reload, stop.\n");
    return EXIT_USAGE;
}

int operator_requests_answer(void *ctx, struct control_request request, uint64_t ticket, struct buffer *reply)
{
    struct operator_requests *r = ctx;
    struct snapshot snapshot = status_sender_snapshot(r->status);
    switch (request.verb) {
    case CONTROL_STATUS:
        status_table(&snapshot, reply);
        return EXIT_NORMAL;
    case CONTROL_STATUS_JSON:
        status_json(&snapshot, reply);
        return EXIT_NORMAL;
    case CONTROL_RESTART:
        return restart_one(r, request.worker, reply);
    case CONTROL_RESTART_ALL:
        return restart_all(r, reply);
    case CONTROL_STOP:
        return stop(r, reply);
    case CONTROL_RELOAD:
        reload_ask(r->reload, ticket);
        return CONTROL_LATER;
    case CONTROL_RESTART_NOBODY:
    case CONTROL_UNKNOWN:
        break;
    }
    return refuse(request, reply);
}
