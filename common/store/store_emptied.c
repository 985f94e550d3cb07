/* Looks at the sizes of the file and of its log; reads the page size out of the log's head. */
#include "store_emptied.h"

#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define WAL_HEAD_BYTES 32
#define PAGE_SIZE_AT   8

static uint32_t big_endian(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* 0: there is no log, or nothing in it. */
static off_t page_bytes_of_log(const char *path)
{
    char log[PATH_MAX];
    unsigned char head[WAL_HEAD_BYTES];
    int n = snprintf(log, sizeof(log), "%s-wal", path);
    if (n < 0 || (size_t)n >= sizeof(log))
        return 0;
    int fd = open(log, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    ssize_t got = read(fd, head, sizeof(head));
    close(fd);
    if (got != (ssize_t)sizeof(head) || big_endian(head) >> 1 != 0x377f0682u >> 1)
        return 0;
    uint32_t bytes = big_endian(head + PAGE_SIZE_AT);
    return bytes >= 512 && bytes <= 65536 ? (off_t)bytes : 0;
}

bool store_emptied(const char *path)
{
    struct stat found;
    bool is_there = stat(path, &found) == 0;
    if (is_there && (!S_ISREG(found.st_mode) || found.st_size > 0))
        return false;
    off_t page_bytes = page_bytes_of_log(path);
    if (!page_bytes)
        return is_there;
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return true;
    (void)!ftruncate(fd, page_bytes);
    close(fd);
    return true;
}
