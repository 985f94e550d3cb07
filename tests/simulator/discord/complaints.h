/* What is wrong with a request's body, place by place: Discord's error 50035 with its tree of `_errors`
 * (https://discord.com/developers/docs/reference#error-messages). Checks add to it; the first COMPLAINTS_KEPT
 * are kept. Pure; plain data, zero at the start but for the prefix. */
#ifndef VIGIE_SIM_COMPLAINTS_H
#define VIGIE_SIM_COMPLAINTS_H

#include "json_value.h"
#include "json_writer.h"

#define COMPLAINTS_KEPT 8
#define COMPLAINT_PATH  120

struct complaints {
    const char *prefix; /* of every path, "" or NULL: none; "data" for the answer to an interaction */
    struct complaint {
        char path[COMPLAINT_PATH]; /* "embeds.0.title" */
        const char *code;          /* literal */
        char message[120];
    } problems[COMPLAINTS_KEPT];
    size_t count;
};

/* `path` is that of the object, "" for the body itself, and `name` the member in it, "" for the object
 * itself. */
void complain(struct complaints *wrong, const char *path, const char *name, const char *code,
              const char *format, ...) __attribute__((format(printf, 5, 6)));

/* A text of `object`, in UTF-16 units as Discord counts; `least` 0: may be missing. Returns its length. */
size_t complain_text(struct complaints *wrong, const char *path, const struct json_value *object,
                     const char *name, size_t least, size_t most);
/* How many elements an array of `object` may have. */
void complain_list(struct complaints *wrong, const char *path, const struct json_value *object,
                   const char *name, size_t least, size_t most);
/* A number of `object`, if it has one. */
void complain_number(struct complaints *wrong, const char *path, const struct json_value *object,
                     const char *name, int64_t least, int64_t most);

/* {"message","code":50035,"errors":{…}} */
void complaints_write(const struct complaints *wrong, struct json_writer *w);

#endif
