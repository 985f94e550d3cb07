/* The one part of a multipart body that the simulator reads. */
#include "multipart.h"

#include <string.h>

void multipart_payload(const char *body, size_t length, const char **ret_text, size_t *ret_length)
{
    static const char NAME[] = "name=\"payload_json\"", GAP[] = "\r\n\r\n", END[] = "\r\n--";
    *ret_text = "";
    *ret_length = 0;
    const char *end = body + length;
    const char *at = memmem(body, length, NAME, sizeof(NAME) - 1);
    const char *start = at ? memmem(at, (size_t)(end - at), GAP, sizeof(GAP) - 1) : NULL;
    if (!start)
        return;
    start += sizeof(GAP) - 1;
    const char *stop = memmem(start, (size_t)(end - start), END, sizeof(END) - 1);
    if (!stop)
        return;
    *ret_text = start;
    *ret_length = (size_t)(stop - start);
}
