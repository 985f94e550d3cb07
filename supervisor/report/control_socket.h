/* STATE_DIR/supervisor.sock: how `supervisor status` and `supervisor restart` reach the running supervisor.
 * One line in, "STATUS\n" and a text out, STATUS being the exit status of the command. Open to root and to
 * our own user. */
#ifndef VIGIE_CONTROL_SOCKET_H
#define VIGIE_CONTROL_SOCKET_H

#include "buffer.h"
#include "control_request.h"
#include "err.h"

#define CONTROL_REPLY_MOST 8192

struct control_server;
struct loop;

struct control_handlers {
    /* Appends the text to `reply` (cap CONTROL_REPLY_MOST) and returns the exit status. */
    int (*on_request)(void *ctx, struct control_request request, struct buffer *reply);
};

/* `folder`: where the socket stands; a left-over one is replaced, whoever holds the folder's lock may do
 * that. */
struct err control_server_open(struct loop *loop, const char *folder, const struct control_handlers *handlers,
                               void *ctx, struct control_server **ret_server);
/* Removes the socket. Accepts NULL. */
void control_server_close(struct control_server **server);

/* The other end, blocking for at most a few seconds: sends `line`, appends the text to `reply`, *ret_status
 * is the exit status. ERR_UNAVAILABLE: no supervisor runs there. */
struct err control_ask(const char *folder, const char *line, struct buffer *reply, int *ret_status);

#endif
