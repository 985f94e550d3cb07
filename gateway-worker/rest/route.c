/* Paths to routes: numbers become ":id", tokens ":token". */
#include "route.h"

#include "array_len.h"

#include <stdio.h>
#include <string.h>

static const struct family {
    const char *first;
    unsigned majors;
    bool authorised, counted, bucketed;
} FAMILIES[] = {
#define ROUTE(first, majors, authorised, counted, bucketed) {first, majors, authorised, counted, bucketed},
#include "routes.def"
#undef ROUTE
};
static const struct family OTHER = {"", 0, true, true, true};

/* FNV-1a: keys of a table that no stranger can fill. */
#define HASH_START 1469598103934665603u
static uint64_t hash_more(uint64_t hash, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * 1099511628211u;
    return hash;
}

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
            route.major = hash_more(route.major ? route.major : HASH_START, segment, length);
        if (is_id(segment, length))
            label_add(&route, ":id", 3);
        else if (index == 2 && family->majors == 2)
            label_add(&route, ":token", 6);
        else
            label_add(&route, segment, length);
        at = segment + length;
    }
    route.kind = hash_more(HASH_START, route.label, strlen(route.label));
    route.webhook = !family->authorised;
    route.authorised = family->authorised;
    route.counted = family->counted;
    route.bucketed = family->bucketed;
    return route;
}
