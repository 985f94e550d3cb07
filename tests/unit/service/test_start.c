/* What must be right before the first worker is started, and what is said where it is not. Over a pretend
 * port, simulator and service; STATE_DIR is a real folder. */
#include "start.h"

#include "demo.h"
#include "descriptor_limit.h"
#include "exit_status.h"
#include "listener.h"
#include "sealed_memory.h"
#include "service.h"
#include "state_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- What it asks. */

static uint64_t descriptors;
static int port_error, sealing_error, simulator_error;
static unsigned services, sealed;
static bool isolated;

uint64_t descriptor_limit(void)
{
    return descriptors;
}

struct err listener_open(uint16_t port, int *ret_fd)
{
    assert_int_equal(port, 8123);
    if (port_error)
        return err_make(ERR_SYSTEM, "listener", port_error);
    *ret_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    return ERR_OK;
}

struct err sealed_secrets(const struct settings *settings, enum setting_readers reader, int *ret_fd)
{
    (void)reader;
    if (sealing_error)
        return err_make(ERR_SYSTEM, "sealed_memory", sealing_error);
    sealed += settings_has(settings, SETTING_DISCORD_TOKEN);
    *ret_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    return ERR_OK;
}

struct err tally_page(int *ret_fd)
{
    *ret_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    return ERR_OK;
}

void demo_isolate(struct settings *settings)
{
    (void)settings;
    isolated = true;
}

struct err demo_prepare(struct settings *settings, int *ret_listener_fd, uint16_t *ret_port)
{
    (void)settings;
    assert_true(isolated);
    if (simulator_error)
        return err_make(ERR_CONFIG, "demo.settings", simulator_error);
    *ret_listener_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    *ret_port = 10001;
    return ERR_OK;
}

/* The service as it was started; its strings end with it. */
static struct service_options started;
static char reason[512], findings[1024], log_folder[128];

int service_run(struct service_options *options)
{
    services++;
    started = *options;
    snprintf(reason, sizeof(reason), "%s", options->config_error ? options->config_error : "");
    snprintf(log_folder, sizeof(log_folder), "%s", options->log_folder ? options->log_folder : "");
    findings[0] = '\0';
    for (size_t i = 0; i < options->settings->finding_count; i++) {
        strncat(findings, options->settings->findings[i].text, sizeof(findings) - strlen(findings) - 2);
        strcat(findings, "\n");
    }
    assert_false(settings_has(options->settings, SETTING_DISCORD_TOKEN)); /* wiped by now */
    assert_true(options->lock_fd >= 0 || !options->state_folder);
    return EXIT_NORMAL;
}

/* ---- A start. */

static char folder[64], said[4096];
static char values[8][128], *environment[9];

static void set(size_t at, const char *name, const char *value)
{
    snprintf(values[at], sizeof(values[at]), "%s=%s", name, value);
    environment[at] = values[at];
}

static void in_folder(size_t at, const char *name, const char *below)
{
    char path[96];
    snprintf(path, sizeof(path), "%s/%s", folder, below);
    set(at, name, path);
}

/* A start takes it out of the environment. */
static void give_token(void)
{
    set(3, "DISCORD_TOKEN", "MTIzNDU2Nzg5MDEyMzQ1Njc4.GhIjKl.abcdefghijklmnopqrstuvwxyz0123456789AB");
}

static int fresh(void **state)
{
    (void)state;
    snprintf(folder, sizeof(folder), "/tmp/vigie-start-XXXXXX");
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0); /* no .env is there */
    memset(environment, 0, sizeof(environment));
    in_folder(0, "STATE_DIR", "state");
    in_folder(1, "LOG_DIR", "logs");
    set(2, "PORT", "8123");
    give_token();
    descriptors = 1024;
    port_error = sealing_error = simulator_error = 0;
    services = sealed = 0;
    isolated = false;
    return 0;
}

static int over(void **state)
{
    (void)state;
    char command[96];
    assert_int_equal(chdir("/"), 0);
    snprintf(command, sizeof(command), "rm -rf %s", folder);
    return system(command);
}

static unsigned open_descriptors(void)
{
    unsigned count = 0;
    for (int fd = 0; fd < 256; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

/* Its status; what it wrote to stderr is in `said`. */
static int start(bool demo)
{
    int ends[2], own = dup(STDERR_FILENO);
    unsigned before = open_descriptors();
    assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    fflush(stderr);
    dup2(ends[1], STDERR_FILENO);
    int status = start_service(demo, environment);
    fflush(stderr);
    dup2(own, STDERR_FILENO);
    close(ends[1]);
    ssize_t length = read(ends[0], said, sizeof(said) - 1);
    said[length > 0 ? length : 0] = '\0';
    close(ends[0]);
    assert_int_equal(open_descriptors(), before);
    close(own);
    return status;
}

static void right_settings_start_the_service_with_its_secrets_sealed(void **state)
{
    (void)state;
    assert_int_equal(start(false), EXIT_NORMAL);
    assert_int_equal(services, 1);
    assert_int_equal(sealed, WORKERS);
    assert_string_equal(reason, "");
    assert_true(started.secrets_given[SETTING_DISCORD_TOKEN]);
    assert_non_null(strstr(log_folder, "/logs"));
    assert_null(strstr(values[3], "abcdefgh")); /* nor is it in the environment */
    assert_int_equal(started.port, 8123);
}

static void wrong_settings_are_said_and_nothing_runs(void **state)
{
    (void)state;
    set(4, "HANG_TIMEOUT_S", "beaucoup");
    assert_int_equal(start(false), EXIT_CONFIGURATION);
    assert_int_equal(services, 0);
    assert_non_null(strstr(said, "erreur : HANG_TIMEOUT_S"));
}

static void on_render_wrong_settings_are_for_the_page_to_say(void **state)
{
    (void)state;
    set(4, "HANG_TIMEOUT_S", "beaucoup");
    set(5, "SHARD_COUNT", "beaucoup");
    set(6, "RENDER", "true");
    assert_int_equal(start(false), EXIT_NORMAL);
    assert_int_equal(services, 1);
    assert_non_null(strstr(reason, "HANG_TIMEOUT_S"));
    assert_non_null(strstr(reason, "SHARD_COUNT"));
}

static void too_few_descriptors_forbid_it(void **state)
{
    (void)state;
    descriptors = DESCRIPTORS_LEAST - 1;
    assert_int_equal(start(false), EXIT_TEMPORARY);
    assert_int_equal(services, 0);
    assert_non_null(strstr(said, "descripteurs de fichiers"));
}

static void another_supervisor_in_the_same_folder_forbids_it(void **state)
{
    (void)state;
    char path[96];
    int lock_fd;
    snprintf(path, sizeof(path), "%s/state", folder);
    assert_false(err_is(state_folder_lock(path, &lock_fd)));
    assert_int_equal(start(false), EXIT_TEMPORARY);
    assert_int_equal(services, 0);
    assert_non_null(strstr(said, "un autre superviseur utilise déjà STATE_DIR"));
    close(lock_fd);
    give_token();
    assert_int_equal(start(false), EXIT_NORMAL);
}

static void folders_that_cannot_be_used_are_findings(void **state)
{
    (void)state;
    set(0, "STATE_DIR", "/dev/null/state");
    set(1, "LOG_DIR", "/dev/null/logs");
    assert_int_equal(start(false), EXIT_NORMAL);
    assert_null(started.state_folder);
    assert_string_equal(log_folder, "");
    assert_non_null(strstr(findings, "rien ne survivra à un arrêt"));
    assert_non_null(strstr(findings, "le journal ne va que sur stdout"));
}

static void a_port_that_is_taken_may_be_free_later_and_another_fault_may_not(void **state)
{
    (void)state;
    port_error = EADDRINUSE;
    assert_int_equal(start(false), EXIT_TEMPORARY);
    assert_non_null(strstr(said, "le port 8123 est déjà pris"));
    port_error = EACCES;
    give_token();
    assert_int_equal(start(false), EXIT_CONFIGURATION);
    assert_non_null(strstr(said, "ne peut pas être ouvert"));
    assert_int_equal(services, 0);
}

static void secrets_that_cannot_be_sealed_forbid_it(void **state)
{
    (void)state;
    sealing_error = ENOMEM;
    assert_int_not_equal(start(false), EXIT_NORMAL);
    assert_int_equal(services, 0);
}

static void a_demo_needs_no_token_and_begins_from_nothing(void **state)
{
    (void)state;
    char path[96];
    int lock_fd;
    snprintf(path, sizeof(path), "%s/state", folder);
    assert_false(err_is(state_folder_lock(path, &lock_fd)));
    close(lock_fd);
    snprintf(path, sizeof(path), "%s/state/session.json", folder);
    close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    environment[3] = NULL;
    assert_int_equal(start(true), EXIT_NORMAL);
    assert_true(started.demo && isolated);
    assert_int_equal(started.demo_port, 10001);
    assert_int_not_equal(access(path, F_OK), 0);
}

static void a_demo_without_its_simulator_is_said(void **state)
{
    (void)state;
    simulator_error = 127;
    assert_int_equal(start(true), EXIT_TEMPORARY);
    assert_non_null(strstr(said, "la démonstration ne peut pas être préparée"));
    assert_int_equal(services, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, over)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(right_settings_start_the_service_with_its_secrets_sealed),
        TEST(wrong_settings_are_said_and_nothing_runs),
        TEST(on_render_wrong_settings_are_for_the_page_to_say),
        TEST(too_few_descriptors_forbid_it),
        TEST(another_supervisor_in_the_same_folder_forbids_it),
        TEST(folders_that_cannot_be_used_are_findings),
        TEST(a_port_that_is_taken_may_be_free_later_and_another_fault_may_not),
        TEST(secrets_that_cannot_be_sealed_forbid_it),
        TEST(a_demo_needs_no_token_and_begins_from_nothing),
        TEST(a_demo_without_its_simulator_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
