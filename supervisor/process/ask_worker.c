/* run_program with a worker's environment. */
#include "ask_worker.h"

#include "program_folder.h"
#include "run_program.h"
#include "sealed_memory.h"
#include "worker_environment.h"

#include <limits.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_MS 30000

int ask_worker(const struct settings *settings, enum setting_readers reader, enum worker worker,
               const char *option, char **environment, struct buffer *answer)
{
    char path[PATH_MAX], *arguments[] = {(char *)worker_name(worker), (char *)option, NULL};
    char **own = worker_environment(settings, reader, environment);
    struct run_program_order order = {.path = program_path(worker_name(worker), path, sizeof(path)),
                                      .arguments = arguments,
                                      .environment = own,
                                      .secrets_fd = -1,
                                      .with_stderr = true};
    int wait_status = 0;
    struct err e = sealed_secrets(settings, reader, &order.secrets_fd);
    if (!err_is(e) && order.path)
        e = run_program(&order, PATIENCE_MS, answer, &wait_status);
    bool ended = !err_is(e) && order.path && WIFEXITED(wait_status);
    if (order.secrets_fd >= 0)
        close(order.secrets_fd);
    worker_environment_free(&own);
    return ended ? WEXITSTATUS(wait_status) : ASK_WORKER_NO_ANSWER;
}
