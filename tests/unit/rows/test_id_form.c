/* Whatever people put around an id, it is that id; and what holds none, or several, is none. */
#include "id_form.h"

#include "array_len.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ID   1020827427888435210u
#define TEXT "1020827427888435210"

static void expect(const char *cell, enum id_form form)
{
    uint64_t id = 0;
    enum id_form found = id_form_read(cell, &id);
    if (found != form || (found != ID_NONE && id != ID))
        fail_msg("%s: form %d instead of %d, id %llu", cell, found, form, (unsigned long long)id);
}

static void the_digits_alone_are_plain(void **state)
{
    (void)state;
    expect(TEXT, ID_PLAIN);
}

static void what_people_put_around_an_id_is_taken_off(void **state)
{
    (void)state;
    static const char *const CELLS[] = {
        " " TEXT,
        TEXT " ",
        "\u00A0" TEXT,
        TEXT "\u00A0",
        "\uFEFF" TEXT,
        "\u200B" TEXT "\u200B",
        TEXT "\n",
        "\r\n\t" TEXT,
        "'" TEXT,
        "\"" TEXT "\"",
        "<#" TEXT ">",
        "#" TEXT,
        "https://discord.com/channels/81384788765712384/" TEXT,
        "https://discord.com/channels/81384788765712384/" TEXT "/",
        " https://ptb.discord.com/channels/@me/" TEXT "/1130000000000000000",
        "https://discordapp.com/channels/81384788765712384/" TEXT "?x=1",
        TEXT ".0",
        TEXT ",00",
        "=\"" TEXT "\"",
        "=HYPERLINK(\"https://discord.com/channels/81384788765712384/" TEXT "\";\"" TEXT "\")",
        "=HYPERLINK(\"https://example.org/\",\" <#" TEXT "> \")",
        "=HYPERLINK(\"https://discord.com/channels/81384788765712384/" TEXT "\";\"Alice\")",
        "=CONCATENATE(\"" TEXT "\")",
    };
    for (size_t i = 0; i < ARRAY_LEN(CELLS); i++)
        expect(CELLS[i], ID_DRESSED);
}

static void an_array_formula_is_recognised_and_not_to_be_overwritten(void **state)
{
    (void)state;
    expect("=ARRAYFORMULA(\"" TEXT "\")", ID_COMPUTED);
    expect("= arrayformula( {\"" TEXT "\"; B2:B9} )", ID_COMPUTED);
    expect("={\"" TEXT "\";B2:B9}", ID_COMPUTED);
    assert_true(id_form_is_array("=QUERY(Feuille2!A:B;\"select A\")"));
    assert_false(id_form_is_array("=CONCATENATE(\"a\")"));
    assert_false(id_form_is_array("ARRAYFORMULA("));
    assert_false(id_form_is_rewritten(ID_COMPUTED));
    assert_false(id_form_is_rewritten(ID_PLAIN));
    assert_true(id_form_is_rewritten(ID_DRESSED));
    assert_true(id_form_is_rewritten(ID_ROUNDED));
}

static void what_holds_no_id_or_several_is_none(void **state)
{
    (void)state;
    static const char *const CELLS[] = {
        "",
        " ",
        "'",
        "channel_id",
        "12345678901234",
        "<@" TEXT ">",
        "Salon " TEXT,
        TEXT " " TEXT,
        TEXT ".5",
        TEXT ".",
        "1.02083E+18",
        "https://example.org/channels/1/" TEXT,
        "https://discord.com/channels/" TEXT,
        "https://discord.com/channels/1/" TEXT "x",
        "=B7",
        "=\"" TEXT,
        "=IF(B1=\"" TEXT "\";\"234567890123456789\")",
    };
    for (size_t i = 0; i < ARRAY_LEN(CELLS); i++)
        expect(CELLS[i], ID_NONE);
}

static void a_long_note_is_no_id(void **state)
{
    (void)state;
    char cell[2000];
    memset(cell, ' ', sizeof(cell));
    memcpy(cell + sizeof(cell) - sizeof(TEXT), TEXT, sizeof(TEXT));
    expect(cell, ID_NONE);
    expect(cell + sizeof(cell) - sizeof(TEXT) - 400, ID_DRESSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_digits_alone_are_plain),
        cmocka_unit_test(what_people_put_around_an_id_is_taken_off),
        cmocka_unit_test(an_array_formula_is_recognised_and_not_to_be_overwritten),
        cmocka_unit_test(what_holds_no_id_or_several_is_none),
        cmocka_unit_test(a_long_note_is_no_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
