/* A local Discord and Google, for `supervisor run --demo` and for the tests.
 * Three ways to run: alone on a port of its own, as the supervisor's worker, and to print the settings of a
 * demo. */
#include "cli.h"
#include "discord_token.h"
#include "exit_status.h"
#include "fatal.h"
#include "log.h"
#include "loop.h"
#include "settings.h"
#include "simulator.h"
#include "simulator_http.h"
#include "uplink.h"
#include "worker_start.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char HELP[] =
    "simulator : un Discord et un Google de bac à sable, sur 127.0.0.1\n"
    "\n"
    "  simulator --port N         écoute sur ce port (0 : un port libre) et affiche son adresse\n"
    "  simulator --demo-settings  affiche des réglages neufs pour une démonstration (lignes de .env)\n"
    "  simulator                  sous la conduite de supervisor\n"
    "  simulator --help, --version\n"
    "\n"
    "Seul, il accepte le DISCORD_TOKEN et la SERVICE_ACCOUNT_JSON de l'environnement, ou en fait à lui :\n"
    "GET /control/env donne tous les réglages. La page / montre le salon et la feuille ; "
    "tests/simulator/CONTROL.md décrit /control/….\n";

struct program {
    struct loop *loop;
    struct simulator *simulator;
    struct uplink *uplink; /* NULL: alone */
    struct settings settings;
    int status;
};

static void gone(void *ctx)
{
    struct program *program = ctx;
    if (program->uplink)
        uplink_stopped(program->uplink);
    else
        loop_stop(program->loop);
}

static void stop(void *ctx)
{
    struct program *program = ctx;
    if (program->simulator)
        simulator_close(&program->simulator, gone, program);
}

/* ---- Alone. */

static void log_to_stderr(void *ctx, enum log_level level, const char *line, size_t length)
{
    (void)ctx;
    (void)level;
    if (write(STDERR_FILENO, line, length) < 0)
        return;
}

static int listen_on(unsigned port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    if (bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0 && listen(fd, 512) == 0)
        return fd;
    close(fd);
    return -1;
}

static int run_alone(const char *port_text)
{
    char token[TOKEN_SIZE], *end;
    unsigned long port = strtoul(port_text, &end, 10);
    if (end == port_text || *end || port > 65535)
        cli_usage("simulator", "--port : donnez un nombre de 0 à 65535.");
    int listener = listen_on((unsigned)port);
    if (listener < 0) {
        fprintf(stderr, "simulator: le port %lu est pris ; donnez-en un autre, ou 0.\n", port);
        return EXIT_TEMPORARY;
    }
    log_open(&(struct log_options){.program = "simulator", .level = LOG_INFO, .sink = log_to_stderr});
    token_make(token, sizeof(token));
    const char *given = getenv("DISCORD_TOKEN"), *key = getenv("SERVICE_ACCOUNT_JSON");
    struct program program = {.loop = loop_create()};
    loop_on_stop_signal(program.loop, stop, &program);
    program.simulator =
        simulator_create(&(struct simulator_options){.loop = program.loop,
                                                     .listener = listener,
                                                     .token = given && given[0] ? given : token,
                                                     .key_json = key && key[0] ? key : NULL,
                                                     .spreadsheet_id = SIMULATOR_SPREADSHEET_ID});
    if (!program.simulator) {
        fputs("simulator: SERVICE_ACCOUNT_JSON ne contient pas de clé ; retirez-la de l'environnement.\n",
              stderr);
        loop_destroy(&program.loop);
        return EXIT_CONFIGURATION;
    }
    printf("simulator: http://127.0.0.1:%u/\n", simulator_port(program.simulator));
    fflush(stdout);
    loop_run(program.loop);
    loop_destroy(&program.loop);
    return EXIT_NORMAL;
}

/* ---- For the supervisor: what the demo's workers are given. */

static int print_demo_settings(void)
{
    char token[TOKEN_SIZE];
    token_make(token, sizeof(token));
    struct sim_google *google = sim_google_create(SIMULATOR_SPREADSHEET_ID);
    printf("DISCORD_TOKEN=%s\n", token);
    printf("SERVICE_ACCOUNT_JSON='%s'\n", sim_google_key_json(google, "https://oauth2.googleapis.com/token"));
    printf("GOOGLE_SHEET_ID_VALIDATION=%s\n", SIMULATOR_SPREADSHEET_ID);
    sim_google_destroy(&google);
    return fflush(stdout) == 0 ? EXIT_NORMAL : EXIT_INTERNAL;
}

/* ---- As a worker. */

static void give_up(struct program *program, const char *repair)
{
    log_event(LOG_ERROR, "simulator.settings", NULL, "Le simulateur s'arrête : %s", repair);
    program->status = EXIT_CONFIGURATION;
    uplink_stopped(program->uplink);
}

static void begin(void *ctx)
{
    struct program *program = ctx;
    const struct settings *s = &program->settings;
    const char *sheet = settings_text(s, SETTING_GOOGLE_SHEET_ID_VALIDATION);
    if (!settings_has(s, SETTING_DISCORD_TOKEN)) {
        give_up(program, "le superviseur ne lui a pas donné DISCORD_TOKEN");
        return;
    }
    program->simulator = simulator_create(
        &(struct simulator_options){.loop = program->loop,
                                    .listener = WORKER_FD_LISTENER,
                                    .token = settings_text(s, SETTING_DISCORD_TOKEN),
                                    .key_json = settings_text(s, SETTING_SERVICE_ACCOUNT_JSON),
                                    .spreadsheet_id = sheet ? sheet : SIMULATOR_SPREADSHEET_ID,
                                    .demo = true});
    if (!program->simulator) {
        give_up(program, "la clé SERVICE_ACCOUNT_JSON est illisible");
        return;
    }
    log_event(LOG_NOTICE, "simulator.serving", NULL, "Page du simulateur : http://127.0.0.1:%u/",
              simulator_port(program->simulator));
    uplink_ready(program->uplink);
}

static void stop_asked(void *ctx)
{
    struct program *program = ctx;
    if (program->simulator)
        stop(program);
    else
        uplink_stopped(program->uplink);
}

static int run_supervised(void)
{
    struct program program = {.status = EXIT_NORMAL};
    static const struct uplink_handlers HANDLERS = {.on_welcome = begin, .on_stop = stop_asked};
    worker_forbid_dumps();
    worker_load_settings(
        &program.settings); /* before any descriptor of ours could take the number of the secrets */
    worker_open_log(WORKER_SIMULATOR, &program.settings);
    program.loop = loop_create();
    program.uplink = uplink_open(program.loop, WORKER_SIMULATOR, &HANDLERS, &program);
    loop_run(program.loop);
    uplink_close(&program.uplink);
    settings_free(&program.settings);
    loop_destroy(&program.loop);
    return program.status;
}

int main(int argc, char **argv)
{
    fatal_init();
    cli_answer_standard("simulator", HELP, argc, argv);
    if (argc == 1)
        return run_supervised();
    if (argc == 3 && strcmp(argv[1], "--port") == 0)
        return run_alone(argv[2]);
    if (argc == 2 && strcmp(argv[1], "--demo-settings") == 0)
        return print_demo_settings();
    cli_usage("simulator", "Arguments inconnus.");
}
