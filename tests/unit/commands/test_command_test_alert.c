/* `supervisor test-alert`: whether there is a channel at all, and what became of it. */
#include "commands.h"

#include "exit_status.h"

#include "asked_workers.h"

#define WEBHOOK "https://discord.com/api/webhooks/123456789012345678/abcdefghijklmnopqrstuvwxyz"

static void without_a_channel_nobody_is_asked(void **state)
{
    (void)state;
    assert_int_equal(runs(command_test_alert, NULL), EXIT_CONFIGURATION);
    assert_true(says("aucun canal d'alerte n'est réglé"));
    assert_int_equal(workers[WORKER_HEALTH].times, 0);
}

static void the_health_server_is_asked_and_its_answer_printed(void **state)
{
    (void)state;
    set(0, "ALERT_WEBHOOK_URL", WEBHOOK);
    workers[WORKER_HEALTH].answer = "Discord : arrivée\n";
    assert_int_equal(runs(command_test_alert, NULL), EXIT_NORMAL);
    assert_true(says("Discord : arrivée\n"));
    assert_string_equal(asked_option, "--test-alert");
    assert_true(workers[WORKER_HEALTH].has_webhook);
    assert_null(strstr(values[0], "abcdefgh"));
}

static void its_failure_is_the_commands(void **state)
{
    (void)state;
    set(0, "ALERT_WEBHOOK_URL", WEBHOOK);
    workers[WORKER_HEALTH].status = EXIT_TEMPORARY;
    assert_int_equal(runs(command_test_alert, NULL), EXIT_TEMPORARY);
    set(0, "ALERT_WEBHOOK_URL", WEBHOOK);
    workers[WORKER_HEALTH].status = ASK_WORKER_NO_ANSWER;
    assert_int_equal(runs(command_test_alert, NULL), EXIT_TEMPORARY);
    assert_true(says("health-server n'a pas pu envoyer l'alerte d'essai"));
}

static void a_wrong_address_beside_a_good_one_is_no_success(void **state)
{
    (void)state;
    set(0, "ALERT_WEBHOOK_URL", WEBHOOK);
    set(1, "ALERT_FALLBACK_URL", "ftp://nowhere");
    set(2, "HANG_TIMEOUT_S", "beaucoup");
    assert_int_equal(runs(command_test_alert, NULL), EXIT_CONFIGURATION);
    assert_true(says("erreur : ALERT_FALLBACK_URL"));
    assert_false(says("HANG_TIMEOUT_S"));
    assert_int_equal(workers[WORKER_HEALTH].times, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, in_an_empty_folder, without_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(without_a_channel_nobody_is_asked),
        TEST(the_health_server_is_asked_and_its_answer_printed),
        TEST(its_failure_is_the_commands),
        TEST(a_wrong_address_beside_a_good_one_is_no_success),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
