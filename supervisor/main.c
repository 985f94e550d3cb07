/* supervisor: starts, watches and restarts the other programs. This file reads the command line. */
#include "array_len.h"
#include "cli.h"
#include "commands.h"
#include "fatal.h"
#include "reread_process.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static const char HELP[] =
    "Usage : supervisor [COMMANDE]\n"
    "\n"
    "  run                   lance le service jusqu'à SIGTERM ou SIGINT (par défaut)\n"
    "  run --demo            le même face à un faux Discord et un faux Google ; ni identifiants ni réseau\n"
    "  check                 vérifie tous les réglages et identifiants, hors ligne\n"
    "  status [--json]       les programmes du service qui tourne\n"
    "  restart PROGRAMME     redémarre un programme du service qui tourne ; « all » : tous, l'un après "
    "l'autre\n"
    "  reload                relit les réglages ; seuls les programmes qu'un changement concerne "
    "redémarrent\n"
    "  stop                  arrête le service qui tourne, et attend qu'il ait fini\n"
    "  logs [-f] [-n LIGNES] [PROGRAMME]\n"
    "                        les 50 dernières lignes du journal ; -f : puis celles qui suivent\n"
    "  test-alert            envoie une alerte d'essai par chaque voie réglée, et dit laquelle est arrivée\n"
    "  healthcheck           statut 0 si /ping répond sur cette machine\n"
    "  --help, --version\n"
    "\n"
    "Réglages : variables d'environnement, ou fichier .env du dossier courant.\n"
    "Statuts : 0 bien, 64 mauvais usage, 70 erreur interne, 75 échec passager, 78 configuration.\n";

static const struct {
    const char *name;
    int (*run)(char **arguments, char **environment);
} COMMANDS[] = {
    {"run", command_run},
    {"check", command_check},
    {"status", command_status},
    {"restart", command_restart},
    {"reload", command_reload},
    {"stop", command_stop},
    {"logs", command_logs},
    {"healthcheck", command_healthcheck},
    {"test-alert", command_test_alert},
};

/* A descriptor that we open must never become somebody's stdout. */
static void fill_standard_descriptors(void)
{
    int fd;
    do {
        fd = open("/dev/null", O_RDWR);
    } while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0)
        close(fd);
}

int main(int argc, char **argv)
{
    static char *none[] = {NULL};
    fill_standard_descriptors();
    fatal_init();
    if (argc == 2 && strcmp(argv[1], REREAD_COMMAND) == 0)
        return reread_process(environ); /* not a command for people */
    cli_answer_standard("supervisor", HELP, argc, argv);
    fatal_check_stack();
    if (argc < 2)
        return command_run(none, environ);
    for (size_t i = 0; i < ARRAY_LEN(COMMANDS); i++)
        if (strcmp(argv[1], COMMANDS[i].name) == 0)
            return COMMANDS[i].run(argv + 2, environ);
    cli_usage(
        "supervisor",
        "la commande « %s » n'existe pas. Choisissez : run, check, status, restart, reload, stop, logs, "
        "healthcheck, test-alert.",
        argv[1]);
}
