/* Which request gets which answer: the table of routes.def and the rules around it. Pure, knows no HTTP
 * library. */
#ifndef VIGIE_ROUTES_H
#define VIGIE_ROUTES_H

#include "buffer.h"
#include "report.h"

#include <stdbool.h>
#include <stddef.h>

enum route_status { ROUTE_OK, ROUTE_BY_STATUS, ROUTE_BY_READY, ROUTE_BY_HOURS };
enum route_kind { ROUTE_DATA, ROUTE_PAGE, ROUTE_STREAM, ROUTE_ASSET };

struct route {
    const char *path;
    enum route_status status;
    void (*render)(struct buffer *out, const struct report *r); /* NULL: a stream */
    enum route_kind kind;
    const char *content_type;
};

/* What to answer: 200 and a route, or 404 or 405 without. */
struct route_choice {
    int status;
    const struct route *route;
    bool head; /* headers only */
    struct asked asked;
};

/* `path` as requested: a query is handed on in `asked`, an absolute URL (RFC 9112 section 3.2.2) is read from
 * its path on, an empty path is "/" (RFC 9110 section 4.2.3). Neither string needs a NUL. */
struct route_choice route_choose(const char *method, size_t method_length, const char *path,
                                 size_t path_length);

/* The status of a route's answer. */
int route_status_of(const struct route *route, const struct report *r);

/* "OK", "Service Unavailable"…: of the statuses that we send. */
const char *route_status_text(int status);

#endif
