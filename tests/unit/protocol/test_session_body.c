/* session_body.h: all shards' sessions survive together, each for its own shard. */
#include "session_body.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define BOT  7u
#define WALL INT64_C(1700000000000)

struct pair {
    struct session sessions[2];
    struct session *both[2];
    struct gateway_ledger ledger;
};

static void pair_init(struct pair *p, uint16_t count)
{
    gateway_ledger_init(&p->ledger);
    for (uint16_t i = 0; i < 2; i++) {
        session_init(&p->sessions[i], BOT, (struct shard_number){i, count});
        p->both[i] = &p->sessions[i];
    }
}

/* Two shards of two, each with a session, one IDENTIFY each. */
static void write_pair(struct buffer *out)
{
    struct pair p;
    pair_init(&p, 2);
    assert_true(session_begin(&p.sessions[0], "zero", "wss://zero.example", 1700000000000));
    assert_true(session_begin(&p.sessions[1], "one", "wss://one.example", 1700000000000));
    session_handled(&p.sessions[0], 10);
    session_handled(&p.sessions[1], 11);
    identify_budget_spent(&p.ledger.identifies, 0, WALL);
    identify_budget_spent(&p.ledger.identifies, 1, WALL + 5000);
    buffer_init(out, SESSION_BODY_MOST);
    session_body_write((const struct session *const *)p.both, 2, &p.ledger, out);
    assert_false(out->failed);
}

static void every_shard_gets_its_own_session_back_and_the_ledger_is_one(void **state)
{
    (void)state;
    struct buffer body;
    struct pair p;
    write_pair(&body);
    pair_init(&p, 2);
    assert_int_equal(session_body_read(p.both, 2, &p.ledger, body.data, body.length), 2);
    assert_string_equal(p.sessions[0].id, "zero");
    assert_string_equal(p.sessions[1].id, "one");
    assert_int_equal(p.sessions[1].sequence, 11);
    assert_string_equal(p.sessions[1].resume_url, "wss://one.example");
    assert_int_equal(identify_budget_left(&p.ledger.identifies, WALL), 998);
    buffer_free(&body);
}

static void sessions_of_another_shard_count_are_left_but_the_ledger_is_not(void **state)
{
    (void)state;
    struct buffer body;
    struct pair p;
    write_pair(&body);
    pair_init(&p, 3);
    assert_int_equal(session_body_read(p.both, 2, &p.ledger, body.data, body.length), 0);
    assert_false(session_known(&p.sessions[0]));
    assert_int_equal(identify_budget_left(&p.ledger.identifies, WALL), 998);
    buffer_free(&body);
}

static void a_body_says_how_many_shards_it_is_of_and_only_to_its_bot(void **state)
{
    (void)state;
    struct buffer body;
    write_pair(&body);
    assert_int_equal(session_body_shards(BOT, body.data, body.length), 2);
    assert_int_equal(session_body_shards(BOT + 1, body.data, body.length), 0);
    buffer_free(&body);
}

static const char OLD[] =
    "{\"bot\":\"0000000000000007\",\"session_id\":\"abc\",\"resume_url\":\"wss://x\","
    "\"sequence\":17,\"identifies\":{\"hour\":472222,\"last_ms\":1700000000000,\"spent\":"
    "[0,0,0,0,0,0,0,0,0,0,0,0,0,0,5,0,0,0,0,0,0,0,0,0]}}";

static void the_old_form_is_that_of_an_only_shard(void **state)
{
    (void)state;
    struct session session;
    struct gateway_ledger ledger;
    gateway_ledger_init(&ledger);
    session_init(&session, BOT, (struct shard_number){0, 1});
    assert_int_equal(session_body_read(&(struct session *){&session}, 1, &ledger, OLD, strlen(OLD)), 1);
    assert_string_equal(session.id, "abc");
    assert_int_equal(session.sequence, 17);
    assert_int_equal(identify_budget_left(&ledger.identifies, WALL), 995);
    assert_int_equal(session_body_shards(BOT, OLD, strlen(OLD)), 1);
}

static void the_old_form_is_nothing_to_one_of_two_shards(void **state)
{
    (void)state;
    struct pair p;
    pair_init(&p, 2);
    assert_int_equal(session_body_read(p.both, 2, &p.ledger, OLD, strlen(OLD)), 0);
}

/* After an IDENTIFY nothing is replayed: what was missed is found by this moment alone. */
static void when_it_was_connected_last_outlives_sessions_shards_and_tokens(void **state)
{
    (void)state;
    struct buffer body;
    struct pair p;
    pair_init(&p, 2);
    p.sessions[0].connected_ms = WALL + 5000;
    p.sessions[1].connected_ms = WALL;
    session_forget(&p.sessions[0]);
    assert_true(p.sessions[0].connected_ms == WALL + 5000);
    buffer_init(&body, SESSION_BODY_MOST);
    session_body_write((const struct session *const *)p.both, 2, &p.ledger, &body);
    struct session other;
    session_init(&other, BOT + 1, (struct shard_number){0, 1});
    assert_int_equal(session_body_read(&(struct session *){&other}, 1, &p.ledger, body.data, body.length), 0);
    assert_true(other.connected_ms == WALL);
    buffer_free(&body);
}

static void malformed_bodies_restore_nothing(void **state)
{
    (void)state;
    static const char *const BAD[] = {"",
                                      "{\"bot\":",
                                      "[]",
                                      "{\"shards\":3}",
                                      "{\"shards\":[null,7]}",
                                      ("{\"shards\":[{\"bot\":\"7\",\"shard\":[2,2],\"session_id\":\"a\","
                                       "\"resume_url\":\"\",\"sequence\":1}]}")};
    for (size_t i = 0; i < sizeof(BAD) / sizeof(BAD[0]); i++) {
        struct pair p;
        pair_init(&p, 2);
        assert_int_equal(session_body_read(p.both, 2, &p.ledger, BAD[i], strlen(BAD[i])), 0);
        assert_int_equal(session_body_shards(BOT, BAD[i], strlen(BAD[i])), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shard_gets_its_own_session_back_and_the_ledger_is_one),
        cmocka_unit_test(sessions_of_another_shard_count_are_left_but_the_ledger_is_not),
        cmocka_unit_test(a_body_says_how_many_shards_it_is_of_and_only_to_its_bot),
        cmocka_unit_test(the_old_form_is_that_of_an_only_shard),
        cmocka_unit_test(the_old_form_is_nothing_to_one_of_two_shards),
        cmocka_unit_test(when_it_was_connected_last_outlives_sessions_shards_and_tokens),
        cmocka_unit_test(malformed_bodies_restore_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
