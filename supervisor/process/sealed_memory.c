/* memfd_create(2) and its seals. */
#include "sealed_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

struct err sealed_secrets(const struct settings *settings, enum setting_readers reader, int *ret_fd)
{
    bool any = false;
    int fd = memfd_create("secrets", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0)
        return err_system("secrets.create");
    struct err e = settings_secrets(settings, reader, fd, &any);
    if (!err_is(e) && any &&
        fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0)
        e = err_system("secrets.seal");
    if (err_is(e) || !any) {
        close(fd);
        fd = -1;
    }
    *ret_fd = fd;
    return e;
}

struct err tally_page(int *ret_fd)
{
    int fd = memfd_create("tally", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0)
        return err_system("tally.create");
    if (ftruncate(fd, sysconf(_SC_PAGESIZE)) != 0 ||
        fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW) != 0) {
        struct err e = err_system("tally.size");
        close(fd);
        return e;
    }
    *ret_fd = fd;
    return ERR_OK;
}
