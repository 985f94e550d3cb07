/* What the service answers the operator's commands. */
#include "service_inside.h"

#include "control_listener.h"
#include "control_socket.h"
#include "exit_status.h"
#include "log.h"
#include "status_report.h"

#include <string.h>

static int restart_one(struct service *s, enum worker worker, struct buffer *reply)
{
    if (!s->children[worker] || s->phase == STOPPING) {
        buffer_format(reply, "%s ne tourne pas ici.\n", worker_name(worker));
        return EXIT_TEMPORARY;
    }
    service_renew(s, worker);
    buffer_format(reply, "%s redémarre.\n", worker_name(worker));
    return EXIT_NORMAL;
}

static int refuse_while_stopping(struct buffer *reply)
{
    buffer_text(reply, "Le service s'arrête.\n");
    return EXIT_TEMPORARY;
}

static int restart_all(struct service *s, struct buffer *reply)
{
    if (s->phase == STOPPING)
        return refuse_while_stopping(reply);
    buffer_text(reply, "Redémarrent l'un après l'autre :");
    for (int i = 0; i < WORKERS; i++)
        if (s->children[i]) {
            service_roll(s, (enum worker)i);
            buffer_format(reply, " %s", worker_name((enum worker)i));
        }
    buffer_text(reply, ". Suivez-les par « supervisor status ».\n");
    service_roll_on(s);
    return EXIT_NORMAL;
}

static int stop(struct service *s, struct buffer *reply)
{
    buffer_text(reply, service_stop(s) ? "Arrêt demandé.\n" : "L'arrêt est déjà en cours.\n");
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

int service_control_asked(void *ctx, struct control_request request, uint64_t ticket, struct buffer *reply)
{
    struct service *s = ctx;
    struct snapshot snapshot = service_snapshot(s);
    switch (request.verb) {
    case CONTROL_STATUS:
        status_table(&snapshot, reply);
        return EXIT_NORMAL;
    case CONTROL_STATUS_JSON:
        status_json(&snapshot, reply);
        return EXIT_NORMAL;
    case CONTROL_RESTART:
        return restart_one(s, request.worker, reply);
    case CONTROL_RESTART_ALL:
        return restart_all(s, reply);
    case CONTROL_STOP:
        return stop(s, reply);
    case CONTROL_RELOAD:
        return service_reload(s, ticket);
    case CONTROL_RESTART_NOBODY:
    case CONTROL_UNKNOWN:
        break;
    }
    return refuse(request, reply);
}

void service_control_closed(struct service *s, struct err e)
{
    if (s->control_lost)
        return;
    s->control_lost = true;
    log_event(LOG_WARN, "control.closed", LOG_WITH(log_text("cause", strerror(e.code))),
              "« supervisor status », « restart », « reload » et « stop » ne répondront pas : la prise de "
              "contrôle ne peut pas être ouverte dans %s",
              settings_text(s->options->settings, SETTING_STATE_DIR));
}

void service_open_control(struct service *s, struct control_listener *take_listener)
{
    static const struct control_handlers HANDLERS = {.on_request = service_control_asked};
    struct err e = control_server_open(s->loop, take_listener, &HANDLERS, s, &s->control);
    control_listener_close(take_listener);
    if (err_is(e))
        service_control_closed(s, e);
    else
        s->control_lost = false;
}
