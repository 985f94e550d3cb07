#include "healthchecks_address.h"

#include <ctype.h>
#include <string.h>

#define UUID_LENGTH 36

static bool is_uuid(const char *text)
{
    for (size_t i = 0; i < UUID_LENGTH; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !isxdigit((unsigned char)text[i]))
            return false;
    }
    return true;
}

/* Length of the address up to the end of its path. */
static size_t path_end(const char *address)
{
    size_t end = strcspn(address, "?#");
    while (end && address[end - 1] == '/')
        end--;
    return end;
}

bool healthchecks_is_check(const char *address)
{
    static const char HOST[] = "://hc-ping.com/";
    size_t end = path_end(address);
    return memmem(address, end, HOST, strlen(HOST)) ||
           (end > UUID_LENGTH && is_uuid(address + end - UUID_LENGTH));
}

size_t healthchecks_fail_at(const char *address)
{
    static const char FAIL[] = "/fail";
    size_t end = path_end(address), fail = strlen(FAIL);
    return end >= fail && strncmp(address + end - fail, FAIL, fail) == 0 ? end - fail : 0;
}
