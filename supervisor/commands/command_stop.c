/* `supervisor stop`: asks, then waits until the process is gone. */
#include "commands.h"

#include "ask_service.h"
#include "cli.h"
#include "clock.h"
#include "control_socket.h"
#include "exit_status.h"

#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

/* The service gives itself 10 s (CONTRACT section 6). */
#define ANSWER_S   4
#define PATIENCE_S 15
#define LOOK_MS    100

/* By its process where the kernel lets us wait for that: it ends after its control socket, and only then may
 * the next service take the folder. */
static bool gone_in_time(const struct service_place *place, int pid_fd)
{
    uint64_t until_ms = clock_monotonic_ms() + PATIENCE_S * 1000;
    struct pollfd ended = {.fd = pid_fd, .events = POLLIN};
    if (pid_fd >= 0)
        return poll(&ended, 1, PATIENCE_S * 1000) > 0;
    while (clock_monotonic_ms() < until_ms) {
        if (control_reachable(place->folder).kind == ERR_UNAVAILABLE)
            return true;
        poll(NULL, 0, LOOK_MS);
    }
    return false;
}

static int say_what_is_left(const struct service_place *place, pid_t pid)
{
    fprintf(stderr,
            "supervisor: le service (pid %d) n'a pas fini en %d s ; rien n'a été forcé. Attendez, ou tuez-le "
            "par « kill -9 %d ». Il reste :\n",
            (int)pid, PATIENCE_S, (int)pid);
    (void)ask_found_service(place, "status", ANSWER_S);
    return EXIT_TEMPORARY;
}

int command_stop(char **arguments, char **environment)
{
    struct service_place place;
    pid_t pid = 0;
    int pid_fd = -1;
    if (arguments[0])
        cli_usage("supervisor", "« stop » n'a pas d'option.");
    int status = find_service(environment, &place);
    if (status != EXIT_NORMAL)
        return status;
    (void)control_process(place.folder, &pid, &pid_fd);
    status = ask_found_service(&place, "stop", ANSWER_S);
    fflush(stdout);
    if (status == EXIT_NORMAL) {
        if (gone_in_time(&place, pid_fd))
            puts("Le service est arrêté.");
        else
            status = say_what_is_left(&place, pid);
    }
    if (pid_fd >= 0)
        close(pid_fd);
    return status;
}
