/* /proc/self/exe */
#include "program_folder.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char *program_path(const char *name, char *path, size_t size)
{
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);
    if (length <= 0)
        return NULL;
    self[length] = '\0';
    char *slash =
        strrchr(self, '/'); /* " (deleted)", after a rebuild, stands behind the name that goes away here */
    if (!slash)
        return NULL;
    *slash = '\0';
    int n = snprintf(path, size, "%s/%s", self, name);
    return n > 0 && (size_t)n < size ? path : NULL;
}
