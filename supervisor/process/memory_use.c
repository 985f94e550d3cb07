/* /proc/PID/statm and the cgroup files. */
#include "memory_use.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CGROUPS     "/sys/fs/cgroup"
#define V1_NO_LIMIT (UINT64_C(1) << 60) /* v1 says "no limit" by a huge number */

/* Reads a small file; no stdio, this runs every second. */
static bool read_text(const char *path, char *text, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    ssize_t n = read(fd, text, size - 1);
    close(fd);
    text[n > 0 ? n : 0] = '\0';
    return n > 0;
}

uint64_t memory_resident_bytes(pid_t pid)
{
    char path[64], text[128];
    unsigned long long total, resident;
    snprintf(path, sizeof(path), "/proc/%d/statm", (int)pid);
    if (!read_text(path, text, sizeof(text)) || sscanf(text, "%llu %llu", &total, &resident) != 2)
        return 0;
    return resident * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void lower(uint64_t *limit, const char *path)
{
    char text[64], *end;
    if (!read_text(path, text, sizeof(text)))
        return;
    uint64_t found = strtoull(text, &end, 10);
    if (end == text || found == 0 || found >= V1_NO_LIMIT) /* "max" */
        return;
    if (*limit == 0 || found < *limit)
        *limit = found;
}

/* Our place below the v2 root, "" at the root itself. */
static void own_cgroup(char *place, size_t size)
{
    char text[PATH_MAX];
    place[0] = '\0';
    if (!read_text("/proc/self/cgroup", text, sizeof(text)))
        return;
    const char *line = strncmp(text, "0::", 3) == 0 ? text : strstr(text, "\n0::");
    const char *start = line ? strchr(line, '/') : NULL;
    if (start)
        snprintf(place, size, "%.*s", (int)strcspn(start, "\n"), start);
}

uint64_t memory_limit_bytes(void)
{
    char place[1024], path[1200];
    uint64_t limit = 0;
    own_cgroup(place, sizeof(place));
    for (char *slash = place; slash;) {
        snprintf(path, sizeof(path), CGROUPS "%s/memory.max", place);
        lower(&limit, path);
        slash = strrchr(place, '/');
        if (slash)
            *slash = '\0';
    }
    lower(&limit, CGROUPS "/memory/memory.limit_in_bytes");
    return limit;
}
