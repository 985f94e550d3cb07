/* A folder in /tmp for each test, removed with all that is in it. */
#ifndef VIGIE_FOLDER_OF_ITS_OWN_H
#define VIGIE_FOLDER_OF_ITS_OWN_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

static char folder[64];

static inline int remove_one(const char *path, const struct stat *status, int kind, struct FTW *at)
{
    (void)status;
    (void)kind;
    (void)at;
    return remove(path);
}

static inline void make_folder(void)
{
    snprintf(folder, sizeof(folder), "/tmp/vigie-history-XXXXXX");
    if (!mkdtemp(folder))
        abort();
}

static inline void remove_folder(void)
{
    (void)nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

#endif
