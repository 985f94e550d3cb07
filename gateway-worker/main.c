/* gateway-worker: the Discord side of Vigie. Settings, secrets and the log; the work is program.c's. */
#include "check.h"
#include "cli.h"
#include "exit_status.h"
#include "fatal.h"
#include "footprint.h"
#include "log.h"
#include "loop.h"
#include "program.h"
#include "settings.h"
#include "workers.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

extern char **environ;

static const char HELP[] = "usage : gateway-worker [--check | --help | --version]\n"
                           "Connexion à Discord. Lancé par supervisor, pas à la main.\n"
                           "  --check   vérifie les réglages sans réseau ; statut 0 ou 78\n";

static void open_log(const struct settings *settings)
{
    struct log_options options = {
        .program = worker_name(WORKER_GATEWAY), .level = LOG_INFO, .lead_priority = true};
    (void)log_level_named(settings_text(settings, SETTING_LOG_LEVEL), &options.level); /* malformed: info */
    options.format = strcmp(settings_text(settings, SETTING_LOG_FORMAT), "json") == 0 ? LOG_JSON : LOG_TEXT;
    log_open(&options);
    log_hide(settings_text(settings, SETTING_DISCORD_TOKEN));
}

/* Nobody reads the token out of our memory. LeakSanitizer has to. */
static void close_memory(void)
{
#ifndef __SANITIZE_ADDRESS__
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

static int run(const struct settings *settings)
{
    open_log(settings);
    struct loop *loop = loop_create();
    loop_start_pool(loop);
    struct footprint *footprint = footprint_create(loop);
    struct program *program = program_create(loop, settings);
    loop_run(loop);
    program_destroy(&program);
    footprint_destroy(&footprint);
    loop_destroy(&loop);
    return EXIT_NORMAL;
}

int main(int argc, char **argv)
{
    fatal_init();
    cli_answer_standard(worker_name(WORKER_GATEWAY), HELP, argc, argv);
    bool check = argc == 2 && strcmp(argv[1], "--check") == 0;
    if (argc > 1 && !check)
        cli_usage(worker_name(WORKER_GATEWAY), "argument inconnu : %s.", argv[1]);
    close_memory();
    struct settings settings;
    bool secrets = fcntl(WORKER_FD_SECRETS, F_GETFD) >= 0;
    struct err e = settings_load_worker(&settings, environ, secrets ? WORKER_FD_SECRETS : -1);
    if (err_is(e))
        fprintf(stderr, "gateway-worker : les secrets ne peuvent pas être lus.\n");
    int status = EXIT_CONFIGURATION;
    if (check) {
        status = check_settings(&settings, stdout);
    } else if (!settings_text(&settings, SETTING_DISCORD_TOKEN)) {
        (void)check_settings(&settings, stderr);
    } else {
        status = run(&settings);
    }
    settings_free(&settings);
    return status;
}
