/* The asking end of the control socket. */
#include "control_socket.h"

#include "control_address.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#define CONNECT_PATIENCE_S 4

static struct err dial(const char *folder, int patience_s, int *ret_fd)
{
    struct sockaddr_un address;
    int folder_fd;
    struct err e = control_address(folder, &address, &folder_fd);
    if (err_is(e))
        return err_make(ERR_UNAVAILABLE, e.where, e.code);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval patience = {.tv_sec = patience_s};
    if (fd >= 0) {
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    }
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
        e = err_make(errno == EACCES || errno == EPERM ? ERR_SYSTEM : ERR_UNAVAILABLE, "control.connect",
                     errno);
        if (fd >= 0)
            close(fd);
    }
    close(folder_fd);
    *ret_fd = fd;
    return e;
}

static struct err converse(int fd, const char *line, struct buffer *reply)
{
    char request[CONTROL_LINE_MOST + 2], chunk[1024];
    int length = snprintf(request, sizeof(request), "%s\n", line);
    if (length < 0 || (size_t)length >= sizeof(request))
        return err_make(ERR_FULL, "control.ask", 0);
    if (send(fd, request, (size_t)length, MSG_NOSIGNAL) != length)
        return err_system("control.ask");
    ssize_t n;
    while ((n = recv(fd, chunk, sizeof(chunk), 0)) > 0)
        buffer_append(reply, chunk, (size_t)n);
    if (n < 0)
        return err_system("control.reply");
    return reply->length ? ERR_OK : err_make(ERR_CLOSED, "control.reply", 0);
}

struct err control_reachable(const char *folder)
{
    int fd;
    struct err e = dial(folder, CONNECT_PATIENCE_S, &fd);
    if (!err_is(e))
        close(fd);
    return e;
}

struct err control_process(const char *folder, pid_t *ret_pid, int *ret_pid_fd)
{
    struct ucred who = {0};
    socklen_t size = sizeof(who);
    int fd;
    struct err e = dial(folder, CONNECT_PATIENCE_S, &fd);
    if (err_is(e))
        return e;
    *ret_pid = getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0 ? who.pid : 0;
    *ret_pid_fd = *ret_pid > 0 ? (int)syscall(SYS_pidfd_open, *ret_pid, 0) : -1;
    close(fd);
    return ERR_OK;
}

struct err control_ask(const char *folder, const char *line, int patience_s, struct buffer *reply,
                       int *ret_status)
{
    int fd;
    struct err e = dial(folder, patience_s, &fd);
    if (err_is(e))
        return e;
    e = converse(fd, line, reply);
    close(fd);
    char *end = NULL;
    long status = err_is(e) ? 0 : strtol(buffer_string(reply), &end, 10);
    if (!err_is(e) && (end == reply->data || *end != '\n'))
        e = err_make(ERR_PROTOCOL, "control.reply", 0);
    if (err_is(e))
        return e;
    buffer_consume(reply, (size_t)(end + 1 - reply->data));
    *ret_status = (int)status;
    return ERR_OK;
}
