/* Open Gateway connections. */
#include "discord_line.h"

#include "loop.h"

#include <stdlib.h>
#include <string.h>

#define SPLIT_PIECES 3

struct sim_connection *line_add(struct sim_discord *discord)
{
    struct sim_line *line = discord->line;
    if (line->count == CONNECTIONS_MOST)
        return NULL;
    struct sim_connection *connection = calloc(1, sizeof(*connection));
    if (!connection)
        abort();
    connection->discord = discord;
    limiter_init(&connection->received, 120, 60000);
    line->open[line->count++] = connection;
    return connection;
}

void line_remove(struct sim_connection *connection)
{
    struct sim_line *line = connection->discord->line;
    if (connection->session)
        session_detach(connection->session, loop_now_ms(connection->discord->loop));
    squeeze_destroy(&connection->squeeze);
    size_t at = 0;
    while (line->open[at] != connection)
        at++;
    line->open[at] = line->open[--line->count];
    free(connection);
}

/* One payload over several WebSocket messages, as zlib-stream allows: the client joins until it sees the
 * flush marker. */
static void send_split(struct websocket *ws, const struct buffer *bytes)
{
    size_t sent = 0;
    for (size_t i = 1; i <= SPLIT_PIECES; i++) {
        size_t upto = bytes->length * i / SPLIT_PIECES;
        websocket_send(ws, true, bytes->data + sent, upto - sent);
        sent = upto;
    }
}

void line_send(struct sim_connection *connection, const char *text, size_t length)
{
    if (connection->discord->mode.silent)
        return;
    if (!connection->squeeze) {
        websocket_send(connection->ws, false, text, length);
        return;
    }
    struct buffer bytes;
    buffer_init(&bytes, length + length / 2 + 65536);
    squeeze_payload(connection->squeeze, text, length, &bytes);
    if (connection->discord->mode.split_messages && squeeze_may_split(connection->squeeze) &&
        bytes.length >= SPLIT_PIECES)
        send_split(connection->ws, &bytes);
    else
        websocket_send(connection->ws, true, bytes.data, bytes.length);
    buffer_free(&bytes);
}

void line_send_half(struct sim_connection *connection, const char *text, size_t length)
{
    struct buffer bytes;
    buffer_init(&bytes, length + length / 2 + 65536);
    if (connection->squeeze)
        squeeze_payload(connection->squeeze, text, length, &bytes);
    else
        buffer_append(&bytes, text, length);
    websocket_send(connection->ws, connection->squeeze != NULL, bytes.data, bytes.length / 2);
    buffer_free(&bytes);
}

void line_close(struct sim_connection *connection, int code, const char *reason)
{
    websocket_close(connection->ws, code, reason);
    line_remove(connection);
}

void line_reset(struct sim_connection *connection)
{
    websocket_reset(connection->ws);
    line_remove(connection);
}

void line_drop(struct sim_connection *connection)
{
    websocket_drop(connection->ws);
    line_remove(connection);
}
