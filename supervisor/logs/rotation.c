/* Names and moves of rotated files. */
#include "rotation.h"

#include <limits.h>
#include <stdio.h>
#include <sys/resource.h>

uint64_t rotation_limit(void)
{
    struct rlimit limit;
    bool smaller = getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur < ROTATION_FILE_BYTES;
    return smaller ? limit.rlim_cur : ROTATION_FILE_BYTES;
}

bool rotation_due(uint64_t size, size_t length, uint64_t limit)
{
    return size > 0 && size + length > limit;
}

bool rotation_path(const char *path, unsigned n, char *ret_path, size_t size)
{
    int length = n ? snprintf(ret_path, size, "%s.%u", path, n) : snprintf(ret_path, size, "%s", path);
    return length >= 0 && (size_t)length < size;
}

void rotation_shift(const char *path)
{
    char from[PATH_MAX], to[PATH_MAX];
    for (unsigned n = ROTATION_FILES - 1; n > 0; n--)
        if (rotation_path(path, n - 1, from, sizeof(from)) && rotation_path(path, n, to, sizeof(to)))
            (void)rename(from,
                         to); /* the present file's turn comes last; a failure shows at the next write */
}
