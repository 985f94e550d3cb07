/* HTTP/1.1 upgrade: one request written, one answer head read. */
#include "upgrade.h"

#include "build_info.h"
#include "retry_after.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

struct err upgrade_begin(struct upgrade *u, const char *host, const char *target,
                         const unsigned char random[WEBSOCKET_KEY_BYTES], struct buffer *out)
{
    *u = (struct upgrade){0};
    buffer_init(&u->head, UPGRADE_HEAD_MOST);
    char key[WEBSOCKET_KEY_TEXT];
    struct err e = websocket_key(random, key, u->accept);
    if (err_is(e))
        return e;
    buffer_format(out,
                  "GET %s HTTP/1.1\r\n"
                  "Host: %s\r\n"
                  "Upgrade: websocket\r\n"
                  "Connection: Upgrade\r\n"
                  "Sec-WebSocket-Key: %s\r\n"
                  "Sec-WebSocket-Version: 13\r\n"
                  "User-Agent: Vigie/%s\r\n"
                  "\r\n",
                  target, host, key, BUILD_VERSION);
    return out->failed ? err_make(ERR_FULL, "upgrade.request", 0) : ERR_OK;
}

void upgrade_free(struct upgrade *u)
{
    buffer_free(&u->head);
}

/* The value of a header inside the head, or NULL; it ends at *ret_length without blanks around it. */
static const char *header(const char *head, const char *name, size_t *ret_length)
{
    size_t name_length = strlen(name);
    for (const char *line = strstr(head, "\r\n"); line && line[2] != '\r'; line = strstr(line + 2, "\r\n")) {
        const char *start = line + 2;
        if (strncasecmp(start, name, name_length) != 0 || start[name_length] != ':')
            continue;
        const char *value = start + name_length + 1;
        value += strspn(value, " \t");
        size_t length = strcspn(value, "\r\n");
        while (length && (value[length - 1] == ' ' || value[length - 1] == '\t'))
            length--;
        *ret_length = length;
        return value;
    }
    return NULL;
}

static bool header_says(const char *head, const char *name, const char *wanted)
{
    size_t length;
    const char *value = header(head, name, &length);
    return value && length == strlen(wanted) && strncasecmp(value, wanted, length) == 0;
}

/* "Connection" is a list; anywhere in it will do. */
static bool header_lists(const char *head, const char *name, const char *wanted)
{
    size_t length, wanted_length = strlen(wanted);
    const char *value = header(head, name, &length);
    for (size_t i = 0; value && i + wanted_length <= length; i++)
        if (strncasecmp(value + i, wanted, wanted_length) == 0)
            return true;
    return false;
}

static void copy_header(const char *head, const char *name, char *text, size_t size)
{
    size_t length = 0;
    const char *value = header(head, name, &length);
    snprintf(text, size, "%.*s", (int)length, value ? value : "");
}

/* "HTTP/1.1 101 Switching Protocols": 101; 0 if it is no such line. */
static int status_of(const char *head)
{
    if (strncmp(head, "HTTP/1.", 7) != 0 || !head[7] || head[8] != ' ')
        return 0;
    int status = 0;
    for (int i = 9; i < 12; i++) {
        if (head[i] < '0' || head[i] > '9')
            return 0;
        status = status * 10 + (head[i] - '0');
    }
    return head[12] == ' ' || head[12] == '\r' ? status : 0;
}

static void read_refusal(const char *head, const char *body, size_t length, struct upgrade_refusal *refusal)
{
    char date[40], retry_after[40];
    size_t via_length;
    copy_header(head, "Date", date, sizeof(date));
    copy_header(head, "Retry-After", retry_after, sizeof(retry_after));
    copy_header(head, "Content-Type", refusal->content_type, sizeof(refusal->content_type));
    refusal->retry_after_ms = retry_after_ms(retry_after, date);
    refusal->via = header(head, "Via", &via_length);
    size_t room = sizeof(refusal->body) - 1;
    memcpy(refusal->body, body, length < room ? length : room);
}

static struct err judge(struct upgrade *u)
{
    const char *head = buffer_string(&u->head);
    u->status = status_of(head);
    if (!u->status || strlen(head) != u->head.length)
        return err_make(ERR_SYNTAX, "upgrade.answer", 0);
    if (u->status != 101)
        return err_make(ERR_HTTP, "upgrade.refused", u->status);
    size_t length;
    const char *accept = header(head, "Sec-WebSocket-Accept", &length);
    if (!header_says(head, "Upgrade", "websocket") || !header_lists(head, "Connection", "upgrade"))
        return err_make(ERR_PROTOCOL, "upgrade.not_websocket", 0);
    if (!accept || length != strlen(u->accept) || memcmp(accept, u->accept, length) != 0)
        return err_make(ERR_PROTOCOL, "upgrade.accept", 0);
    /* We asked for none, so a server that names one would speak another language. */
    if (header(head, "Sec-WebSocket-Extensions", &length) || header(head, "Sec-WebSocket-Protocol", &length))
        return err_make(ERR_PROTOCOL, "upgrade.extension", 0);
    return ERR_OK;
}

struct err upgrade_feed(struct upgrade *u, const char *bytes, size_t length, bool *ret_done, size_t *ret_used)
{
    size_t before = u->head.length;
    size_t room = UPGRADE_HEAD_MOST - before;
    buffer_append(&u->head, bytes, length < room ? length : room);
    size_t from = before < 3 ? 0 : before - 3;
    const char *end = memmem(u->head.data + from, u->head.length - from, "\r\n\r\n", 4);
    if (!end) {
        *ret_done = false;
        *ret_used = length;
        return u->head.length < UPGRADE_HEAD_MOST ? ERR_OK : err_make(ERR_FULL, "upgrade.answer", 0);
    }
    buffer_truncate(&u->head, (size_t)(end - u->head.data) + 4);
    *ret_used = u->head.length - before;
    struct err e = judge(u);
    if (e.kind == ERR_HTTP)
        read_refusal(buffer_string(&u->head), bytes + *ret_used, length - *ret_used, &u->refusal);
    *ret_done = !err_is(e);
    return e;
}
