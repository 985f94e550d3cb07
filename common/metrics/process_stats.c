/* /proc/self, read without stdio's buffers so that nothing is allocated. */
#include "process_stats.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* "Pss:   123 kB" in a text of such lines, in bytes. */
static uint64_t kilobytes_of(const char *text, const char *name)
{
    const char *line = strstr(text, name);
    return line ? strtoull(line + strlen(name), NULL, 10) * 1024 : 0;
}

static uint64_t read_number(const char *path, const char *name)
{
    char text[4096];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    ssize_t n = read(fd, text, sizeof(text) - 1);
    close(fd);
    if (n <= 0)
        return 0;
    text[n] = '\0';
    return kilobytes_of(text, name);
}

static unsigned count_open_fds(void)
{
    DIR *folder = opendir("/proc/self/fd");
    if (!folder)
        return 0;
    unsigned count = 0;
    while (readdir(folder))
        count++;
    closedir(folder);
    return count > 3 ? count - 3 : 0; /* ".", ".." and the folder itself */
}

void process_stats_read(struct process_stats *ret_stats)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    ret_stats->cpu_seconds = (double)usage.ru_utime.tv_sec + (double)usage.ru_stime.tv_sec +
                             (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    ret_stats->rss_bytes = read_number("/proc/self/status", "VmRSS:");
    ret_stats->pss_bytes = read_number("/proc/self/smaps_rollup", "Pss:");
    if (!ret_stats->pss_bytes)
        ret_stats->pss_bytes = ret_stats->rss_bytes;
    ret_stats->open_fds = count_open_fds();
}
