/* Forms: what may be opened, and how an answer looks. */
#include "modal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#define INPUT(more) "{\"type\":4,\"style\":2,\"custom_id\":\"texte\"" more "}"

static const char LABELLED[] =
    "{\"title\":\"T\",\"custom_id\":\"m\",\"components\":[{\"type\":18,\"label\":\"L\","
    "\"component\":" INPUT("") "}]}";
static const char IN_A_ROW[] =
    "{\"title\":\"T\",\"custom_id\":\"m\",\"components\":[{\"type\":1,\"components\":[" INPUT(
        ",\"label\":\"L\"") "]}]}";

static struct json_value *parsed(const char *json)
{
    struct json_value *value;
    assert_false(err_is(json_parse(json, strlen(json), &value)));
    return value;
}

/* Where the first complaint points; NULL if there is none. */
static const char *problem_of(const char *json)
{
    static struct complaints wrong;
    struct json_value *value = parsed(json);
    wrong = (struct complaints){0};
    modal_check(value, &wrong);
    json_destroy(&value);
    return wrong.count ? wrong.problems[0].path : NULL;
}

static void assert_answer(const char *form, const char *expected)
{
    struct json_value *value = parsed(form);
    struct modal_input input = modal_first_input(value);
    struct buffer text;
    buffer_init(&text, 4096);
    struct json_writer w = json_writer(&text);
    modal_write_answer(&w, "m", &input, "oui");
    assert_string_equal(buffer_string(&text), expected);
    buffer_free(&text);
    json_destroy(&value);
}

static void both_forms_may_be_opened(void **state)
{
    (void)state;
    assert_null(problem_of(LABELLED));
    assert_null(problem_of(IN_A_ROW));
}

static void an_answer_mirrors_its_form(void **state)
{
    (void)state;
    assert_answer(LABELLED,
                  "{\"custom_id\":\"m\",\"components\":[{\"type\":18,\"component\":{\"type\":4,\"custom_id\":"
                  "\"texte\",\"value\":\"oui\"}}]}");
    assert_answer(
        IN_A_ROW,
        "{\"custom_id\":\"m\",\"components\":[{\"type\":1,\"components\":[{\"type\":4,\"custom_id\":"
        "\"texte\",\"value\":\"oui\"}]}]}");
}

static void what_discord_refuses_is_refused(void **state)
{
    (void)state;
    assert_string_equal(problem_of("{}"), "title");
    assert_non_null(problem_of("{\"title\":\"T\",\"custom_id\":\"m\",\"components\":[]}"));
    assert_non_null(
        problem_of("{\"title\":\"T\",\"custom_id\":\"m\",\"components\":[" INPUT(",\"label\":\"L\"") "]}"));
    assert_non_null(problem_of(
        "{\"title\":\"T\",\"custom_id\":\"m\",\"components\":[{\"type\":18,\"component\":" INPUT("") "}]}"));
    assert_non_null(
        problem_of("{\"title\":\"T\",\"custom_id\":\"m\",\"components\":[{\"type\":18,\"label\":\"L\","
                   "\"component\":" INPUT(",\"max_length\":4001") "}]}"));
    assert_non_null(problem_of(
        "{\"title\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"custom_id\":\"m\",\"components\":["
        "{\"type\":18,\"label\":\"L\",\"component\":" INPUT("") "}]}"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_forms_may_be_opened),
        cmocka_unit_test(an_answer_mirrors_its_form),
        cmocka_unit_test(what_discord_refuses_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
