/* The whole simulator on one listening socket: pretend Discord, pretend Google, control and page. Owned by
 * main. */
#ifndef VIGIE_SIM_SIMULATOR_H
#define VIGIE_SIM_SIMULATOR_H

#include <stdbool.h>
#include <stddef.h>

struct loop;
struct simulator;

struct simulator_options {
    struct loop *loop;
    int listener;         /* listening TCP socket, taken over */
    const char *token;    /* the bot token that it accepts */
    const char *key_json; /* the service-account key that it accepts; NULL: a fresh one */
    const char *spreadsheet_id;
    bool demo; /* the ticket appears after READY */
};

/* NULL if key_json is malformed; the listener is closed then. */
struct simulator *simulator_create(const struct simulator_options *options);
unsigned simulator_port(const struct simulator *simulator);

/* Ends every connection, frees all, then calls on_gone. */
void simulator_close(struct simulator **simulator, void (*on_gone)(void *ctx), void *ctx);

extern const char SIMULATOR_SPREADSHEET_ID[];

#endif
