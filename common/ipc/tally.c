/* The shared page of numbers. */
#include "tally.h"

#include <sys/mman.h>

struct err tally_open(int fd, struct tally **ret_tally)
{
    void *page = mmap(NULL, sizeof(struct tally), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (page == MAP_FAILED)
        return err_system("tally.map");
    *ret_tally = page;
    return ERR_OK;
}

void tally_close(struct tally **tally)
{
    if (*tally)
        munmap(*tally, sizeof(struct tally));
    *tally = NULL;
}
