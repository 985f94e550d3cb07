/* shard.def: every pair stands there once, and no state is a trap. */
#include "shard_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void every_pair_is_a_step_or_ignored_or_illegal_and_only_one_of_them(void **state)
{
    (void)state;
    for (int s = 0; s < SHARD_STATES; s++)
        for (int e = 0; e < SHARD_EVENTS; e++) {
            int declared =
                SHARD_NEXT[s][e].declared + !!(SHARD_IGNORED[s] & 1u << e) + !!(SHARD_ILLEGAL[s] & 1u << e);
            assert_int_equal(declared, 1);
        }
}

static void from_every_state_the_shard_can_leave(void **state)
{
    (void)state;
    for (int s = 0; s < SHARD_STATES; s++) {
        const struct shard_next *leave = &SHARD_NEXT[s][SHARD_ON_LEAVE];
        bool is_leaving = s == SHARD_LEAVING || s == SHARD_LEFT;
        assert_true(leave->declared != is_leaving);
        assert_true(is_leaving || leave->to == SHARD_LEAVING || leave->to == SHARD_LEFT);
    }
}

/* A state that waits for the peer has a deadline, or READY's heartbeat, to end it. */
static void no_state_waits_for_ever_on_a_peer(void **state)
{
    (void)state;
    static const int WAITS[] = {SHARD_CONNECTING,  SHARD_SHAKING,  SHARD_GREETING,
                                SHARD_IDENTIFYING, SHARD_RESUMING, SHARD_LEAVING};
    for (size_t i = 0; i < sizeof(WAITS) / sizeof(WAITS[0]); i++) {
        assert_true(SHARD_DEADLINE_MS[WAITS[i]] > 0);
        assert_true(SHARD_NEXT[WAITS[i]][SHARD_ON_TIME].declared);
    }
    assert_true(SHARD_NEXT[SHARD_READY][SHARD_ON_DEAF].declared);
}

/* A Close that nobody may read would have to be waited for: the connection is aborted instead. */
static void a_dead_peer_is_sent_no_close_and_waited_for_in_no_state(void **state)
{
    (void)state;
    for (int s = SHARD_QUEUED; s <= SHARD_LEAVING; s++) {
        const struct shard_next *deaf = &SHARD_NEXT[s][SHARD_ON_DEAF];
        bool is_leaving = s == SHARD_LEAVING;
        assert_int_equal(deaf->to, is_leaving ? SHARD_LEFT : SHARD_WAITING);
        assert_int_equal(deaf->action, is_leaving ? SHARD_FINISH : SHARD_RETRY);
    }
}

/* Nothing that a peer sends or does may be what "cannot happen". */
static void a_peer_can_never_cause_an_illegal_event(void **state)
{
    (void)state;
    static const int OPEN[] = {SHARD_GREETING, SHARD_QUEUED, SHARD_IDENTIFYING,
                               SHARD_RESUMING, SHARD_READY,  SHARD_LEAVING};
    for (size_t i = 0; i < sizeof(OPEN) / sizeof(OPEN[0]); i++)
        for (int e = SHARD_ON_HELLO; e < SHARD_EVENTS; e++)
            assert_true(e == SHARD_ON_DEAF || !(SHARD_ILLEGAL[OPEN[i]] & 1u << e));
    assert_true(SHARD_NEXT[SHARD_CONNECTING][SHARD_ON_BROKEN].declared);
    assert_true(SHARD_NEXT[SHARD_SHAKING][SHARD_ON_BROKEN].declared);
}

static void only_fatal_codes_end_the_redialling(void **state)
{
    (void)state;
    for (int s = 0; s < SHARD_STATES; s++)
        for (int e = 0; e < SHARD_EVENTS; e++)
            assert_true(SHARD_NEXT[s][e].to != SHARD_DEAD || e == SHARD_ON_CLOSED_FATAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_is_a_step_or_ignored_or_illegal_and_only_one_of_them),
        cmocka_unit_test(from_every_state_the_shard_can_leave),
        cmocka_unit_test(no_state_waits_for_ever_on_a_peer),
        cmocka_unit_test(a_dead_peer_is_sent_no_close_and_waited_for_in_no_state),
        cmocka_unit_test(a_peer_can_never_cause_an_illegal_event),
        cmocka_unit_test(only_fatal_codes_end_the_redialling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
