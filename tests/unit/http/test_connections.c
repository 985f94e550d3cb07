/* Who goes first when the room is full. */
#include "connections.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static int owner, sockets[CONNECTIONS_MOST];

static void fill(struct connections *c, struct connection *all[CONNECTIONS_MOST])
{
    *c = (struct connections){0};
    for (size_t i = 0; i < CONNECTIONS_MOST; i++) {
        all[i] = connections_add(c, &owner, &sockets[i]);
        assert_non_null(all[i]);
    }
}

static void a_full_room_takes_nobody(void **state)
{
    (void)state;
    struct connections c;
    struct connection *all[CONNECTIONS_MOST];
    fill(&c, all);
    assert_null(connections_add(&c, &owner, &owner));
    connections_remove(&c, all[7]);
    assert_int_equal(c.count, CONNECTIONS_MOST - 1);
    assert_ptr_equal(connections_add(&c, &owner, &owner), all[7]);
}

static void the_longest_silent_goes_first(void **state)
{
    (void)state;
    struct connections c;
    struct connection *all[CONNECTIONS_MOST];
    fill(&c, all);
    connections_sign(&c, all[0]);
    connections_sign(&c, all[1]);
    assert_ptr_equal(connections_make_room(&c), all[2]);
}

static void one_at_a_time_is_told_to_go(void **state)
{
    (void)state;
    struct connections c;
    struct connection *all[CONNECTIONS_MOST];
    fill(&c, all);
    assert_ptr_equal(connections_make_room(&c), all[0]);
    assert_null(connections_make_room(&c));
    connections_remove(&c, all[0]);
    assert_ptr_equal(connections_make_room(&c), all[1]);
}

static void streams_are_not_silent(void **state)
{
    (void)state;
    struct connections c;
    struct connection *all[CONNECTIONS_MOST];
    fill(&c, all);
    all[0]->streams = true;
    assert_ptr_equal(connections_make_room(&c), all[1]);
    connections_remove(&c, all[1]);
    for (size_t i = 0; i < CONNECTIONS_MOST; i++)
        all[i]->streams = true;
    assert_null(connections_make_room(&c));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_room_takes_nobody),
        cmocka_unit_test(the_longest_silent_goes_first),
        cmocka_unit_test(one_at_a_time_is_told_to_go),
        cmocka_unit_test(streams_are_not_silent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
