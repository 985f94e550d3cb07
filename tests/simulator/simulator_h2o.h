/* h2o's own headers, which do not survive our warnings, and the two things that we ask of a socket beyond
 * h2o's interface. */
#ifndef VIGIE_SIM_H2O_DOOR_H
#define VIGIE_SIM_H2O_DOOR_H

#define H2O_USE_LIBUV 1
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wsign-compare"
#pragma GCC diagnostic ignored "-Wundef"
#pragma GCC diagnostic ignored "-Wcast-qual"
#include <h2o.h>
#include <h2o/http1.h>
#pragma GCC diagnostic pop

/* Sends RST at once: connect(2) to AF_UNSPEC dissolves a TCP connection (man 2 connect), and Linux says so to
 * the peer. Every later read or write of ours fails, so h2o then frees what it holds. */
static inline void h2o_door_reset(h2o_socket_t *sock)
{
    struct sockaddr nobody = {.sa_family = AF_UNSPEC};
    connect(h2o_socket_get_fd(sock), &nobody, sizeof(nobody));
}

#endif
