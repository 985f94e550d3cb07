/* Looking up routes.def. */
#include "routes.h"

#include "array_len.h"
#include "history_query.h"
#include "pages.h"

#include <string.h>
#include <strings.h>

static const struct route ROUTES[] = {
#define ROUTE(path, status, body, kind, content_type, meaning)                                               \
    {path, ROUTE_##status, body, ROUTE_##kind, content_type},
#include "routes.def"
#undef ROUTE
};

static bool is_text(const char *bytes, size_t length, const char *text)
{
    return strlen(text) == length && memcmp(bytes, text, length) == 0;
}

static size_t scheme_length(const char *target, size_t length)
{
    static const char *const SCHEMES[] = {"http://", "https://"};
    for (size_t i = 0; i < ARRAY_LEN(SCHEMES); i++)
        if (length > strlen(SCHEMES[i]) && strncasecmp(target, SCHEMES[i], strlen(SCHEMES[i])) == 0)
            return strlen(SCHEMES[i]);
    return 0;
}

/* "http://host:port/path?x" → "/path?x"; "http://host?x" → "?x"; a path as it is. */
static void skip_origin(const char **target, size_t *length)
{
    size_t at = scheme_length(*target, *length);
    if (!at)
        return;
    while (at < *length && (*target)[at] != '/' && (*target)[at] != '?')
        at++;
    *target += at;
    *length -= at;
}

static const struct route *route_at(const char *path, size_t length)
{
    for (size_t i = 0; i < ARRAY_LEN(ROUTES); i++)
        if (is_text(path, length, ROUTES[i].path))
            return &ROUTES[i];
    return NULL;
}

struct route_choice route_choose(const char *method, size_t method_length, const char *path,
                                 size_t path_length)
{
    skip_origin(&path, &path_length);
    const char *query = memchr(path, '?', path_length);
    size_t length = query ? (size_t)(query - path) : path_length;
    bool head = is_text(method, method_length, "HEAD");
    const struct route *route = length ? route_at(path, length) : route_at("/", 1);
    if (!route)
        return (struct route_choice){.status = 404, .head = head};
    if (!head && !is_text(method, method_length, "GET"))
        return (struct route_choice){.status = 405};
    struct asked asked = {0};
    if (query)
        asked = (struct asked){query + 1, path_length - (size_t)(query - path) - 1};
    return (struct route_choice){.status = 200, .route = route, .head = head, .asked = asked};
}

int route_status_of(const struct route *route, const struct report *r)
{
    unsigned hours;
    switch (route->status) {
    case ROUTE_BY_STATUS:
        return r->status == HEALTH_DOWN ? 503 : 200;
    case ROUTE_BY_READY:
        return r->connected ? 200 : 503;
    case ROUTE_BY_HOURS:
        return history_hours_read(r->asked.query, r->asked.query_length, &hours) ? 200 : 400;
    case ROUTE_OK:
        break;
    }
    return 200;
}

const char *route_status_text(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 400:
        return "Bad Request";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 503:
        return "Service Unavailable";
    default:
        return "Internal Server Error";
    }
}
