/* What clients did against the rules, for tests to look at. Counts all, keeps the first POLICE_KEEPS. Plain
 * data. */
#ifndef VIGIE_SIM_POLICE_H
#define VIGIE_SIM_POLICE_H

#include "json_writer.h"

#include <stddef.h>

#define POLICE_KEEPS 256

struct sim_police {
    struct {
        int code; /* the close code or REST error code that goes with it */
        char what[120];
    } violations[POLICE_KEEPS];
    size_t violation_count;
    int closes[POLICE_KEEPS]; /* codes of the clients' Close frames; 1005: a frame without a code */
    size_t close_count;
};

void police_violation(struct sim_police *police, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void police_close(struct sim_police *police, int code);

/* The two arrays. */
void police_write_violations(const struct sim_police *police, struct json_writer *w);
void police_write_closes(const struct sim_police *police, struct json_writer *w);

#endif
