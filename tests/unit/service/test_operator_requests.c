/* What the service answers the operator's commands, in words and in deeds. */
#include "operator_requests.h"

#include "exit_status.h"
#include "ordered_stop.h"
#include "reap.h"
#include "reload.h"
#include "rolling_restart.h"
#include "status_sender.h"

#include "pretend_reread.h"
#include "running_children.h"

static struct ordered_stop stop;
static struct status_sender status;
static struct rolling_restart rolling;
static struct state_watch state_watch;
static struct reload reload;
static struct operator_requests requests;
static struct buffer reply;

uint64_t reaper_strangers(const struct reaper *reaper)
{
    (void)reaper;
    return 0;
}

static void ignore(void *ctx)
{
    (void)ctx;
}

static int fresh(void **state)
{
    static const struct reload_handlers HANDLERS = {ignore, ignore};
    struct reload_parts parts = {&options, &children, &rolling, &stop, &state_watch};
    (void)state;
    children_run();
    answer_count = 0;
    ordered_stop_init(&stop, &the_loop, &children, ignore, NULL);
    status_sender_init(&status, &options, &children, &stop, NULL);
    rolling_restart_init(&rolling, &the_loop, &children);
    reload_init(&reload, &the_loop, &parts, &HANDLERS, NULL);
    requests = (struct operator_requests){&children, &stop, &reload, &rolling, &status};
    buffer_init(&reply, CONTROL_REPLY_MOST);
    return 0;
}

static int over(void **state)
{
    (void)state;
    buffer_free(&reply);
    reload_fini(&reload);
    status_sender_fini(&status);
    ordered_stop_fini(&stop);
    children_end();
    return 0;
}

static int ask(enum control_verb verb, enum worker worker)
{
    buffer_clear(&reply);
    return operator_requests_answer(&requests, (struct control_request){.verb = verb, .worker = worker}, 3,
                                    &reply);
}

static bool says(const char *text)
{
    return strstr(buffer_string(&reply), text) != NULL;
}

static void status_is_a_table_or_json(void **state)
{
    (void)state;
    assert_int_equal(ask(CONTROL_STATUS, WORKER_SUPERVISOR), EXIT_NORMAL);
    assert_true(says("gateway-worker") && says("health-server") && !says("{"));
    assert_int_equal(ask(CONTROL_STATUS_JSON, WORKER_SUPERVISOR), EXIT_NORMAL);
    assert_true(says("\"gateway-worker\""));
}

static void one_is_restarted_at_once_if_it_runs_here(void **state)
{
    (void)state;
    assert_int_equal(ask(CONTROL_RESTART, WORKER_SHEETS), EXIT_NORMAL);
    assert_true(says("sheets-worker redémarre."));
    assert_int_equal(children.by_worker[WORKER_SHEETS]->renewals, 1);
    assert_int_equal(ask(CONTROL_RESTART, WORKER_SIMULATOR), EXIT_TEMPORARY);
    assert_true(says("simulator ne tourne pas ici."));
}

static void all_are_restarted_one_after_the_other(void **state)
{
    (void)state;
    assert_int_equal(ask(CONTROL_RESTART_ALL, WORKER_SUPERVISOR), EXIT_NORMAL);
    assert_true(says("gateway-worker") && says("sheets-worker") && says("health-server"));
    assert_false(says("simulator"));
    assert_int_equal(strlen(asked), 2); /* one so far */
    assert_int_equal(asked[0], 'r');
}

static void a_reload_is_answered_later(void **state)
{
    (void)state;
    struct reread_result result = {.secrets_fds = {-1, -1, -1, -1}};
    assert_int_equal(ask(CONTROL_RELOAD, WORKER_SUPERVISOR), CONTROL_LATER);
    assert_int_equal(readings, 1);
    reading_ends(&result);
    assert_int_equal(answer_count, 1);
    assert_int_equal(answers[0].ticket, 3);
}

static void a_stop_begins_once_and_nothing_is_restarted_after_it(void **state)
{
    (void)state;
    assert_int_equal(ask(CONTROL_STOP, WORKER_SUPERVISOR), EXIT_NORMAL);
    assert_true(says("Arrêt demandé.") && stop.begun);
    assert_int_equal(ask(CONTROL_STOP, WORKER_SUPERVISOR), EXIT_NORMAL);
    assert_true(says("L'arrêt est déjà en cours."));
    assert_int_equal(ask(CONTROL_RESTART, WORKER_SHEETS), EXIT_TEMPORARY);
    assert_int_equal(ask(CONTROL_RESTART_ALL, WORKER_SUPERVISOR), EXIT_TEMPORARY);
    assert_true(says("Le service s'arrête."));
    assert_null(strchr(asked, 'r'));
}

static void what_is_not_known_is_refused_with_what_is(void **state)
{
    (void)state;
    assert_int_equal(ask(CONTROL_RESTART_NOBODY, WORKER_SUPERVISOR), EXIT_USAGE);
    assert_true(says("gateway-worker") && says("all."));
    assert_int_equal(ask(CONTROL_UNKNOWN, WORKER_SUPERVISOR), EXIT_USAGE);
    assert_true(says("Demande inconnue."));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, over)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(status_is_a_table_or_json),
        TEST(one_is_restarted_at_once_if_it_runs_here),
        TEST(all_are_restarted_one_after_the_other),
        TEST(a_reload_is_answered_later),
        TEST(a_stop_begins_once_and_nothing_is_restarted_after_it),
        TEST(what_is_not_known_is_refused_with_what_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
