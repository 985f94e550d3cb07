/* Which workers run, and with what each is started. */
#include "children.h"

#include "pretend_children.h"

static struct settings settings;
static char *environment[] = {"HOME=/root", "LOG_LEVEL=warn", NULL};
static struct service_options options;
static struct children children;
static const struct child_handlers HANDLERS;

static int fresh(void **state)
{
    (void)state;
    open_kept_log();
    settings = (struct settings){0};
    options = (struct service_options){.settings = &settings,
                                       .environment = environment,
                                       .listener_fd = 10,
                                       .demo_listener_fd = 11,
                                       .tally_fd = 12};
    for (int i = 0; i < WORKERS; i++)
        options.secrets_fds[i] = 20 + i;
    children_init(&children, &options, NULL, NULL);
    return 0;
}

static int over(void **state)
{
    (void)state;
    children_fini(&children);
    settings_free(&settings);
    return 0;
}

static const struct instance_parts *parts_of(enum worker worker)
{
    return &children.by_worker[worker]->options.parts;
}

static bool is_told(enum worker worker, const char *variable)
{
    for (char **at = children.by_worker[worker]->environment; *at; at++)
        if (strcmp(*at, variable) == 0)
            return true;
    return false;
}

static void each_worker_gets_its_own_descriptors(void **state)
{
    (void)state;
    options.demo = true;
    children_start_missing(&children, &HANDLERS, NULL);
    assert_int_equal(parts_of(WORKER_HEALTH)->listener_fd, 10);
    assert_int_equal(parts_of(WORKER_SIMULATOR)->listener_fd, 11);
    assert_int_equal(parts_of(WORKER_GATEWAY)->listener_fd, -1);
    assert_int_equal(parts_of(WORKER_HEALTH)->tally_fd, 12);
    assert_int_equal(parts_of(WORKER_SHEETS)->tally_fd, -1);
    for (int i = 0; i < WORKERS; i++)
        assert_int_equal(parts_of((enum worker)i)->secrets_fd, 20 + i);
    const char *name = strrchr(parts_of(WORKER_GATEWAY)->path, '/');
    assert_string_equal(name, "/gateway-worker");
}

static void the_simulator_belongs_to_a_demo_only(void **state)
{
    (void)state;
    children_start_missing(&children, &HANDLERS, NULL);
    assert_null(children.by_worker[WORKER_SIMULATOR]);
    assert_non_null(children.by_worker[WORKER_GATEWAY]);
    assert_non_null(children.by_worker[WORKER_SHEETS]);
}

static void with_wrong_settings_only_the_page_runs_and_the_rest_comes_with_right_ones(void **state)
{
    (void)state;
    options.config_error = "PORT : …";
    children_start_missing(&children, &HANDLERS, NULL);
    for (int i = 0; i < WORKERS; i++)
        assert_int_equal(children.by_worker[i] != NULL, i == WORKER_HEALTH);
    options.config_error = NULL;
    children_start_missing(&children, &HANDLERS, NULL);
    assert_int_equal(children.by_worker[WORKER_HEALTH]->starts, 1);
    assert_int_equal(children.by_worker[WORKER_SHEETS]->starts, 1);
}

static void a_child_is_found_by_its_process(void **state)
{
    (void)state;
    children_start_missing(&children, &HANDLERS, NULL);
    assert_ptr_equal(children_of_pid(&children, 1000 + WORKER_SHEETS), children.by_worker[WORKER_SHEETS]);
    assert_null(children_of_pid(&children, 1));
}

static void what_concerns_all_reaches_those_that_run(void **state)
{
    (void)state;
    children_start_missing(&children, &HANDLERS, NULL);
    children_watch(&children, 0, (struct watchdog_turn){.may_judge = true});
    children_set_hang_timeout(&children, 7000);
    children_kill(&children);
    for (int i = 0; i < WORKERS; i++) {
        const struct child *child = children.by_worker[i];
        assert_true(!child || (child->watched == 1 && child->hang_timeout_ms == 7000 && child->kills == 1));
    }
}

static void new_settings_are_in_the_environment_of_the_next_instance(void **state)
{
    (void)state;
    settings_put(&settings, SETTING_LOG_LEVEL, "info");
    children_start_missing(&children, &HANDLERS, NULL);
    assert_true(is_told(WORKER_SHEETS, "LOG_LEVEL=info"));
    settings_put(&settings, SETTING_LOG_LEVEL, "debug");
    options.secrets_fds[WORKER_SHEETS] = 99;
    children_renew_parts(&children, WORKER_SHEETS);
    assert_true(is_told(WORKER_SHEETS, "LOG_LEVEL=debug"));
    assert_int_equal(children.by_worker[WORKER_SHEETS]->secrets_fd, 99);
    assert_true(is_told(WORKER_GATEWAY, "LOG_LEVEL=info"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, over)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_worker_gets_its_own_descriptors),
        TEST(the_simulator_belongs_to_a_demo_only),
        TEST(with_wrong_settings_only_the_page_runs_and_the_rest_comes_with_right_ones),
        TEST(a_child_is_found_by_its_process),
        TEST(what_concerns_all_reaches_those_that_run),
        TEST(new_settings_are_in_the_environment_of_the_next_instance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
