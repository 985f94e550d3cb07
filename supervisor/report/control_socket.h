/* STATE_DIR/supervisor.sock: how `supervisor status` and the other commands reach the running supervisor.
 * One line in, "STATUS\n" and a text out, STATUS being the exit status of the command. Open to root and to
 * our own user. */
#ifndef VIGIE_CONTROL_SOCKET_H
#define VIGIE_CONTROL_SOCKET_H

#include "buffer.h"
#include "control_listener.h"
#include "control_request.h"
#include "err.h"

#include <stdint.h>
#include <sys/types.h>

#define CONTROL_REPLY_MOST (24 * 1024) /* every finding of a reload */

#define CONTROL_CALLERS_MAX 4 /* at once; whoever comes then is hung up on */

/* An answer that takes its time: the caller is hung up on after that. Two readings of the settings long. */
#define CONTROL_LATER    (-1)
#define CONTROL_LATER_MS 25000

struct control_server;
struct loop;

/* Of the caller with `ticket`, below CONTROL_CALLERS_MAX. Whoever takes it next has another ticket. */
static inline unsigned control_place(uint64_t ticket)
{
    return (uint32_t)ticket % CONTROL_CALLERS_MAX;
}

struct control_handlers {
    /* Appends the text to `reply` (cap CONTROL_REPLY_MOST) and returns the exit status; or keeps `ticket`,
     * returns CONTROL_LATER, and answers by control_server_answer. */
    int (*on_request)(void *ctx, struct control_request request, uint64_t ticket, struct buffer *reply);
};

/* Takes the listener; on an error it stays the caller's. */
struct err control_server_open(struct loop *loop, struct control_listener *take_listener,
                               const struct control_handlers *handlers, void *ctx,
                               struct control_server **ret_server);
/* What it listens on, to be looked at only. */
struct control_listener control_server_listener(const struct control_server *server);
/* The answer that CONTROL_LATER promised; dropped if the caller has left meanwhile. Accepts NULL. */
void control_server_answer(struct control_server *server, uint64_t ticket, int status, const char *text);
/* Removes the socket. Accepts NULL. */
void control_server_close(struct control_server **server);

/* The other end, blocking. ERR_UNAVAILABLE: no supervisor runs there. */

struct err control_reachable(const char *folder);

/* Its number, 0 if it is hidden from us, and a descriptor that is readable once it has ended (pidfd_open(2)),
 * -1 if this kernel has none. The caller closes that. */
struct err control_process(const char *folder, pid_t *ret_pid, int *ret_pid_fd);

/* Sends `line`, appends the text to `reply`, *ret_status is the exit status. */
struct err control_ask(const char *folder, const char *line, int patience_s, struct buffer *reply,
                       int *ret_status);

#endif
