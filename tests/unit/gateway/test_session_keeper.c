/* session_keeper.h: many changes, few bodies. The loop's timers and the clock are stood in for. */
#include "session_keeper.h"

#include "clock.h"
#include "loop.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct {
    uint64_t now_ms, after_ms;
    void (*on_time)(void *ctx);
    void *ctx;
    unsigned starts;
    bool active;
} world;

uint64_t clock_monotonic_ms(void)
{
    return world.now_ms;
}

struct loop_timer *loop_timer_create(struct loop *loop, void (*on_time)(void *ctx), void *ctx)
{
    (void)loop;
    world.on_time = on_time;
    world.ctx = ctx;
    return (struct loop_timer *)&world;
}

void loop_timer_start(struct loop_timer *timer, uint64_t after_ms)
{
    (void)timer;
    world.after_ms = after_ms;
    world.active = true;
    world.starts++;
}

void loop_timer_stop(struct loop_timer *timer)
{
    (void)timer;
    world.active = false;
}

void loop_timer_destroy(struct loop_timer **timer)
{
    *timer = NULL;
}

struct given {
    unsigned count;
    char last[SESSION_BODY_MOST];
};

static void take(void *ctx, const char *body, size_t length)
{
    struct given *given = ctx;
    given->count++;
    memcpy(given->last, body, length);
    given->last[length] = '\0';
}

static struct gateway_ledger ledger;
static struct session sessions[2];

static struct session_keeper *keeper_of_two(struct given *given)
{
    memset(&world, 0, sizeof(world));
    world.now_ms = 1000000;
    given->count = 0;
    gateway_ledger_init(&ledger);
    struct session_keeper *keeper = session_keeper_create(NULL, &ledger, take, given);
    for (uint16_t i = 0; i < 2; i++) {
        session_init(&sessions[i], 7, (struct shard_number){i, 2});
        session_keeper_add(keeper, &sessions[i]);
    }
    return keeper;
}

static void time_passes(void)
{
    assert_true(world.active);
    world.now_ms += world.after_ms;
    world.active = false;
    world.on_time(world.ctx);
}

static void changes_within_a_second_are_one_body(void **state)
{
    (void)state;
    struct given given;
    struct session_keeper *keeper = keeper_of_two(&given);
    for (int i = 0; i < 1000; i++)
        session_keeper_changed(keeper);
    assert_int_equal(world.starts, 1);
    assert_int_equal(given.count, 0); /* never from inside */
    time_passes();
    assert_int_equal(given.count, 1);
    session_keeper_changed(keeper);
    assert_int_equal(world.after_ms, 1000);
    time_passes();
    assert_int_equal(given.count, 2);
    session_keeper_destroy(&keeper);
}

static void what_is_given_at_once_is_not_given_again(void **state)
{
    (void)state;
    struct given given;
    struct session_keeper *keeper = keeper_of_two(&given);
    session_keeper_changed(keeper);
    session_keeper_give(keeper);
    assert_int_equal(given.count, 1);
    assert_false(world.active);
    session_keeper_destroy(&keeper);
}

static void a_body_tells_of_every_shard_and_restores_every_shard(void **state)
{
    (void)state;
    struct given given;
    struct session_keeper *keeper = keeper_of_two(&given);
    session_begin(&sessions[0], "zero", "", 1700000000000);
    session_begin(&sessions[1], "one", "", 1700000000000);
    session_handled(&sessions[0], 1);
    session_handled(&sessions[1], 2);
    session_keeper_give(keeper);
    session_keeper_destroy(&keeper);
    struct given again;
    keeper = keeper_of_two(&again);
    assert_false(session_known(&sessions[1]));
    session_keeper_restore(keeper, &ledger, given.last, strlen(given.last));
    assert_string_equal(sessions[0].id, "zero");
    assert_string_equal(sessions[1].id, "one");
    session_keeper_destroy(&keeper);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_within_a_second_are_one_body),
        cmocka_unit_test(what_is_given_at_once_is_not_given_again),
        cmocka_unit_test(a_body_tells_of_every_shard_and_restores_every_shard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
