/* The panel: the contract's words, and Discord's limits however full the row is. */
#include "panel.h"

#include "utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct ticket_row row;
static struct buffer text;
static struct json_value *message;

static int setup(void **state)
{
    (void)state;
    ticket_row_init(&row);
    buffer_init(&text, 1 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    ticket_row_free(&row);
    buffer_free(&text);
    json_destroy(&message);
    return 0;
}

static void draw(void)
{
    struct json_writer w = json_writer(&text);
    jw_object(&w);
    panel_write(&w, &row);
    jw_object_end(&w);
    assert_false(text.failed);
    assert_false(err_is(json_parse(text.data, text.length, &message)));
}

static const char *text_at(const char *path)
{
    return json_text(json_find(message, path), "");
}

static void title_labels_styles_and_custom_ids_are_the_contracts(void **state)
{
    (void)state;
    draw();
    assert_string_equal(text_at("embeds.0.title"), "État de la validation");
    assert_string_equal(text_at("components.0.components.0.label"), "Validé");
    assert_string_equal(text_at("components.0.components.0.custom_id"), "validate_button");
    assert_int_equal(json_int(json_find(message, "components.0.components.0.style"), 0), 3);
    assert_string_equal(text_at("components.0.components.1.label"), "À corriger");
    assert_string_equal(text_at("components.0.components.1.custom_id"), "correct_button");
    assert_int_equal(json_int(json_find(message, "components.0.components.1.style"), 0), 4);
}

static void it_names_validators_and_corrections_and_pings_nobody(void **state)
{
    (void)state;
    ticket_row_add_validator(&row, 11);
    ticket_row_add_validator(&row, 12);
    ticket_row_set_correction(&row, 13, "Revoir l'âge");
    draw();
    assert_non_null(strstr(text_at("embeds.0.description"), "<@11>, <@12>"));
    assert_non_null(strstr(text_at("embeds.0.description"), "<@13> : Revoir l'âge"));
    assert_non_null(json_find(message, "allowed_mentions.parse"));
    assert_int_equal(json_length(json_find(message, "allowed_mentions.parse")), 0);
}

static size_t description_units(void)
{
    const char *description = text_at("embeds.0.description");
    return utf8_utf16_units(description, strlen(description));
}

static void the_fullest_row_fits_into_an_embed(void **state)
{
    (void)state;
    static char long_text[4001];
    memset(long_text, 'a', sizeof(long_text) - 1);
    for (uint64_t id = 0; id < ROW_VALIDATORS_MAX; id++)
        ticket_row_add_validator(&row, 234567890123456789u + id);
    for (uint64_t id = 0; id < ROW_CORRECTIONS_MAX; id++)
        ticket_row_set_correction(&row, 234567890123456789u + id, long_text);
    draw();
    assert_in_range(description_units(), 2000, 4096);
    assert_non_null(strstr(text_at("embeds.0.description"), "…[suite coupée]"));
    assert_non_null(strstr(text_at("embeds.0.description"), "de plus"));
}

static void a_long_correction_is_cut_between_characters_and_hides_no_other(void **state)
{
    (void)state;
    static char emoji[4 * 2000 + 1];
    for (size_t i = 0; i < 2000; i++)
        memcpy(emoji + 4 * i, "🎭", 4);
    ticket_row_set_correction(&row, 1, emoji);
    ticket_row_set_correction(&row, 2, emoji);
    ticket_row_set_correction(&row, 3, "courte");
    draw();
    const char *description = text_at("embeds.0.description");
    assert_in_range(description_units(), 2500, 4096);
    assert_true(utf8_valid(description, strlen(description)));
    assert_non_null(strstr(description, "<@2> : "));
    assert_non_null(strstr(description, "<@3> : courte"));
}

static void a_short_row_is_not_cut(void **state)
{
    (void)state;
    static char long_text[3901];
    memset(long_text, 'a', sizeof(long_text) - 1);
    ticket_row_set_correction(&row, 1, long_text);
    draw();
    assert_null(strstr(text_at("embeds.0.description"), "coupée"));
}

static void a_panel_is_known_again(void **state)
{
    (void)state;
    draw();
    assert_true(panel_is(message));
    assert_false(panel_is(json_find(message, "embeds.0")));
    assert_false(panel_is(NULL));
}

static void a_panel_shows_its_row_until_the_row_changes(void **state)
{
    (void)state;
    assert_true(ticket_row_add_validator(&row, 41));
    draw();
    assert_true(panel_shows(message, &row));
    assert_true(ticket_row_add_validator(&row, 42));
    assert_false(panel_shows(message, &row));
    assert_false(panel_shows(NULL, &row));
}

static void the_print_of_a_row_changes_with_what_is_shown_and_with_its_message(void **state)
{
    (void)state;
    uint32_t empty = panel_print(&row);
    assert_int_not_equal(empty, 0);
    assert_int_equal(panel_print(&row), empty);
    row.message_id = 9;
    uint32_t posted = panel_print(&row);
    assert_int_not_equal(posted, empty);
    assert_true(ticket_row_set_correction(&row, 41, "Revoir l'âge"));
    assert_int_not_equal(panel_print(&row), posted);
}

#define PANEL_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PANEL_TEST(title_labels_styles_and_custom_ids_are_the_contracts),
        PANEL_TEST(it_names_validators_and_corrections_and_pings_nobody),
        PANEL_TEST(the_fullest_row_fits_into_an_embed),
        PANEL_TEST(a_long_correction_is_cut_between_characters_and_hides_no_other),
        PANEL_TEST(a_short_row_is_not_cut),
        PANEL_TEST(a_panel_is_known_again),
        PANEL_TEST(a_panel_shows_its_row_until_the_row_changes),
        PANEL_TEST(the_print_of_a_row_changes_with_what_is_shown_and_with_its_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
