/* Percent-encoding and splitting of URLs. */
#include "url.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void url_encode(struct buffer *out, const char *text)
{
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        if ((*p < 0x80 && isalnum(*p)) || strchr("-._~", *p))
            buffer_char(out, (char)*p);
        else
            buffer_format(out, "%%%02X", *p);
    }
}

static bool copy_part(char *to, size_t size, const char *from, size_t length)
{
    if (length >= size)
        return false;
    memcpy(to, from, length);
    to[length] = '\0';
    return true;
}

static bool parse_port(const char *text, size_t length, uint16_t *ret_port)
{
    char digits[8];
    if (length == 0 || !copy_part(digits, sizeof(digits), text, length) ||
        digits[strspn(digits, "0123456789")])
        return false;
    long port = strtol(digits, NULL, 10);
    if (port < 1 || port > 65535)
        return false;
    *ret_port = (uint16_t)port;
    return true;
}

/* "host", "host:port", "[v6]:port" */
static bool parse_authority(const char *text, size_t length, struct url *url)
{
    const char *host = text;
    size_t host_length;
    if (length && text[0] == '[') {
        const char *close = memchr(text, ']', length);
        if (!close)
            return false;
        host = text + 1;
        host_length = (size_t)(close - host);
    } else {
        const char *colon = memchr(text, ':', length);
        host_length = colon ? (size_t)(colon - text) : length;
    }
    if (host_length == 0 || !copy_part(url->host, sizeof(url->host), host, host_length))
        return false;
    const char *rest = host + host_length + (host != text);
    size_t rest_length = length - (size_t)(rest - text);
    if (rest_length == 0)
        return true;
    return rest[0] == ':' && parse_port(rest + 1, rest_length - 1, &url->port);
}

struct err url_parse(const char *text, struct url *ret_url)
{
    struct url url = {0};
    const struct err bad = err_make(ERR_SYNTAX, "url.parse", 0);
    const char *colon = strstr(text, "://");
    if (!colon || !copy_part(url.scheme, sizeof(url.scheme), text, (size_t)(colon - text)))
        return bad;
    url.secure = strcasecmp(url.scheme, "https") == 0 || strcasecmp(url.scheme, "wss") == 0;
    url.port = url.secure ? 443 : 80;
    const char *authority = colon + 3;
    size_t authority_length = strcspn(authority, "/?#");
    const char *user = memchr(authority, '@', authority_length);
    if (user || !parse_authority(authority, authority_length, &url))
        return bad; /* credentials in a URL would end in logs */
    const char *path = authority + authority_length;
    size_t path_length = strcspn(path, "#");
    if (path_length && path[0] == '/') {
        if (!copy_part(url.path, sizeof(url.path), path, path_length))
            return bad;
    } else {
        url.path[0] = '/';
        if (!copy_part(url.path + 1, sizeof(url.path) - 1, path, path_length))
            return bad;
    }
    *ret_url = url;
    return ERR_OK;
}

bool url_host_is_loopback(const char *host)
{
    return strcasecmp(host, "localhost") == 0 || strcmp(host, "::1") == 0 ||
           (strncmp(host, "127.", 4) == 0 && host[strspn(host, "0123456789.")] == '\0');
}
