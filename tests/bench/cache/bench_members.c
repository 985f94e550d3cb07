/* How much memory a million members take: by our own count, and as the kernel sees it; and what putting and
 * finding one costs. Names and numbers of roles are spread as on a community's server. Prints "what value
 * unit" a line. */
#include "member_record.h"

#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define MEMBERS 1000000u
#define GUILD   UINT64_C(600000000000000000)
#define LARGE   ((size_t)1 << 30) /* what they take is measured, not what they are let */

static uint64_t draw(void)
{
    static uint64_t state = 1;
    state = state * 6364136223846793005u + 1442695040888963407u;
    return state >> 33;
}

static uint64_t id_of(uint32_t n)
{
    return UINT64_C(100000000000000000) + (uint64_t)n * 1181783497276653u % UINT64_C(1000000000000000000);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static size_t resident_bytes(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file || fscanf(file, "%*d %ld", &pages) != 1)
        abort();
    fclose(file);
    return (size_t)pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* 3 to 24 letters, mostly about ten; nobody to a dozen roles, mostly two to four. */
static struct json_value *member_of(uint32_t n)
{
    char text[1024];
    size_t letters = 3 + draw() % 8 + draw() % 8 + (draw() % 8 == 0 ? draw() % 8 : 0);
    size_t roles = draw() % 4 + draw() % 4 + (draw() % 16 == 0 ? draw() % 6 : 0), at;
    struct json_value *member = NULL;
    at = (size_t)snprintf(text, sizeof(text),
                          "{\"user\":{\"id\":\"%" PRIu64 "\",\"username\":\"%.*s\"},\"roles\":[", id_of(n),
                          (int)letters, "abcdefghijklmnopqrstuvwxyz");
    for (size_t i = 0; i < roles; i++)
        at += (size_t)snprintf(text + at, sizeof(text) - at, "%s\"%" PRIu64 "\"", i ? "," : "",
                               GUILD + draw() % 250);
    at += (size_t)snprintf(text + at, sizeof(text) - at, "]}");
    if (err_is(json_parse(text, at, &member)))
        abort();
    return member;
}

/* Parsed before the clock starts, a batch at a time. */
#define BATCH 10000u

static double put_batch(struct record_store *members, uint32_t first)
{
    static struct json_value *batch[BATCH];
    for (uint32_t i = 0; i < BATCH; i++)
        batch[i] = member_of(first + i);
    double began = seconds();
    for (uint32_t i = 0; i < BATCH; i++)
        member_put(members, GUILD, batch[i], NULL);
    double took = seconds() - began;
    for (uint32_t i = 0; i < BATCH; i++)
        json_destroy(&batch[i]);
    return took;
}

static double find_all(struct record_store *members)
{
    struct cached_member found;
    double began = seconds();
    for (uint32_t i = 0; i < MEMBERS; i++)
        if (!member_find(members, GUILD, id_of((uint32_t)(draw() % MEMBERS)), &found))
            abort();
    return seconds() - began;
}

int main(void)
{
    struct record_store *members = record_store_create(LARGE, NULL, NULL);
    double putting = 0;
    size_t before = resident_bytes();
    for (uint32_t n = 0; n < MEMBERS; n += BATCH)
        putting += put_batch(members, n);
    (void)malloc_trim(0);
    struct record_store_size size = record_store_size(members);
    printf("members %zu known\n", size.records);
    printf("counted %.1f MB\n", (double)size.bytes / 1e6);
    printf("resident %.1f MB\n", (double)(resident_bytes() - before) / 1e6);
    printf("put %.2f µs\n", putting * 1e6 / MEMBERS);
    printf("find %.2f µs\n", find_all(members) * 1e6 / MEMBERS);
    double began = seconds();
    record_store_limit(members, size.bytes / 2);
    printf("halved %.0f ms\n", (seconds() - began) * 1e3);
    (void)malloc_trim(0);
    printf("resident-after-halving %.1f MB\n", (double)(resident_bytes() - before) / 1e6);
    record_store_destroy(&members);
    return size.records == MEMBERS ? EXIT_SUCCESS : EXIT_FAILURE;
}
