/* The worker's background tasks (tasks.def): that the token lives, that the outbox moves, that old things go,
 * and that the sheet is as it is believed to be. Token and courier drive themselves and report; here they are
 * asked whether they have gone quiet. Owned by main. */
#ifndef VIGIE_ROUNDS_H
#define VIGIE_ROUNDS_H

struct courier;
struct journal;
struct tasks;
struct token;

/* All borrowed until the tasks are stopped. */
struct rounds {
    struct tasks *tasks;
    struct token *token;
    struct courier *courier;
    struct journal *journal;
};

/* `rounds` is borrowed too. */
void rounds_start(struct rounds *rounds);

#endif
