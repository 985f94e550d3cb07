/* Lines wait in order; what finds no room is dropped whole, counted, and said by the next that does. */
#include "line_queue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROOM = 6 * LOG_LINE_MAX };

static char bytes[ROOM];
static struct line_queue queue;

static int empty_queue(void **state)
{
    (void)state;
    memset(bytes, 0, sizeof(bytes));
    line_queue_init(&queue, bytes, sizeof(bytes));
    return 0;
}

static void put(uint32_t tag, const char *text)
{
    assert_true(line_queue_put(&queue, tag, text, strlen(text)));
}

static void expect(uint32_t tag, uint32_t lost, const char *text)
{
    struct queued_line head;
    char line[LOG_LINE_MAX];
    assert_true(line_queue_take(&queue, &head, line));
    assert_int_equal(head.tag, tag);
    assert_int_equal(head.lost, lost);
    assert_int_equal(head.length, strlen(text));
    assert_memory_equal(line, text, head.length);
}

static void lines_come_out_in_order_with_their_tags(void **state)
{
    (void)state;
    put(1, "un\n");
    put(2, "deux\n");
    expect(1, 0, "un\n");
    expect(2, 0, "deux\n");
    assert_true(line_queue_empty(&queue));
}

/* Not a line of any length may come out changed where the ring turns over. */
static void lines_survive_the_turn_of_the_ring(void **state)
{
    (void)state;
    char in[LOG_LINE_MAX], out[LOG_LINE_MAX];
    struct queued_line head;
    memset(in, 'a', sizeof(in));
    assert_true(line_queue_put(&queue, 0, in, sizeof(in))); /* never empty: it must turn over */
    for (unsigned i = 1; i < 500; i++) {
        size_t length = 1 + i * 37 % sizeof(in);
        memset(in, 'a' + (int)(i % 26), sizeof(in));
        assert_true(line_queue_put(&queue, i, in, length));
        assert_true(line_queue_take(&queue, &head, out));
        assert_int_equal(head.tag, i - 1);
        for (size_t at = 0; at < head.length; at++)
            assert_int_equal(out[at], 'a' + (int)((i - 1) % 26));
    }
}

static void what_finds_no_room_is_dropped_whole_counted_and_said_once(void **state)
{
    (void)state;
    static char line[LOG_LINE_MAX];
    struct queued_line head;
    unsigned taken = 0, refused = 0;
    memset(line, 'x', sizeof(line));
    for (unsigned i = 0; i < 10; i++)
        refused += !line_queue_put(&queue, i, line, sizeof(line));
    assert_in_range(refused, 4, 6);
    assert_int_equal(queue.dropped, refused);
    assert_true(line_queue_take(&queue, &head, line));
    put(99, "de nouveau\n");
    while (line_queue_take(&queue, &head, line) && head.tag != 99)
        assert_int_equal(head.lost, 0), taken++;
    assert_int_equal(taken, 10 - refused - 1);
    assert_int_equal(head.lost, refused);
    put(100, "après\n");
    expect(100, 0, "après\n");
}

static void a_mark_carries_losses_and_is_none_itself(void **state)
{
    (void)state;
    static char line[LOG_LINE_MAX];
    struct queued_line head;
    while (line_queue_put(&queue, 0, line, sizeof(line)))
        ;
    while (ROOM - queue.used >= sizeof(head))
        assert_true(line_queue_put(&queue, 0, "", 0));
    assert_false(line_queue_put(&queue, 0, "", 0));
    assert_int_equal(queue.dropped, 1);
}

/* Memory that is never needed is never touched: the supervisor's stays flat. */
static void an_empty_queue_begins_at_the_front_again(void **state)
{
    (void)state;
    for (int i = 0; i < 1000; i++) {
        put(0, "une ligne comme une autre\n");
        expect(0, 0, "une ligne comme une autre\n");
    }
    for (size_t at = 256; at < sizeof(bytes); at++)
        assert_int_equal(bytes[at], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(lines_come_out_in_order_with_their_tags, empty_queue),
        cmocka_unit_test_setup(lines_survive_the_turn_of_the_ring, empty_queue),
        cmocka_unit_test_setup(what_finds_no_room_is_dropped_whole_counted_and_said_once, empty_queue),
        cmocka_unit_test_setup(a_mark_carries_losses_and_is_none_itself, empty_queue),
        cmocka_unit_test_setup(an_empty_queue_begins_at_the_front_again, empty_queue),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
