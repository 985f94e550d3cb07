/* `sheets-worker --check`: what can be known of the Google settings without asking Google. */
#ifndef VIGIE_CHECK_SHEETS_H
#define VIGIE_CHECK_SHEETS_H

#include "exit_status.h"
#include "settings.h"

/* Prints one French line per finding on stdout: "erreur : …", "attention : …", "bon : …". EXIT_NORMAL or
 * EXIT_CONFIGURATION. */
enum exit_status check_settings(const struct settings *settings);

#endif
