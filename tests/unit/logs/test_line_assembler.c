/* Lines come out whole, whatever the pieces. */
#include "line_assembler.h"

#include "utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct seen {
    char text[65536];
    size_t length;
    unsigned lines, torn, going_on;
};

static void note(void *ctx, const char *line, size_t length, enum line_end end)
{
    struct seen *seen = ctx;
    assert_true(seen->length + length + 2 < sizeof(seen->text));
    memcpy(seen->text + seen->length, line, length);
    seen->length += length;
    seen->text[seen->length++] = '|';
    seen->text[seen->length] = '\0';
    seen->lines++;
    seen->torn += end == LINE_TORN;
    seen->going_on += end == LINE_GOES_ON;
}

static struct line_assembler assembler;
static struct seen seen;

static int fresh(void **state)
{
    (void)state;
    line_assembler_init(&assembler);
    memset(&seen, 0, sizeof(seen));
    return 0;
}

static void feed(const char *text)
{
    line_assembler_feed(&assembler, text, strlen(text), note, &seen);
}

static void lines_in_any_pieces_are_the_same_lines(void **state)
{
    static const char TEXT[] = "un\ndeux\r\n\ntrois é\n";
    for (size_t piece = 1; piece <= strlen(TEXT); piece++) {
        fresh(state);
        for (size_t at = 0; at < strlen(TEXT); at += piece) {
            size_t left = strlen(TEXT) - at;
            line_assembler_feed(&assembler, TEXT + at, left < piece ? left : piece, note, &seen);
        }
        line_assembler_end(&assembler, note, &seen);
        assert_string_equal(seen.text, "un|deux||trois é|");
        assert_int_equal(seen.torn, 0);
    }
}

static void a_partial_last_line_is_handed_out_as_torn(void **state)
{
    (void)state;
    feed("entier\nà moit");
    assert_int_equal(seen.lines, 1);
    line_assembler_end(&assembler, note, &seen);
    assert_string_equal(seen.text, "entier|à moit|");
    assert_int_equal(seen.torn, 1);
    line_assembler_end(&assembler, note, &seen);
    assert_int_equal(seen.lines, 2);
}

static void a_line_too_long_is_split_without_losing_a_byte(void **state)
{
    (void)state;
    static char line[3 * LINE_ASSEMBLER_MOST];
    memset(line, 'x', sizeof(line));
    line_assembler_feed(&assembler, line, sizeof(line), note, &seen);
    feed("fin\n");
    assert_true(seen.going_on >= 2);
    size_t bytes = 0;
    for (size_t i = 0; i < seen.length; i++)
        bytes += seen.text[i] != '|';
    assert_int_equal(bytes, sizeof(line) + 3);
    assert_string_equal(seen.text + seen.length - 4, "fin|");
}

static void a_split_falls_between_two_characters(void **state)
{
    (void)state;
    feed("x");
    for (int i = 0; i < LINE_ASSEMBLER_MOST; i++)
        feed("é");
    feed("\n");
    for (char *piece = seen.text; *piece;) {
        size_t length = strcspn(piece, "|");
        assert_true(utf8_valid(piece, length));
        piece += length + 1;
    }
}

static void endless_garbage_is_split_too(void **state)
{
    (void)state;
    static char garbage[2 * LINE_ASSEMBLER_MOST];
    memset(garbage, 0x80, sizeof(garbage));
    line_assembler_feed(&assembler, garbage, sizeof(garbage), note, &seen);
    assert_true(seen.lines >= 1);
    assert_true(assembler.length <= LINE_ASSEMBLER_MOST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(lines_in_any_pieces_are_the_same_lines, fresh),
        cmocka_unit_test_setup(a_partial_last_line_is_handed_out_as_torn, fresh),
        cmocka_unit_test_setup(a_line_too_long_is_split_without_losing_a_byte, fresh),
        cmocka_unit_test_setup(a_split_falls_between_two_characters, fresh),
        cmocka_unit_test_setup(endless_garbage_is_split_too, fresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
