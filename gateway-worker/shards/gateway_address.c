/* Taking Gateway URLs apart. */
#include "gateway_address.h"

#include "array_len.h"

#include <string.h>
#include <strings.h>

#define OUR_QUERY "v=10&encoding=json&compress="

/* A blank or a line end would write headers of its own into the upgrade request. */
static bool is_printable(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text <= ' ' || *text == 0x7F)
            return false;
    return true;
}

static bool is_ours(const char *parameter)
{
    static const char *const NAMES[] = {"v=", "encoding=", "compress="};
    for (size_t i = 0; i < ARRAY_LEN(NAMES); i++)
        if (strncmp(parameter, NAMES[i], strlen(NAMES[i])) == 0)
            return true;
    return false;
}

/* The path, the parameters that are not ours, then ours. */
static void write_target(const char *path, const char *compression, struct buffer *out)
{
    size_t length = strcspn(path, "?");
    buffer_append(out, path, length);
    buffer_char(out, '?');
    for (const char *at = path + length; *at; at += length) {
        at++;
        length = strcspn(at, "&");
        if (length && !is_ours(at)) {
            buffer_append(out, at, length);
            buffer_char(out, '&');
        }
    }
    buffer_text(out, OUR_QUERY);
    buffer_text(out, compression);
}

struct err gateway_address(const char *text, bool secure, const char *compression,
                           struct gateway_address *ret_address)
{
    struct gateway_address address;
    if (!is_printable(text))
        return err_make(ERR_SYNTAX, "gateway_address.text", 0);
    struct err e = url_parse(text, &address.url);
    if (err_is(e))
        return e;
    if (strcasecmp(address.url.scheme, "wss") != 0 && strcasecmp(address.url.scheme, "ws") != 0)
        return err_make(ERR_CONFIG, "gateway_address.scheme", 0);
    if (!address.url.secure && (secure || !url_host_is_loopback(address.url.host)))
        return err_make(ERR_CONFIG, "gateway_address.plain", 0);
    struct buffer target;
    buffer_init(&target, sizeof(address.target) - 1);
    write_target(address.url.path, compression, &target);
    bool fits = !target.failed;
    if (fits)
        memcpy(address.target, target.data, target.length + 1);
    buffer_free(&target);
    if (!fits)
        return err_make(ERR_FULL, "gateway_address.target", 0);
    *ret_address = address;
    return ERR_OK;
}
