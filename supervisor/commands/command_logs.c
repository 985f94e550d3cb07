/* `supervisor logs`: reads LOG_DIR, so it works while nothing runs. */
#include "commands.h"

#include "cli.h"
#include "control_request.h"
#include "exit_status.h"
#include "log_reader.h"
#include "settings.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINES_DEFAULT 50
#define LINES_MAX     10000000
#define LOOK_MS       200

struct wish {
    const char *name; /* of the file, without .log */
    size_t lines;
    bool follow;
};

static bool write_out(void *ctx, const char *bytes, size_t length)
{
    (void)ctx;
    while (length) {
        ssize_t n = write(STDOUT_FILENO, bytes, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        bytes += n;
        length -= (size_t)n;
    }
    return true;
}

static size_t read_lines(const char *text)
{
    char *end;
    errno = 0;
    unsigned long long lines = text ? strtoull(text, &end, 10) : 0;
    if (!text || text[0] < '0' || text[0] > '9' || *end || errno || lines > LINES_MAX)
        cli_usage("supervisor", "« logs -n » attend un nombre de lignes, par exemple -n 200.");
    return (size_t)lines;
}

static void read_name(const char *argument, struct wish *wish)
{
    char names[CONTROL_NAMES_SIZE];
    enum worker worker = WORKER_SUPERVISOR;
    if (strcmp(wish->name, "bot") != 0)
        cli_usage("supervisor", "« logs » attend un seul programme.");
    if (argument[0] == '-')
        cli_usage("supervisor", "« logs » ne connaît pas « %s ». Choisissez : -f, -n LIGNES.", argument);
    if (strcmp(argument, worker_name(WORKER_SUPERVISOR)) != 0 && !worker_named(argument, &worker))
        cli_usage("supervisor", "le programme « %s » n'existe pas. Choisissez parmi : %s, supervisor.",
                  argument, control_worker_names(names, sizeof(names)));
    wish->name = worker_name(worker);
}

static struct wish read_wish(char **arguments)
{
    struct wish wish = {.name = "bot", .lines = LINES_DEFAULT};
    for (; *arguments; arguments++) {
        if (strcmp(*arguments, "-f") == 0)
            wish.follow = true;
        else if (strcmp(*arguments, "-n") == 0)
            wish.lines = read_lines(arguments[1] ? *++arguments : NULL);
        else if (strncmp(*arguments, "-n", 2) == 0)
            wish.lines = read_lines(*arguments + 2);
        else
            read_name(*arguments, &wish);
    }
    return wish;
}

/* False: whoever read our stdout has gone. */
static bool look_again_later(void)
{
    struct pollfd reader = {.fd = STDOUT_FILENO, .events = 0};
    return poll(&reader, 1, LOOK_MS) <= 0 || !(reader.revents & (POLLERR | POLLHUP));
}

static int say_failure(const struct log_reader *r, struct err e)
{
    if (e.kind == ERR_CLOSED)
        return EXIT_NORMAL; /* `| head` has seen enough */
    if (e.kind == ERR_SYSTEM && e.code == ENOENT)
        fprintf(
            stderr,
            "supervisor: il n'y a pas de journal %s. Lancez le service, ou donnez le LOG_DIR du service.\n",
            r->path);
    else
        fprintf(stderr, "supervisor: le journal %s ne peut pas être lu (%s). Vérifiez ses droits.\n", r->path,
                err_words(e));
    return EXIT_TEMPORARY;
}

int command_logs(char **arguments, char **environment)
{
    static struct settings settings;
    static struct log_reader reader;
    struct wish wish = read_wish(arguments);
    settings_load(&settings, environment, ".env", false);
    struct err e = log_reader_begin(&reader, settings_text(&settings, SETTING_LOG_DIR), wish.name, wish.lines,
                                    write_out, NULL);
    settings_free(&settings);
    bool awaited = wish.follow && e.kind == ERR_SYSTEM && e.code == ENOENT;
    if (awaited) {
        fprintf(stderr, "supervisor: il n'y a pas encore de journal %s ; il est attendu.\n", reader.path);
        e = ERR_OK;
    }
    while (!err_is(e) && wish.follow && look_again_later())
        e = log_reader_follow(&reader);
    log_reader_close(&reader);
    return err_is(e) ? say_failure(&reader, e) : EXIT_NORMAL;
}
