/* What an API call answers: a status and compact JSON; pretend_google.c makes it look as Google prints it. */
#ifndef VIGIE_SIM_REPLY_H
#define VIGIE_SIM_REPLY_H

#include "buffer.h"
#include "json_writer.h"

#include <stdbool.h>

struct reply {
    int status;
    struct buffer body;
};

void reply_init(struct reply *r);
void reply_free(struct reply *r);
static inline bool reply_refused(const struct reply *r)
{
    return r->status >= 400;
}

/* {"error":{"code","message","status"}}; whatever was written before is forgotten. */
void reply_refuse(struct reply *r, int status, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* The same with one field violation in `details`, as Google answers malformed bodies. */
void reply_refuse_field(struct reply *r, const char *field, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A mask that names what no answer has. */
void reply_refuse_mask(struct reply *r, const char *path);
/* 429 with the ErrorInfo of the read or the write quota, `per_minute` being the limit of one account or of
 * the whole project. */
void reply_refuse_quota(struct reply *r, bool write, bool of_project, unsigned per_minute);
/* The body that Google sends most often with this status: 401, 403, 404, 429 (of a read or a write), 500, 502
 * (HTML), 503, 504. */
void reply_refuse_usual(struct reply *r, int status, bool write);

/* "INVALID_ARGUMENT" for 400…; "UNKNOWN" for what Google does not send. */
const char *reply_status_word(int status);

#endif
