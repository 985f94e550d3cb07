/* gateway-worker: the Discord side of Vigie. Settings, secrets and the log; the work is program.c's. */
#include "check_gateway.h"
#include "cli.h"
#include "exit_status.h"
#include "fatal.h"
#include "footprint.h"
#include "loop.h"
#include "program.h"
#include "settings.h"
#include "worker_start.h"

#include <stdio.h>
#include <string.h>

static const char HELP[] = "usage : gateway-worker [--check | --help | --version]\n"
                           "Connexion à Discord. Lancé par supervisor, pas à la main.\n"
                           "  --check   vérifie les réglages sans réseau ; statut 0 ou 78\n";

static int run(const struct settings *settings)
{
    worker_open_log(WORKER_GATEWAY, settings);
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
    worker_forbid_dumps();
    struct settings settings;
    worker_load_settings(&settings);
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
