/* Log lines about a worker's life, each event once: what happened, to whom, what happens next. French. */
#ifndef VIGIE_CHILD_LOG_H
#define VIGIE_CHILD_LOG_H

#include "life.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

void child_log_started(const char *name, pid_t pid, uint32_t generation);
void child_log_ready(const char *name, pid_t pid, uint64_t after_ms);
void child_log_other_build(const char *name);
void child_log_hung(const char *name, pid_t pid, uint64_t silent_ms);
void child_log_unkillable(const char *name, pid_t pid);
void child_log_not_launched(const char *name, const char *path, const char *cause, uint64_t wait_ms);
/* `clean`: it ended as it should; else its last moments deserve a look. */
void child_log_stopped(const char *name, const char *cause, bool clean);
void child_log_illegal(const char *name, const char *state, const char *event);

void child_log_died(const char *name, const char *cause, const struct life_death *death);

#endif
