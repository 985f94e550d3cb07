/* Paths to routes: numbers become ":id", tokens ":token". */
#include "route.h"

#include "array_len.h"
#include "fnv.h"

#include <stdio.h>
#include <string.h>

static const struct family {
    const char *first;
    unsigned majors;
    bool authorised, counted, bucketed;
} FAMILIES[] = {
#define ROUTE(first, majors, authorised, counted, bucketed) {first, majors, authorised, counted, bucketed},
#include "rest_routes.def"
#undef ROUTE
};
static const struct family OTHER = {"", 0, true, true, true};

static const struct family *family_of(const char *segment, size_t length)
{
    for (size_t i = 0; i < ARRAY_LEN(FAMILIES); i++)
        if (strlen(FAMILIES[i].first) == length && memcmp(FAMILIES[i].first, segment, length) == 0)
            return &FAMILIES[i];
    return &OTHER;
}

static bool is_id(const char *segment, size_t length)
{
    return length > 0 && strspn(segment, "0123456789") >= length;
}

static void label_add(struct route *route, const char *text, size_t length)
{
    size_t used = strlen(route->label);
    snprintf(route->label + used, sizeof(route->label) - used, "/%.*s", (int)length, text);
}

struct route route_of(const char *method, const char *path)
{
    struct route route = {.major = 0};
    const struct family *family = &OTHER;
    snprintf(route.label, sizeof(route.label), "%s ", method);
    unsigned index = 0;
    for (const char *at = path; *at == '/'; index++) {
        const char *segment = at + 1;
        size_t length = strcspn(segment, "/?");
        if (index == 0)
            family = family_of(segment, length);
        else if (index <= family->majors)
            route.major = fnv_bytes(route.major ? route.major : FNV_START, segment, length);
        if (is_id(segment, length))
            label_add(&route, ":id", 3);
        else if (index == 2 && family->majors == 2)
            label_add(&route, ":token", 6);
        else
            label_add(&route, segment, length);
        at = segment + length;
    }
    route.kind = fnv_bytes(FNV_START, route.label, strlen(route.label));
    route.webhook = !family->authorised;
    route.authorised = family->authorised;
    route.counted = family->counted;
    route.bucketed = family->bucketed;
    return route;
}
