/* WORKER --check */
#include "deep_check.h"

#include "array_len.h"
#include "ask_worker.h"
#include "exit_status.h"

#include <string.h>

static const char ERROR_MARK[] = "erreur : ";
static const enum worker ASKED[] = {WORKER_GATEWAY, WORKER_SHEETS};

void deep_check_take(struct settings *settings, const char *answer)
{
    while (*answer) {
        size_t length = strcspn(answer, "\n"), mark = strlen(ERROR_MARK);
        if (length > mark && strncmp(answer, ERROR_MARK, mark) == 0)
            settings_found(settings, true, "%.*s", (int)(length - mark), answer + mark);
        answer += length + (answer[length] == '\n');
    }
}

void deep_check(struct settings *settings, char **environment)
{
    struct buffer answer;
    buffer_init(&answer, ASK_WORKER_ANSWER_MAX);
    for (size_t i = 0; i < ARRAY_LEN(ASKED); i++) {
        buffer_clear(&answer);
        if (ask_worker(settings, worker_reader(ASKED[i]), ASKED[i], "--check", environment, &answer) ==
            EXIT_CONFIGURATION)
            deep_check_take(settings, buffer_string(&answer));
    }
    buffer_free(&answer);
}
