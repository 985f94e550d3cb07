/* One reading for all who ask, and what follows from it. */
#include "reload.h"

#include "exit_status.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "pretend_reread.h"
#include "running_children.h"

static struct ordered_stop stop;
static struct rolling_restart rolling;
static struct state_watch state_watch;
static struct reload reload;
static unsigned adopted, mended;

static void on_adopted(void *ctx)
{
    (void)ctx;
    adopted++;
}

static void on_mended(void *ctx)
{
    (void)ctx;
    mended++;
}

static int fresh(void **state)
{
    static const struct reload_handlers HANDLERS = {on_adopted, on_mended};
    struct reload_parts parts = {&options, &children, &rolling, &stop, &state_watch};
    (void)state;
    children_run();
    adopted = mended = answer_count = 0;
    stop = (struct ordered_stop){.begun = false};
    rolling_restart_init(&rolling, &the_loop, &children);
    reload_init(&reload, &the_loop, &parts, &HANDLERS, NULL);
    return 0;
}

static int over(void **state)
{
    (void)state;
    reload_fini(&reload);
    children_end();
    return 0;
}

static struct reread_result as_before(void)
{
    struct reread_result result = {.secrets_fds = {0}};
    for (int i = 0; i < WORKERS; i++)
        result.secrets_fds[i] = -1;
    return result;
}

static void the_same_settings_restart_nobody(void **state)
{
    (void)state;
    struct reread_result result = as_before();
    reload_ask(&reload, 5);
    assert_int_equal(readings, 1);
    assert_int_equal(answer_count, 0);
    reading_ends(&result);
    assert_int_equal(answer_count, 1);
    assert_int_equal(answers[0].ticket, 5);
    assert_int_equal(answers[0].status, EXIT_NORMAL);
    assert_non_null(strstr(answers[0].text, "Changé : rien."));
    assert_string_equal(asked, "");
    assert_int_equal(adopted, 1);
    assert_int_equal(logged("event=settings.reloaded"), 1);
}

static void a_change_is_adopted_and_restarts_whom_it_concerns(void **state)
{
    (void)state;
    struct reread_result result = as_before();
    settings_put(&result.settings, SETTING_LOG_LEVEL, "debug");
    reload_ask(&reload, 0);
    reading_ends(&result);
    assert_string_equal(settings_text(&settings, SETTING_LOG_LEVEL), "debug");
    assert_int_equal(answer_count, 0); /* by SIGHUP */
    assert_int_equal(asked[0], 'r');
    bool told = false;
    for (char **at = children.by_worker[WORKER_SHEETS]->environment; *at; at++)
        told = told || strcmp(*at, "LOG_LEVEL=debug") == 0;
    assert_true(told);
}

static void what_only_a_new_start_can_change_is_named_and_stays(void **state)
{
    (void)state;
    struct reread_result result = as_before();
    settings_put(&settings, SETTING_PORT, "8080");
    settings_put(&result.settings, SETTING_PORT, "9090");
    reload_ask(&reload, 5);
    reading_ends(&result);
    assert_string_equal(settings_text(&settings, SETTING_PORT), "8080");
    assert_int_equal(logged("event=settings.needs_restart"), 1);
    assert_non_null(strstr(answers[0].text, "PORT"));
}

static void one_error_and_nothing_changes(void **state)
{
    (void)state;
    struct reread_result result = as_before();
    settings_put(&result.settings, SETTING_LOG_LEVEL, "debug");
    settings_found(&result.settings, true, "PORT : faux");
    settings_found(&result.settings, false, "LOG_DIR : douteux");
    reload_ask(&reload, 5);
    reading_ends(&result);
    assert_int_equal(answers[0].status, EXIT_CONFIGURATION);
    assert_non_null(strstr(answers[0].text, "erreur : PORT : faux"));
    assert_non_null(strstr(answers[0].text, "attention : LOG_DIR : douteux"));
    assert_int_equal(adopted, 0);
    assert_int_equal(logged("event=settings.finding"), 2);
    assert_int_equal(logged("event=settings.refused"), 1);
}

static void new_secrets_replace_those_of_their_worker(void **state)
{
    (void)state;
    struct reread_result result = as_before();
    int old_fd = open("/dev/null", O_RDONLY | O_CLOEXEC), new_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    options.secrets_fds[WORKER_GATEWAY] = old_fd;
    result.secret_changed[SETTING_DISCORD_TOKEN] = true;
    result.secrets[WORKER_GATEWAY] = SECRETS_NEW;
    result.secrets_fds[WORKER_GATEWAY] = new_fd;
    reload_ask(&reload, 5);
    assert_true(last_order.has_secrets[WORKER_GATEWAY]);
    assert_false(last_order.has_secrets[WORKER_SHEETS]);
    reading_ends(&result);
    assert_int_equal(options.secrets_fds[WORKER_GATEWAY], new_fd);
    assert_int_equal(children.by_worker[WORKER_GATEWAY]->secrets_fd, new_fd);
    assert_int_equal(result.secrets_fds[WORKER_GATEWAY], -1);
    assert_int_equal(fcntl(old_fd, F_GETFD), -1);
    assert_int_equal(children.by_worker[WORKER_GATEWAY]->renewals, 1);
    assert_int_equal(children.by_worker[WORKER_SHEETS]->renewals, 0);
    close(new_fd);
}

static void all_who_ask_meanwhile_are_answered_by_one_more_reading(void **state)
{
    (void)state;
    struct reread_result first = as_before(), second = as_before();
    reload_ask(&reload, 1);
    reload_ask(&reload, 2);
    reload_ask(&reload, 3);
    assert_int_equal(readings, 1);
    reading_ends(&first);
    assert_int_equal(answer_count, 1);
    assert_int_equal(readings, 2);
    reading_ends(&second);
    assert_int_equal(answer_count, 3);
    assert_int_equal(readings, 2);
}

static void a_disk_that_does_not_answer_is_said(void **state)
{
    (void)state;
    reload_ask(&reload, 5);
    reading_fails(err_make(ERR_TIMEOUT, "reread", 0));
    assert_int_equal(answers[0].status, EXIT_TEMPORARY);
    assert_non_null(strstr(answers[0].text, "le disque ne répond pas"));
    assert_int_equal(logged("event=settings.unreadable"), 1);
}

static void a_reading_that_cannot_begin_is_said(void **state)
{
    (void)state;
    reading_error = err_make(ERR_SYSTEM, "reread.socket", EMFILE);
    reload_ask(&reload, 5);
    assert_int_equal(answers[0].status, EXIT_TEMPORARY);
    assert_int_equal(logged("event=settings.unreadable"), 1);
}

static void a_service_that_stops_says_so_and_changes_nothing(void **state)
{
    (void)state;
    struct reread_result result = as_before();
    reload_ask(&reload, 1);
    stop.begun = true;
    reading_ends(&result);
    reload_ask(&reload, 2);
    assert_int_equal(readings, 1);
    assert_int_equal(answer_count, 2);
    for (unsigned i = 0; i < 2; i++)
        assert_string_equal(answers[i].text, "Le service s'arrête.\n");
    assert_int_equal(adopted, 0);
}

static void right_settings_make_a_service_whole_that_only_said_what_is_wrong(void **state)
{
    (void)state;
    struct reread_result result = as_before();
    options.config_error = "PORT : …";
    reload_ask(&reload, 5);
    reading_ends(&result);
    assert_null(options.config_error);
    assert_int_equal(mended, 1);
}

static void a_demo_keeps_what_leads_to_its_simulator(void **state)
{
    (void)state;
    struct reread_result result = as_before();
    options.demo = true;
    settings_put(&settings, SETTING_DISCORD_API_URL, "http://127.0.0.1:10001/api/v10");
    settings_put(&result.settings, SETTING_DISCORD_API_URL, "https://discord.com/api/v10");
    reload_ask(&reload, 5);
    assert_true(last_order.demo);
    reading_ends(&result);
    assert_string_equal(settings_text(&settings, SETTING_DISCORD_API_URL), "http://127.0.0.1:10001/api/v10");
    assert_int_equal(children.by_worker[WORKER_GATEWAY]->renewals, 0);
}

static void its_process_is_told_from_others(void **state)
{
    (void)state;
    assert_true(reload_collected(&reload, 777));
    assert_false(reload_collected(&reload, 778));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, over)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_same_settings_restart_nobody),
        TEST(a_change_is_adopted_and_restarts_whom_it_concerns),
        TEST(what_only_a_new_start_can_change_is_named_and_stays),
        TEST(one_error_and_nothing_changes),
        TEST(new_secrets_replace_those_of_their_worker),
        TEST(all_who_ask_meanwhile_are_answered_by_one_more_reading),
        TEST(a_disk_that_does_not_answer_is_said),
        TEST(a_reading_that_cannot_begin_is_said),
        TEST(a_service_that_stops_says_so_and_changes_nothing),
        TEST(right_settings_make_a_service_whole_that_only_said_what_is_wrong),
        TEST(a_demo_keeps_what_leads_to_its_simulator),
        TEST(its_process_is_told_from_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
