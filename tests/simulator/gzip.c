/* gzip, by zlib. */
#include "gzip.h"

#include <zlib.h>

enum { WINDOW_AND_GZIP = 15 + 16, MEMORY_LEVEL = 8 };

bool gzip_append(struct buffer *out, const char *text, size_t length)
{
    z_stream z = {.next_in = (z_const Bytef *)text, .avail_in = (uInt)length};
    if (deflateInit2(&z, Z_BEST_SPEED, Z_DEFLATED, WINDOW_AND_GZIP, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    size_t most = deflateBound(&z, length);
    char *room = buffer_reserve(out, most);
    z.next_out = (Bytef *)room;
    z.avail_out = room ? (uInt)most : 0;
    bool good = room && deflate(&z, Z_FINISH) == Z_STREAM_END;
    if (good)
        buffer_added(out, z.total_out);
    deflateEnd(&z);
    return good;
}
