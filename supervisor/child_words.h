/* What the log says of a worker's life, each thing once: what happened, to whom, what happens next. French.
 */
#ifndef VIGIE_CHILD_WORDS_H
#define VIGIE_CHILD_WORDS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

void words_started(const char *name, pid_t pid, uint32_t generation);
void words_ready(const char *name, pid_t pid, uint64_t after_ms);
void words_other_build(const char *name);
void words_hung(const char *name, pid_t pid, uint64_t silent_ms);
void words_unkillable(const char *name, pid_t pid);
void words_not_launched(const char *name, const char *path, const char *cause, uint64_t wait_ms);
/* `clean`: it ended as it should; else its last moments deserve a look. */
void words_stopped(const char *name, const char *cause, bool clean);
void words_illegal(const char *name, const char *state, const char *event);

struct death_words {
    const char *name, *cause;
    enum { DEATH_SUDDEN, DEATH_EXPECTED, DEATH_MISCONFIGURED } kind;
    uint64_t served_ms, wait_ms, deaths;
    bool loop_begins; /* from now on it counts as a crash loop */
};
void words_died(const struct death_words *death);

#endif
