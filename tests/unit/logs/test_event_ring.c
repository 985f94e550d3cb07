/* The last events, oldest first. */
#include "event_ring.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct seen {
    unsigned lines;
    char first[32], last[32];
};

static void note(void *ctx, const char *line, size_t length)
{
    struct seen *seen = ctx;
    if (seen->lines++ == 0)
        snprintf(seen->first, sizeof(seen->first), "%.*s", (int)length, line);
    snprintf(seen->last, sizeof(seen->last), "%.*s", (int)length, line);
}

static void only_the_last_ones_are_kept_in_order(void **state)
{
    (void)state;
    static struct event_ring ring;
    struct seen seen = {0};
    event_ring_each(&ring, note, &seen);
    assert_int_equal(seen.lines, 0);
    for (int i = 0; i < 100; i++) {
        char line[32];
        int length = snprintf(line, sizeof(line), "ligne %d", i);
        event_ring_add(&ring, line, (size_t)length);
    }
    event_ring_each(&ring, note, &seen);
    assert_int_equal(seen.lines, EVENT_RING_LINES);
    assert_string_equal(seen.first, "ligne 68");
    assert_string_equal(seen.last, "ligne 99");
}

static void before_it_is_full_all_are_kept(void **state)
{
    (void)state;
    static struct event_ring ring;
    struct seen seen = {0};
    event_ring_add(&ring, "a", 1);
    event_ring_add(&ring, "b", 1);
    event_ring_each(&ring, note, &seen);
    assert_int_equal(seen.lines, 2);
    assert_string_equal(seen.first, "a");
    assert_string_equal(seen.last, "b");
}

static void lines_too_long_are_cut(void **state)
{
    (void)state;
    static struct event_ring ring;
    static char line[3 * LOG_LINE_MAX];
    struct seen seen = {0};
    memset(line, 'x', sizeof(line));
    event_ring_add(&ring, line, sizeof(line));
    event_ring_each(&ring, note, &seen);
    assert_int_equal(seen.lines, 1);
}

static void long_lines_push_out_the_oldest_and_stay_whole(void **state)
{
    (void)state;
    static struct event_ring ring;
    static char line[LOG_LINE_MAX];
    struct seen seen = {0};
    memset(line, 'x', sizeof(line));
    event_ring_add(&ring, "ancien", 6);
    for (size_t i = 0; i < EVENT_RING_BYTES / LOG_LINE_MAX; i++)
        event_ring_add(&ring, line, sizeof(line));
    event_ring_add(&ring, "nouveau", 7);
    event_ring_each(&ring, note, &seen);
    assert_int_equal(seen.first[0], 'x');
    assert_string_equal(seen.last, "nouveau");
    assert_int_equal(seen.lines, EVENT_RING_BYTES / LOG_LINE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_last_ones_are_kept_in_order),
        cmocka_unit_test(before_it_is_full_all_are_kept),
        cmocka_unit_test(lines_too_long_are_cut),
        cmocka_unit_test(long_lines_push_out_the_oldest_and_stay_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
