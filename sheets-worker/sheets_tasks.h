/* The worker's background tasks (tasks.def): that the token lives, that the outbox moves, that old things go,
 * and that the sheet is as it is believed to be. Token and sync drive themselves and report; here they are
 * asked whether they have gone quiet. Owned by main. */
#ifndef VIGIE_SHEETS_TASKS_H
#define VIGIE_SHEETS_TASKS_H

struct sync;
struct journal;
struct tasks;
struct token;

/* All borrowed until the tasks are stopped. */
struct sheets_tasks {
    struct tasks *tasks;
    struct token *token;
    struct sync *sync;
    struct journal *journal;
};

/* `tasks` is borrowed too. */
void sheets_tasks_start(struct sheets_tasks *tasks);

#endif
