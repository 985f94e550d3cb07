/* Scripted faults. */
#include "faults.h"

#include "array_len.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *add(struct faults *f, const char *json)
{
    struct json_value *v = NULL;
    assert_false(err_is(json_parse(json, strlen(json), &v)));
    const char *wrong = faults_add(f, v);
    json_destroy(&v);
    return wrong;
}

static bool take(struct faults *f, enum fault_op op, const char *path, const char *body, struct fault *ret)
{
    const struct fault_call call = {op, path, body, strlen(body)};
    return faults_take(f, &call, ret);
}

static void a_script_is_used_up(void **state)
{
    (void)state;
    struct faults f;
    struct fault one;
    faults_init(&f);
    assert_null(add(&f, "{\"op\":\"write\",\"status\":503,\"times\":2}"));
    assert_false(take(&f, OP_READ, "", "", &one));
    assert_true(take(&f, OP_WRITE, "", "", &one));
    assert_int_equal(one.status, 503);
    assert_true(take(&f, OP_WRITE, "", "", &one));
    assert_false(take(&f, OP_WRITE, "", "", &one));
    assert_int_equal(f.count, 0);
    faults_free(&f);
}

static void any_takes_every_kind_and_a_negative_count_lasts(void **state)
{
    (void)state;
    struct faults f;
    struct fault one;
    faults_init(&f);
    assert_null(add(&f, "{\"op\":\"any\",\"status\":500,\"times\":-1}"));
    for (int i = 0; i < 100; i++)
        assert_true(take(&f, i % 2 ? OP_TOKEN : OP_READ, "", "", &one));
    assert_null(add(&f, "{\"op\":\"clear\"}"));
    assert_false(take(&f, OP_READ, "", "", &one));
    faults_free(&f);
}

static void scripts_are_taken_in_the_order_given(void **state)
{
    (void)state;
    struct faults f;
    struct fault one;
    faults_init(&f);
    assert_null(add(&f, "{\"op\":\"write\",\"fate\":\"after\",\"body\":\"<html>\"}"));
    assert_null(add(&f, "{\"op\":\"write\",\"fate\":\"reset\",\"delay_ms\":50}"));
    assert_true(take(&f, OP_WRITE, "", "", &one));
    assert_int_equal(one.fate, FAULT_AFTER);
    assert_string_equal(one.body, "<html>");
    free(one.body);
    assert_true(take(&f, OP_WRITE, "", "", &one));
    assert_int_equal(one.fate, FAULT_RESET);
    assert_int_equal(one.delay_ms, 50);
    faults_free(&f);
}

static void nonsense_is_refused_with_a_reason(void **state)
{
    (void)state;
    struct faults f;
    faults_init(&f);
    assert_non_null(add(&f, "{\"op\":\"wrote\"}"));
    assert_non_null(add(&f, "{\"op\":\"write\",\"fate\":\"later\"}"));
    assert_non_null(add(&f, "{\"op\":\"write\",\"status\":7}"));
    assert_non_null(add(&f, "{\"op\":\"write\",\"times\":0}"));
    assert_non_null(add(&f, "{\"op\":\"write\",\"delay_ms\":-1}"));
    assert_int_equal(f.count, 0);
}

static void there_is_a_cap(void **state)
{
    (void)state;
    struct faults f;
    faults_init(&f);
    for (int i = 0; i < FAULTS_MAX; i++)
        assert_null(add(&f, "{\"op\":\"read\"}"));
    assert_non_null(add(&f, "{\"op\":\"read\"}"));
    faults_free(&f);
}

static void a_script_may_be_for_the_calls_that_hold_a_text(void **state)
{
    (void)state;
    struct faults f;
    struct fault one;
    faults_init(&f);
    assert_null(add(&f, "{\"op\":\"write\",\"status\":400,\"contains\":\"poison\",\"times\":-1}"));
    assert_false(take(&f, OP_WRITE, "/poison", "fine", &one));
    const struct fault_call cut = {OP_WRITE, "", "poison", 4};
    assert_false(faults_take(&f, &cut, &one));
    assert_true(take(&f, OP_WRITE, "", "a poisonous one", &one));
    faults_free(&f);
}

static void a_script_may_be_for_one_kind_of_path(void **state)
{
    (void)state;
    struct faults f;
    struct fault one;
    faults_init(&f);
    assert_null(
        add(&f, "{\"op\":\"any\",\"status\":500,\"path\":\":append\",\"content_type\":\"text/plain\"}"));
    assert_false(take(&f, OP_WRITE, "/v4/spreadsheets/x/values:batchUpdate", ":append", &one));
    assert_true(take(&f, OP_WRITE, "/v4/spreadsheets/x/values/A1:append", "", &one));
    assert_string_equal(one.content_type, "text/plain");
    fault_free(&one);
    faults_free(&f);
}

static void a_call_is_carried_out_now_later_or_never(void **state)
{
    (void)state;
    static const struct {
        const char *script;
        bool now;
    } cases[] = {
        {"{\"op\":\"write\"}", true},
        {"{\"op\":\"write\",\"delay_ms\":5}", true},
        {"{\"op\":\"write\",\"status\":503}", false},
        {"{\"op\":\"write\",\"fate\":\"after\",\"status\":503}", true},
        {"{\"op\":\"write\",\"fate\":\"drip\"}", true},
        {"{\"op\":\"write\",\"fate\":\"stall\"}", false},
        {"{\"op\":\"write\",\"fate\":\"stall\",\"commit_ms\":5}", false},
        {"{\"op\":\"write\",\"status\":503,\"commit_ms\":5}", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct faults f;
        struct fault one;
        faults_init(&f);
        assert_null(add(&f, cases[i].script));
        assert_true(take(&f, OP_WRITE, "", "", &one));
        assert_int_equal(fault_carries_out(&one), cases[i].now);
        assert_int_equal(one.commit_ms, strstr(cases[i].script, "commit") ? 5 : 0);
        faults_free(&f);
    }
}

static void an_answer_cannot_leave_before_the_work_that_it_tells_of(void **state)
{
    (void)state;
    struct faults f;
    faults_init(&f);
    assert_non_null(add(&f, "{\"op\":\"write\",\"commit_ms\":5}"));
    assert_non_null(add(&f, "{\"op\":\"write\",\"commit_ms\":5,\"fate\":\"truncate\"}"));
    assert_non_null(add(&f, "{\"op\":\"write\",\"commit_ms\":5,\"fate\":\"after\",\"status\":503}"));
    faults_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_script_may_be_for_the_calls_that_hold_a_text),
        cmocka_unit_test(a_script_may_be_for_one_kind_of_path),
        cmocka_unit_test(a_call_is_carried_out_now_later_or_never),
        cmocka_unit_test(an_answer_cannot_leave_before_the_work_that_it_tells_of),
        cmocka_unit_test(a_script_is_used_up),
        cmocka_unit_test(any_takes_every_kind_and_a_negative_count_lasts),
        cmocka_unit_test(scripts_are_taken_in_the_order_given),
        cmocka_unit_test(nonsense_is_refused_with_a_reason),
        cmocka_unit_test(there_is_a_cap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
