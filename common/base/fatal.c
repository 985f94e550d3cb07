/* Signals and last lines. */
#include "fatal.h"

#include "array_len.h"
#include "exit_status.h"
#include "log.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define LINE_SIZE   512
#define STACK_LEAST (256 * 1024)
#define STACK_USUAL (8 * 1024 * 1024)

static const struct {
    int number, status;
    const char *what, *repair;
} FAULTS[] = {
#define RESOURCE_FAULT(number, status, what, repair) {number, status, what, repair},
#include "resource_faults.def"
#undef RESOURCE_FAULT
};

static size_t fault_of(int number)
{
    size_t i = 0;
    while (i < ARRAY_LEN(FAULTS) && FAULTS[i].number != number)
        i++;
    return i;
}

int fatal_start_status(const char *step, int number)
{
    char line[LINE_SIZE];
    size_t i = fault_of(number);
    bool known = i < ARRAY_LEN(FAULTS);
    snprintf(line, sizeof(line), "❌ Erreur critique : démarrage impossible : %s (%s: %s). %s",
             known ? FAULTS[i].what : "erreur du système", step, strerror(number),
             known ? FAULTS[i].repair : "Réessayez ; si cela dure, signalez cette ligne.");
    log_last_line(line);
    return known ? FAULTS[i].status : EXIT_INTERNAL;
}

void fatal_start(const char *step, int number)
{
    exit(fatal_start_status(step, number));
}

/* ---- The stack. */

static void raise_stack(const struct rlimit *found)
{
    pthread_attr_t attributes;
    rlim_t size = found->rlim_max < STACK_USUAL ? found->rlim_max : STACK_USUAL;
    struct rlimit raised = {size, found->rlim_max};
    if (setrlimit(RLIMIT_STACK, &raised) != 0 || pthread_attr_init(&attributes) != 0)
        return;
    if (pthread_attr_setstacksize(&attributes, size) == 0) /* threads take what was at the program's start */
        (void)pthread_setattr_default_np(&attributes);
    pthread_attr_destroy(&attributes);
}

void fatal_check_stack(void)
{
    char line[LINE_SIZE];
    struct rlimit found;
    if (getrlimit(RLIMIT_STACK, &found) != 0 || found.rlim_cur >= STACK_LEAST)
        return;
    if (found.rlim_max >= STACK_LEAST) {
        raise_stack(&found);
        return;
    }
    snprintf(line, sizeof(line),
             "❌ Erreur critique : démarrage impossible : la pile est limitée à %llu Ko. Relevez cette limite "
             "(« ulimit -s 8192 », ou LimitSTACK= dans l'unité systemd).",
             (unsigned long long)found.rlim_max / 1024);
    log_last_line(line);
    exit(EXIT_TEMPORARY);
}

/* ---- The end. */

static void tell_internal(int number)
{
    static const char WORDS[] =
        "❌ Erreur critique : arrêt immédiat : erreur interne (abort). Signalez-la, avec "
        "les lignes qui précèdent. Dernière erreur du système : ";
    char line[LINE_SIZE] = "";
    const char *name = strerrorname_np(number);
    memcpy(line, WORDS, sizeof(WORDS));
    strcat(line, name && number ? name : "aucune");
    log_last_line(line);
}

/* Async-signal-safe. An abort from within, of ours or of a library, becomes a status of the contract; as PID
 * 1 it would not even end the process. Ours follow a failed allocation, which leaves ENOMEM behind. */
static void aborted(int signal_number, siginfo_t *info, void *context)
{
    int number = errno;
    (void)context;
    if (info->si_code == SI_USER && info->si_pid != getpid()) {
        log_last_line("Arrêt immédiat : SIGABRT reçu, ce programme ne répondait plus");
        (void)signal(signal_number, SIG_DFL);
        raise(signal_number);
        return;
    }
    if (number == ENOMEM)
        log_last_line("❌ Erreur critique : arrêt immédiat : plus de mémoire. Donnez plus de mémoire à la "
                      "machine ou au conteneur, ou arrêtez d'autres programmes.");
    else
        tell_internal(number);
    _exit(number == ENOMEM ? EXIT_TEMPORARY : EXIT_INTERNAL);
}

void fatal_init(void)
{
    struct sigaction abort_action = {.sa_sigaction = aborted, .sa_flags = SA_SIGINFO};
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    sigaction(SIGABRT, &abort_action, NULL);
}
