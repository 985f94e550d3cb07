/* What a service is started with. Made before its start (start.h); a reload changes values in place. */
#ifndef VIGIE_SERVICE_OPTIONS_H
#define VIGIE_SERVICE_OPTIONS_H

#include "settings.h"
#include "workers.h"

#include <stdbool.h>
#include <stdint.h>

struct service_options {
    struct settings *settings; /* its secrets already wiped; a reload changes values */
    char *const *environment;  /* our own, secrets wiped */
    const char *state_folder;  /* NULL: cannot be used at the start, so no control socket */
    int lock_fd;               /* of state_folder, -1: none. The caller's; replaced where STATE_DIR was */
    const char *log_folder;    /* NULL: stdout only */
    const char *config_error;  /* French, else NULL: then only the health-server runs, to say so */
    bool demo;
    uint16_t port, demo_port;
    bool secrets_given[SETTINGS]; /* came by the environment itself: settings_given_secrets */
    int listener_fd, demo_listener_fd, tally_fd, secrets_fds[WORKERS]; /* -1: none. The caller's; a reload
                                                                          replaces secrets */
};

#endif
