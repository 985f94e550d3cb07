/* Ordered REST faults. */
#include "discord_faults.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static const char *order(struct sim_faults *faults, const char *json)
{
    struct json_value *body;
    assert_false(err_is(json_parse(json, strlen(json), &body)));
    const char *problem = rest_faults_order(faults, body);
    json_destroy(&body);
    return problem;
}

static void a_fault_strikes_its_method_and_path_as_often_as_ordered(void **state)
{
    (void)state;
    struct sim_faults *faults = rest_faults_create();
    struct fault fault;
    assert_null(order(
        faults,
        "{\"method\":\"POST\",\"path\":\"/channels/5\",\"status\":503,\"times\":2,\"body\":{\"a\":1}}"));
    assert_false(rest_faults_take(faults, "GET", "/api/v10/channels/5/messages", &fault));
    assert_false(rest_faults_take(faults, "POST", "/api/v10/channels/6", &fault));
    assert_true(rest_faults_take(faults, "POST", "/api/v10/channels/5/messages", &fault));
    assert_int_equal(fault.status, 503);
    assert_false(fault.carried_out);
    assert_string_equal(fault.body, "{\"a\":1}");
    assert_true(rest_faults_take(faults, "POST", "/api/v10/channels/5/messages", &fault));
    assert_string_equal(fault.body, "{\"a\":1}");
    assert_false(rest_faults_take(faults, "POST", "/api/v10/channels/5/messages", &fault));
    rest_faults_destroy(&faults);
}

static void after_carries_out_and_then_resets(void **state)
{
    (void)state;
    struct sim_faults *faults = rest_faults_create();
    struct sim_response response = {.status = 200};
    struct fault fault;
    buffer_init(&response.body, 100);
    buffer_text(&response.body, "fait");
    assert_null(order(faults, "{\"fate\":\"after\"}"));
    assert_true(rest_faults_take(faults, "GET", "/api/v10/x", &fault));
    assert_true(fault.carried_out);
    fault_apply(&fault, &response);
    assert_int_equal(response.fate, SIM_RESET);
    buffer_free(&response.body);
    rest_faults_destroy(&faults);
}

static void a_delay_alone_leaves_the_answer_as_it_is(void **state)
{
    (void)state;
    struct sim_faults *faults = rest_faults_create();
    struct sim_response response = {.status = 201};
    struct fault fault;
    assert_null(order(faults, "{\"delay_ms\":70}"));
    assert_true(rest_faults_take(faults, "GET", "/api/v10/x", &fault));
    assert_true(fault.carried_out);
    fault_apply(&fault, &response);
    assert_int_equal(response.status, 201);
    assert_int_equal(response.delay_ms, 70);
    rest_faults_destroy(&faults);
}

static void nonsense_and_too_many_are_refused(void **state)
{
    (void)state;
    struct sim_faults *faults = rest_faults_create();
    assert_non_null(order(faults, "{\"fate\":\"explode\"}"));
    assert_non_null(order(faults, "{\"status\":42}"));
    assert_non_null(order(faults, "{\"status\":500,\"times\":0}"));
    for (int i = 0; i < FAULTS_MOST; i++)
        assert_null(order(faults, "{\"status\":500}"));
    assert_non_null(order(faults, "{\"status\":500}"));
    rest_faults_reset(faults);
    assert_null(order(faults, "{\"status\":500}"));
    rest_faults_destroy(&faults);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fault_strikes_its_method_and_path_as_often_as_ordered),
        cmocka_unit_test(after_carries_out_and_then_resets),
        cmocka_unit_test(a_delay_alone_leaves_the_answer_as_it_is),
        cmocka_unit_test(nonsense_and_too_many_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
