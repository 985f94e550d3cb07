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

static unsigned told;

static void count(void *ctx)
{
    (void)ctx;
    told++;
}

static struct gateway_ledger ledger;
static struct session sessions[2];

static struct session_keeper *keeper_of_two(void)
{
    memset(&world, 0, sizeof(world));
    world.now_ms = 1000000;
    told = 0;
    gateway_ledger_init(&ledger);
    struct session_keeper *keeper = session_keeper_create(NULL, &ledger, count, NULL);
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

static void changes_within_a_second_are_told_once(void **state)
{
    (void)state;
    struct session_keeper *keeper = keeper_of_two();
    for (int i = 0; i < 1000; i++)
        session_keeper_changed(keeper);
    assert_int_equal(world.starts, 1);
    assert_int_equal(told, 0); /* never from inside */
    time_passes();
    assert_int_equal(told, 1);
    session_keeper_changed(keeper);
    assert_int_equal(world.after_ms, 1000);
    time_passes();
    assert_int_equal(told, 2);
    session_keeper_destroy(&keeper);
}

static void what_is_told_at_once_is_not_told_again(void **state)
{
    (void)state;
    struct session_keeper *keeper = keeper_of_two();
    session_keeper_changed(keeper);
    session_keeper_tell(keeper);
    assert_int_equal(told, 1);
    assert_false(world.active);
    session_keeper_destroy(&keeper);
}

static void what_was_written_meanwhile_is_not_told(void **state)
{
    (void)state;
    struct session_keeper *keeper = keeper_of_two();
    struct buffer text;
    buffer_init(&text, SESSION_BODY_MOST);
    session_keeper_changed(keeper);
    session_keeper_write(keeper, &text);
    assert_false(world.active);
    session_keeper_changed(keeper);
    assert_int_equal(world.after_ms, 1000); /* from the writing on */
    time_passes();
    assert_int_equal(told, 1);
    buffer_free(&text);
    session_keeper_destroy(&keeper);
}

static void a_text_tells_of_every_shard_and_restores_every_shard(void **state)
{
    (void)state;
    struct session_keeper *keeper = keeper_of_two();
    struct buffer text;
    buffer_init(&text, SESSION_BODY_MOST);
    session_begin(&sessions[0], "zero", "", 1700000000000);
    session_begin(&sessions[1], "one", "", 1700000000000);
    session_handled(&sessions[0], 1);
    session_handled(&sessions[1], 2);
    session_keeper_write(keeper, &text);
    session_keeper_destroy(&keeper);
    keeper = keeper_of_two();
    assert_false(session_known(&sessions[1]));
    session_keeper_restore(keeper, &ledger, text.data, text.length);
    assert_string_equal(sessions[0].id, "zero");
    assert_string_equal(sessions[1].id, "one");
    assert_int_equal(sessions[1].sequence, 2);
    buffer_free(&text);
    session_keeper_destroy(&keeper);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_within_a_second_are_told_once),
        cmocka_unit_test(what_is_told_at_once_is_not_told_again),
        cmocka_unit_test(what_was_written_meanwhile_is_not_told),
        cmocka_unit_test(a_text_tells_of_every_shard_and_restores_every_shard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
