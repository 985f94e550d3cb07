/* `supervisor check` sums up what we and the workers find. */
#include "commands.h"

#include "exit_status.h"

#include "asked_workers.h"

static int fresh(void **state)
{
    int status = in_an_empty_folder(state);
    set(0, "STATE_DIR", folder);
    set(1, "LOG_DIR", folder);
    set(2, "DISCORD_TOKEN", "MTIzNDU2Nzg5MDEyMzQ1Njc4.GhIjKl.abcdefghijklmnopqrstuvwxyz0123456789AB");
    return status;
}

static void nothing_wrong_is_said(void **state)
{
    (void)state;
    assert_int_equal(runs(command_check, NULL), EXIT_NORMAL);
    assert_true(says("Rien n'empêche de lancer le service."));
    assert_string_equal(asked_option, "--check");
    assert_true(workers[WORKER_GATEWAY].has_token);
    assert_int_equal(workers[WORKER_SHEETS].times, 1);
    assert_int_equal(workers[WORKER_HEALTH].times, 0);
}

static void what_we_find_and_what_a_worker_finds_is_configuration(void **state)
{
    (void)state;
    set(3, "HANG_TIMEOUT_S", "beaucoup");
    assert_int_equal(runs(command_check, NULL), EXIT_CONFIGURATION);
    assert_true(says("erreur : HANG_TIMEOUT_S"));
    assert_false(says("Rien n'empêche"));
    without_it(state);
    fresh(state);
    workers[WORKER_SHEETS].status = EXIT_CONFIGURATION;
    workers[WORKER_SHEETS].answer = "erreur : SERVICE_ACCOUNT_JSON : la clé ne signe pas\n";
    assert_int_equal(runs(command_check, NULL), EXIT_CONFIGURATION);
    assert_true(says("erreur : SERVICE_ACCOUNT_JSON : la clé ne signe pas\n"));
}

/* The worker only misses the value that we could not hand it. */
static void a_fault_is_said_once(void **state)
{
    (void)state;
    set(3, "HANG_TIMEOUT_S", "beaucoup");
    workers[WORKER_GATEWAY].status = EXIT_CONFIGURATION;
    workers[WORKER_GATEWAY].answer = "erreur : HANG_TIMEOUT_S : manque\n\nerreur : EXTRA_CA_FILE : vide\n";
    assert_int_equal(runs(command_check, NULL), EXIT_CONFIGURATION);
    assert_false(says("manque"));
    assert_true(says("erreur : EXTRA_CA_FILE : vide\n"));
}

static void a_worker_that_cannot_answer_is_temporary(void **state)
{
    (void)state;
    workers[WORKER_GATEWAY].status = ASK_WORKER_NO_ANSWER;
    assert_int_equal(runs(command_check, NULL), EXIT_TEMPORARY);
    assert_true(says("gateway-worker n'a pas pu vérifier ses réglages"));
    assert_false(says("Rien n'empêche"));
}

static void folders_that_cannot_be_written_are_worth_a_warning(void **state)
{
    (void)state;
    set(0, "STATE_DIR", "/dev/null/state");
    set(1, "LOG_DIR", "/dev/null/logs");
    assert_int_equal(runs(command_check, NULL), EXIT_NORMAL);
    assert_true(says("attention : STATE_DIR") && says("attention : LOG_DIR"));
}

static void online_says_that_it_is_not(void **state)
{
    (void)state;
    static char online[] = "--online";
    assert_int_equal(runs(command_check, online), EXIT_NORMAL);
    assert_true(says("cette version ne vérifie que hors ligne"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, without_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_wrong_is_said),
        TEST(what_we_find_and_what_a_worker_finds_is_configuration),
        TEST(a_fault_is_said_once),
        TEST(a_worker_that_cannot_answer_is_temporary),
        TEST(folders_that_cannot_be_written_are_worth_a_warning),
        TEST(online_says_that_it_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
