/* /proc/self/exe; where /proc is not mounted, the path that we were executed by. */
#include "program_folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

bool program_own_path(char self[PATH_MAX])
{
    ssize_t length = readlink("/proc/self/exe", self, PATH_MAX - 1);
    if (length > 0) {
        self[length] = '\0';
        return true;
    }
    const char *executed = (const char *)getauxval(AT_EXECFN);
    return executed && realpath(executed, self);
}

const char *program_path(const char *name, char *path, size_t size)
{
    char self[PATH_MAX];
    if (!program_own_path(self))
        return NULL;
    char *slash =
        strrchr(self, '/'); /* " (deleted)", after a rebuild, stands behind the name that goes away here */
    if (!slash)
        return NULL;
    *slash = '\0';
    int n = snprintf(path, size, "%s/%s", self, name);
    return n > 0 && (size_t)n < size ? path : NULL;
}
