/* Is somebody at a terminal? */
#ifndef VIGIE_TERMINAL_H
#define VIGIE_TERMINAL_H

#include <stdbool.h>

/* This process has a controlling terminal, whatever its stdin is: SIGHUP then says that it was closed. */
bool terminal_controls_us(void);

#endif
