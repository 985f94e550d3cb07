/* Rows, buttons and menus within Discord's limits. */
#include "message_components.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#define ROW(inside)        "{\"components\":[{\"type\":1,\"components\":[" inside "]}]}"
#define BUTTON(id)         "{\"type\":2,\"style\":1,\"label\":\"L\",\"custom_id\":\"" id "\"}"
#define OPTION(value)      "{\"label\":\"L\",\"value\":\"" value "\"}"
#define SELECT(id, inside) "{\"type\":3,\"custom_id\":\"" id "\",\"options\":[" inside "]}"

/* "path code" of the first complaint; "" if there is none. */
static const char *complaint_of(const char *json)
{
    static char text[300];
    struct complaints wrong = {0};
    struct json_value *body;
    assert_false(err_is(json_parse(json, strlen(json), &body)));
    message_components_check(body, &wrong);
    json_destroy(&body);
    snprintf(text, sizeof(text), "%s %s", wrong.problems[0].path, wrong.count ? wrong.problems[0].code : "");
    return wrong.count ? text : "";
}

static void five_buttons_or_one_menu_fill_a_row(void **state)
{
    (void)state;
    assert_string_equal(complaint_of("{\"components\":[]}"), "");
    assert_string_equal(
        complaint_of(ROW(BUTTON("a") "," BUTTON("b") "," BUTTON("c") "," BUTTON("d") "," BUTTON("e"))), "");
    assert_string_equal(complaint_of(ROW(BUTTON("a") "," BUTTON("b") "," BUTTON("c") "," BUTTON(
                            "d") "," BUTTON("e") "," BUTTON("f"))),
                        "components.0.components BASE_TYPE_BAD_LENGTH");
    assert_string_equal(complaint_of(ROW("")), "components.0.components BASE_TYPE_BAD_LENGTH");
    assert_string_equal(complaint_of(ROW(SELECT("a", OPTION("1")))), "");
    assert_string_equal(complaint_of(ROW(SELECT("a", OPTION("1")) "," BUTTON("b"))),
                        "components.0.components BASE_TYPE_BAD_LENGTH");
}

static void only_rows_stand_at_the_top_and_five_of_them(void **state)
{
    (void)state;
    char json[400] = "{\"components\":[";
    assert_string_equal(complaint_of("{\"components\":[" BUTTON("a") "]}"),
                        "components.0.type UNION_TYPE_CHOICES");
    for (int i = 0; i < 6; i++)
        strcat(json, i ? ",{\"type\":1,\"components\":[]}" : "{\"type\":1,\"components\":[]}");
    strcat(json, "]}");
    assert_string_equal(complaint_of(json), "components BASE_TYPE_MAX_LENGTH");
}

static void an_id_comes_once_in_a_message(void **state)
{
    (void)state;
    assert_string_equal(complaint_of(ROW(BUTTON("a") "," BUTTON("a"))),
                        "components.0.components.1.custom_id COMPONENT_CUSTOM_ID_DUPLICATED");
    assert_string_equal(complaint_of("{\"components\":[{\"type\":1,\"components\":[" BUTTON(
                            "a") "]},"
                                 "{\"type\":1,\"components\":[" BUTTON("a") "]}]}"),
                        "components.1.components.0.custom_id COMPONENT_CUSTOM_ID_DUPLICATED");
}

static void a_button_has_a_style_an_id_and_something_to_read(void **state)
{
    (void)state;
    assert_string_equal(complaint_of(ROW("{\"type\":2,\"style\":9,\"label\":\"L\",\"custom_id\":\"a\"}")),
                        "components.0.components.0.style BASE_TYPE_CHOICES");
    assert_string_equal(complaint_of(ROW("{\"type\":2,\"style\":3,\"label\":\"L\"}")),
                        "components.0.components.0.custom_id BASE_TYPE_REQUIRED");
    assert_string_equal(complaint_of(ROW("{\"type\":2,\"style\":3,\"custom_id\":\"a\"}")),
                        "components.0.components.0 BUTTON_COMPONENT_LABEL_REQUIRED");
    assert_string_equal(complaint_of(ROW("{\"type\":2,\"style\":5,\"label\":\"L\"}")),
                        "components.0.components.0.url BASE_TYPE_REQUIRED");
    assert_string_equal(complaint_of(ROW("{\"type\":2,\"style\":5,\"label\":\"L\",\"url\":\"https://x\"}")),
                        "");
}

static void a_custom_id_has_100_characters_at_most(void **state)
{
    (void)state;
    char json[400], id[102];
    memset(id, 'i', sizeof(id));
    id[101] = 0;
    snprintf(json, sizeof(json), ROW(BUTTON("%.100s")), id);
    assert_string_equal(complaint_of(json), "");
    snprintf(json, sizeof(json), ROW(BUTTON("%.101s")), id);
    assert_string_equal(complaint_of(json), "components.0.components.0.custom_id BASE_TYPE_BAD_LENGTH");
}

static void options_of_a_menu_have_different_values(void **state)
{
    (void)state;
    assert_string_equal(complaint_of(ROW(SELECT("a", ""))),
                        "components.0.components.0.options BASE_TYPE_BAD_LENGTH");
    assert_string_equal(complaint_of(ROW(SELECT("a", OPTION("1") "," OPTION("1")))),
                        "components.0.components.0.options.1.value SELECT_COMPONENT_OPTION_VALUE_DUPLICATED");
}

static void the_newer_layout_stands_alone_and_holds_40(void **state)
{
    (void)state;
    char json[3000] = "{\"flags\":32768,\"components\":[";
    assert_string_equal(complaint_of("{\"flags\":32768,\"components\":[{\"type\":10,\"content\":\"x\"}]}"),
                        "");
    assert_string_equal(complaint_of("{\"flags\":32768,\"content\":\"x\",\"components\":[]}"),
                        "content MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2");
    for (int i = 0; i < 41; i++)
        strcat(json, i ? ",{\"type\":14}" : "{\"type\":14}");
    strcat(json, "]}");
    assert_string_equal(complaint_of(json), "components COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(five_buttons_or_one_menu_fill_a_row),
        cmocka_unit_test(only_rows_stand_at_the_top_and_five_of_them),
        cmocka_unit_test(an_id_comes_once_in_a_message),
        cmocka_unit_test(a_button_has_a_style_an_id_and_something_to_read),
        cmocka_unit_test(a_custom_id_has_100_characters_at_most),
        cmocka_unit_test(options_of_a_menu_have_different_values),
        cmocka_unit_test(the_newer_layout_stands_alone_and_holds_40),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
