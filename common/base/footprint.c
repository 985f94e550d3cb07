/* Limits for malloc, and a timer that hands back what is not in use. */
#include "footprint.h"

#include "allocate.h"
#include "loop.h"

#include <link.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define LARGE_BLOCK_BYTES (32 * 1024)
#define START_IS_OVER_MS  2000
#define PERIOD_MS         60000

struct footprint {
    struct loop_timer *timer;
};

/* Without the first, the channels of dead workers would stay with the supervisor, which would grow with each
 * death. */
static void bound_heap(void)
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK_BYTES);
    mallopt(M_TRIM_THRESHOLD, 2 * LARGE_BLOCK_BYTES);
    mallopt(M_ARENA_MAX, 1); /* libuv's threads ask for names, and allocate next to nothing */
#endif
}

void footprint_trim_heap(void)
{
#ifdef __GLIBC__
    (void)malloc_trim(0);
#endif
}

/* Text that was relocated in place, as old compilers made it, is the process's own. */
static bool has_text_relocations(const struct dl_phdr_info *object)
{
    const ElfW(Dyn) *entry = NULL;
    for (int i = 0; i < object->dlpi_phnum; i++)
        if (object->dlpi_phdr[i].p_type == PT_DYNAMIC)
            entry = (const ElfW(Dyn) *)(object->dlpi_addr + object->dlpi_phdr[i].p_vaddr);
    for (; entry && entry->d_tag != DT_NULL; entry++)
        if (entry->d_tag == DT_TEXTREL || (entry->d_tag == DT_FLAGS && entry->d_un.d_val & DF_TEXTREL))
            return true;
    return false;
}

/* The whole pages of segments that never were writable. What is read-only after relocation (RELRO) was
 * written to; it belongs to a writable segment, and stays. */
static int drop_segments(struct dl_phdr_info *object, size_t size, void *ctx)
{
    (void)size;
    const uintptr_t page = *(const uintptr_t *)ctx;
    if (has_text_relocations(object))
        return 0;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
        uintptr_t begin = object->dlpi_addr + segment->p_vaddr, end = begin + segment->p_memsz;
        begin = (begin + page - 1) & ~(page - 1);
        end &= ~(page - 1);
        if (segment->p_type == PT_LOAD && !(segment->p_flags & PF_W) && begin < end)
            (void)madvise((void *)begin, end - begin, MADV_DONTNEED);
    }
    return 0;
}

void footprint_give_back(void)
{
    footprint_trim_heap();
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    (void)dl_iterate_phdr(drop_segments, &page);
}

static void time_passed(void *ctx)
{
    struct footprint *footprint = ctx;
    footprint_give_back();
    loop_timer_start(footprint->timer, PERIOD_MS);
}

struct footprint *footprint_create(struct loop *loop)
{
    struct footprint *footprint = allocate(1, sizeof(*footprint));
    bound_heap();
    footprint_trim_heap(); /* what the settings were read with */
    footprint->timer = loop_timer_create(loop, time_passed, footprint);
    loop_timer_start(footprint->timer, START_IS_OVER_MS);
    return footprint;
}

void footprint_destroy(struct footprint **take_footprint)
{
    struct footprint *footprint = *take_footprint;
    if (!footprint)
        return;
    *take_footprint = NULL;
    loop_timer_destroy(&footprint->timer);
    free(footprint);
}
