#include "worker_start.h"

#include "exit_status.h"
#include "log.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1 /* as gcc says it */
#endif
#endif

void worker_forbid_dumps(void)
{
#ifndef __SANITIZE_ADDRESS__
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

void worker_load_settings(struct settings *s)
{
    int secrets = fcntl(WORKER_FD_SECRETS, F_GETFD) >= 0 ? WORKER_FD_SECRETS : -1;
    struct err e = settings_load_worker(s, environ, secrets);
    if (err_is(e)) {
        fprintf(stderr, "❌ Erreur critique : les secrets reçus du superviseur ne peuvent pas être lus : %s\n",
                err_words(e));
        settings_free(s);
        exit(EXIT_INTERNAL);
    }
    if (secrets >= 0)
        close(secrets);
}

void worker_open_log(enum worker self, const struct settings *s)
{
    struct log_options options = {.program = worker_name(self), .level = LOG_INFO, .lead_priority = true};
    (void)log_level_named(settings_text(s, SETTING_LOG_LEVEL), &options.level); /* malformed: info */
    options.format = strcmp(settings_text(s, SETTING_LOG_FORMAT), "json") == 0 ? LOG_JSON : LOG_TEXT;
    log_open(&options);
    for (int i = 0; i < SETTINGS; i++)
        if (setting_is_secret((enum setting)i) && settings_has(s, (enum setting)i))
            log_hide(settings_text(s, (enum setting)i));
}
