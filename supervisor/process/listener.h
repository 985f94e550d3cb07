/* Listening TCP sockets, made once and held for as long as the supervisor lives: while a worker that serves
 * one is being replaced, its callers wait in the backlog instead of being refused. */
#ifndef VIGIE_LISTENER_H
#define VIGIE_LISTENER_H

#include "err.h"

#include <stdint.h>

/* On every address of the machine, IPv6 and IPv4. A port that is taken is waited for, 2 s at most: workers of
 * a supervisor that was killed hold it until they notice. Called before the loop runs. */
struct err listener_open(uint16_t port, int *ret_fd);

/* On 127.0.0.1: `wish` if it is free, else any port. */
struct err listener_open_loopback(uint16_t wish, int *ret_fd, uint16_t *ret_port);

#endif
