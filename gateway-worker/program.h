/* A gateway-worker at work: its parts, brought together when the supervisor says welcome, and left in order
 * when it says stop. The connection is gateway.c's, the requests are rest/'s, what the bot does is bot/'s.
 * Owned by main. */
#ifndef VIGIE_PROGRAM_H
#define VIGIE_PROGRAM_H

struct loop;
struct settings;
struct program;

/* Both live as long as the worker. DISCORD_TOKEN is set. */
struct program *program_create(struct loop *loop, const struct settings *settings);
/* Accepts NULL. */
void program_destroy(struct program **program);

#endif
