/* A demo leads nowhere but to its simulator. */
#include "demo.h"

#include "listener.h"
#include "run_program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char *simulator_says;
static int simulator_status;
static struct err simulator_error, port_error;

struct err run_program(const struct run_program_order *order, uint64_t patience_ms, struct buffer *out,
                       int *ret_wait_status)
{
    (void)patience_ms;
    assert_string_equal(order->arguments[1], "--demo-settings");
    assert_null(order->environment[0]);
    if (err_is(simulator_error))
        return simulator_error;
    buffer_text(out, simulator_says);
    *ret_wait_status = simulator_status;
    return ERR_OK;
}

struct err listener_open_loopback(uint16_t wish, int *ret_fd, uint16_t *ret_port)
{
    assert_int_equal(wish, 10001);
    if (err_is(port_error))
        return port_error;
    *ret_fd = 42;
    *ret_port = 10002;
    return ERR_OK;
}

static struct settings settings;
static int listener_fd;
static uint16_t port;

static int fresh(void **state)
{
    (void)state;
    simulator_says = "DISCORD_TOKEN=pretend\nPORT=1\nnonsense\n";
    simulator_status = 0;
    simulator_error = port_error = ERR_OK;
    settings = (struct settings){0};
    listener_fd = -1;
    return 0;
}

static int over(void **state)
{
    (void)state;
    rmdir("/tmp/vigie-demo-state"); /* demo_isolate made it */
    settings_free(&settings);
    return 0;
}

static void what_leads_outside_is_forgotten(void **state)
{
    (void)state;
    settings_put(&settings, SETTING_STATE_DIR, "/tmp/vigie-demo-state");
    settings_put(&settings, SETTING_DISCORD_TOKEN, "real");
    settings_put(&settings, SETTING_ALERT_WEBHOOK_URL, "https://example.org/");
    settings_put(&settings, SETTING_LOG_LEVEL, "debug");
    demo_isolate(&settings);
    assert_false(settings_has(&settings, SETTING_DISCORD_TOKEN));
    assert_false(settings_has(&settings, SETTING_ALERT_WEBHOOK_URL));
    assert_string_equal(settings_text(&settings, SETTING_LOG_LEVEL), "debug");
    assert_string_equal(settings_text(&settings, SETTING_STATE_DIR), "/tmp/vigie-demo-state/demo");
}

static void addresses_are_the_simulators_and_it_gives_credentials_only(void **state)
{
    (void)state;
    assert_false(err_is(demo_prepare(&settings, &listener_fd, &port)));
    assert_int_equal(listener_fd, 42);
    assert_int_equal(port, 10002);
    assert_string_equal(settings_text(&settings, SETTING_DISCORD_TOKEN), "pretend");
    assert_int_not_equal(settings_int(&settings, SETTING_PORT), 1);
    assert_string_equal(settings_text(&settings, SETTING_DISCORD_API_URL), "http://127.0.0.1:10002/api/v10");
    assert_string_equal(settings_text(&settings, SETTING_DISCORD_GATEWAY_URL), "ws://127.0.0.1:10002/");
    assert_string_equal(settings_text(&settings, SETTING_GOOGLE_TOKEN_URL), "http://127.0.0.1:10002/token");
    assert_string_equal(settings_text(&settings, SETTING_GOOGLE_SHEETS_URL), "http://127.0.0.1:10002");
}

static void a_simulator_that_fails_or_gives_no_token_is_an_error(void **state)
{
    (void)state;
    simulator_status = 70 << 8;
    struct err e = demo_prepare(&settings, &listener_fd, &port);
    assert_int_equal(e.kind, ERR_CONFIG);
    assert_int_equal(e.code, 70);
    simulator_status = 0;
    simulator_says = "";
    settings_free(&settings);
    settings = (struct settings){0};
    assert_int_equal(demo_prepare(&settings, &listener_fd, &port).kind, ERR_CONFIG);
    simulator_error = err_make(ERR_TIMEOUT, "run_program", 0);
    assert_int_equal(demo_prepare(&settings, &listener_fd, &port).kind, ERR_TIMEOUT);
    assert_int_equal(listener_fd, -1);
}

static void no_port_is_an_error(void **state)
{
    (void)state;
    port_error = err_make(ERR_SYSTEM, "listener", 24);
    assert_int_equal(demo_prepare(&settings, &listener_fd, &port).kind, ERR_SYSTEM);
}

static void a_reload_changes_nothing_of_it(void **state)
{
    (void)state;
    struct settings reread = {0};
    demo_prepare(&settings, &listener_fd, &port);
    settings_put(&reread, SETTING_STATE_DIR, "/state");
    settings_put(&reread, SETTING_DISCORD_TOKEN, "real");
    settings_put(&reread, SETTING_ALERT_WEBHOOK_URL, "https://example.org/");
    settings_put(&reread, SETTING_DISCORD_API_URL, "https://discord.com/api/v10");
    demo_keep(&settings, &reread);
    assert_string_equal(settings_text(&reread, SETTING_DISCORD_TOKEN), "pretend");
    assert_false(settings_has(&reread, SETTING_ALERT_WEBHOOK_URL));
    assert_string_equal(settings_text(&reread, SETTING_DISCORD_API_URL), "http://127.0.0.1:10002/api/v10");
    assert_string_equal(settings_text(&reread, SETTING_STATE_DIR), "/state/demo");
    settings_free(&reread);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, over)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_leads_outside_is_forgotten),
        TEST(addresses_are_the_simulators_and_it_gives_credentials_only),
        TEST(a_simulator_that_fails_or_gives_no_token_is_an_error),
        TEST(no_port_is_an_error),
        TEST(a_reload_changes_nothing_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
