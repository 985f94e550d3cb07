/* Settings of the demo. */
#include "demo.h"

#include "array_len.h"
#include "dotenv.h"
#include "file.h"
#include "listener.h"
#include "program_folder.h"
#include "run_program.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PORT_WISH   10001
#define ANSWER_MOST (32 * 1024)
#define PATIENCE_MS 60000 /* it makes an RSA key, perhaps on a tenth of a CPU */

static const enum setting LEADS_OUTSIDE[] = {
    SETTING_DISCORD_TOKEN,          SETTING_SERVICE_ACCOUNT_JSON, SETTING_GOOGLE_SHEET_ID_VALIDATION,
    SETTING_RENDER_EXTERNAL_URL,    SETTING_SELF_PING_INTERVAL_S, SETTING_ALERT_WEBHOOK_URL,
    SETTING_ALERT_FALLBACK_URL,     SETTING_PUSH_HEARTBEAT_URL,   SETTING_VALIDATION_ROLE_ID,
    SETTING_VALIDATION_SHEET_TITLE, SETTING_SHARD_COUNT,          SETTING_SHARD_IDS,
    SETTING_EXTRA_CA_FILE,
};

static const enum setting SIMULATORS_ADDRESSES[] = {SETTING_DISCORD_API_URL, SETTING_DISCORD_GATEWAY_URL,
                                                    SETTING_GOOGLE_TOKEN_URL, SETTING_GOOGLE_SHEETS_URL};

static void move_state_folder(struct settings *settings)
{
    char folder[PATH_MAX];
    int n = snprintf(folder, sizeof(folder), "%s/demo", settings_text(settings, SETTING_STATE_DIR));
    if (n > 0 && (size_t)n < sizeof(folder))
        settings_put(settings, SETTING_STATE_DIR, folder);
}

void demo_isolate(struct settings *settings)
{
    for (size_t i = 0; i < ARRAY_LEN(LEADS_OUTSIDE); i++) {
        char **value = &settings->values[LEADS_OUTSIDE[i]];
        if (*value)
            explicit_bzero(*value, strlen(*value));
        free(*value);
        *value = NULL;
    }
    /* The operator's own folder first: ours stands in it. */
    (void)file_writable_folder(settings_text(settings, SETTING_STATE_DIR));
    move_state_folder(settings);
}

static void keep(const struct settings *running, struct settings *reread, const enum setting list[],
                 size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *value = running->values[list[i]];
        free(reread->values[list[i]]);
        reread->values[list[i]] = NULL;
        if (value)
            settings_put(reread, list[i], value);
    }
}

void demo_keep(const struct settings *running, struct settings *reread)
{
    keep(running, reread, LEADS_OUTSIDE, ARRAY_LEN(LEADS_OUTSIDE));
    keep(running, reread, SIMULATORS_ADDRESSES, ARRAY_LEN(SIMULATORS_ADDRESSES));
    move_state_folder(reread);
}

static void take_value(void *ctx, const char *key, const char *value)
{
    static const enum setting FROM_SIMULATOR[] = {SETTING_DISCORD_TOKEN, SETTING_SERVICE_ACCOUNT_JSON,
                                                  SETTING_GOOGLE_SHEET_ID_VALIDATION};
    for (size_t i = 0; i < ARRAY_LEN(FROM_SIMULATOR); i++)
        if (strcmp(key, setting_name(FROM_SIMULATOR[i])) == 0)
            settings_put(ctx, FROM_SIMULATOR[i], value);
}

static void ignore_problem(void *ctx, int line, const char *problem)
{
    (void)ctx;
    (void)line;
    (void)problem; /* what is missing then shows below */
}

static struct err ask_simulator(struct settings *settings)
{
    static const struct dotenv_handlers HANDLERS = {take_value, ignore_problem};
    char path[PATH_MAX], *arguments[] = {"simulator", "--demo-settings", NULL}, *environment[] = {NULL};
    struct run_program_order order = {.path = program_path("simulator", path, sizeof(path)),
                                      .arguments = arguments,
                                      .environment = environment,
                                      .secrets_fd = -1};
    struct buffer answer;
    int status = 0;
    buffer_init(&answer, ANSWER_MOST);
    buffer_reserve(&answer, ANSWER_MOST); /* so that growing leaves no copies of the key behind */
    struct err e = order.path ? run_program(&order, PATIENCE_MS, &answer, &status)
                              : err_make(ERR_SYSTEM, "demo.path", 0);
    if (!err_is(e))
        dotenv_parse(buffer_string(&answer), answer.length, &HANDLERS, settings);
    if (answer.data)
        explicit_bzero(answer.data, answer.capacity);
    buffer_free(&answer);
    if (!err_is(e) && (status != 0 || !settings_has(settings, SETTING_DISCORD_TOKEN)))
        e = err_make(ERR_CONFIG, "demo.settings", WIFEXITED(status) ? WEXITSTATUS(status) : status);
    return e;
}

static void put_address(struct settings *settings, enum setting setting, const char *scheme, uint16_t port,
                        const char *path)
{
    char address[128];
    snprintf(address, sizeof(address), "%s://127.0.0.1:%u%s", scheme, port, path);
    settings_put(settings, setting, address);
}

struct err demo_prepare(struct settings *settings, int *ret_listener_fd, uint16_t *ret_port)
{
    struct err e = ask_simulator(settings);
    if (err_is(e))
        return e;
    e = listener_open_loopback(PORT_WISH, ret_listener_fd, ret_port);
    if (err_is(e))
        return e;
    put_address(settings, SETTING_DISCORD_API_URL, "http", *ret_port, "/api/v10");
    put_address(settings, SETTING_DISCORD_GATEWAY_URL, "ws", *ret_port, "/");
    put_address(settings, SETTING_GOOGLE_TOKEN_URL, "http", *ret_port, "/token");
    put_address(settings, SETTING_GOOGLE_SHEETS_URL, "http", *ret_port, "");
    return ERR_OK;
}
