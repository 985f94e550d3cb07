/* Numbered dispatches: kept, replayed, forgotten. */
#include "simulated_session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct sim_sessions *new_sessions(void)
{
    return calloc(1, sizeof(struct sim_sessions));
}

static void free_sessions(struct sim_sessions *sessions)
{
    for (size_t i = 0; i < SESSIONS_MOST; i++)
        if (sessions->all[i].id[0])
            session_end(&sessions->all[i]);
    free(sessions);
}

static void dispatches_are_numbered_from_one_and_kept_whole(void **state)
{
    (void)state;
    struct sim_sessions *sessions = new_sessions();
    struct sim_session *session = session_create(sessions, 1, 2);
    assert_string_equal(session_push(session, "READY", "{}", 2),
                        "{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{}}");
    assert_string_equal(session_push(session, "X", "[1]", 3), "{\"t\":\"X\",\"s\":2,\"op\":0,\"d\":[1]}");
    assert_string_equal(session_payload(session, 1), "{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{}}");
    assert_null(session_payload(session, 3));
    free_sessions(sessions);
}

static void the_oldest_go_and_a_resume_from_before_them_is_refused(void **state)
{
    (void)state;
    struct sim_sessions *sessions = new_sessions();
    struct sim_session *session = session_create(sessions, 1, 2);
    for (int i = 0; i < SESSION_KEEPS + 10; i++)
        session_push(session, "X", "0", 1);
    assert_int_equal(session->seq, SESSION_KEEPS + 10);
    assert_null(session_payload(session, 10));
    assert_non_null(session_payload(session, 11));
    assert_false(session_can_replay(session, 9));
    assert_true(session_can_replay(session, 10));
    assert_true(session_can_replay(session, session->seq));
    assert_false(session_can_replay(session, session->seq + 1));
    free_sessions(sessions);
}

static void bytes_are_capped_too(void **state)
{
    (void)state;
    struct sim_sessions *sessions = new_sessions();
    struct sim_session *session = session_create(sessions, 1, 2);
    size_t length = SESSION_BYTES_MOST / 4;
    char *big = malloc(length);
    memset(big, '1', length);
    for (int i = 0; i < 10; i++)
        session_push(session, "X", big, length);
    assert_true(session->kept_bytes <= SESSION_BYTES_MOST);
    assert_int_equal(session->seq - session->oldest + 1, 3);
    free(big);
    free_sessions(sessions);
}

static void a_gap_is_one_in_the_numbers_only(void **state)
{
    (void)state;
    struct sim_sessions *sessions = calloc(1, sizeof(*sessions));
    struct sim_session *session = session_create(sessions, 1, 2);
    session_push(session, "READY", "{}", 2);
    session_skip(session, 5000);
    assert_string_equal(session_push(session, "X", "0", 1), "{\"t\":\"X\",\"s\":5002,\"op\":0,\"d\":0}");
    assert_false(session_can_replay(session, 1));
    assert_true(session_can_replay(session, 5001));
    assert_null(session_payload(session, 5001));
    assert_non_null(session_payload(session, 5002));
    free_sessions(sessions);
}

static void a_detached_session_lives_for_its_time_only(void **state)
{
    (void)state;
    struct sim_sessions *sessions = new_sessions();
    struct sim_session *session = session_create(sessions, 1, 2);
    char id[SESSION_ID_SIZE];
    snprintf(id, sizeof(id), "%s", session->id);
    session_detach(session, 1000);
    sessions_expire(sessions, 1999, 1000);
    assert_ptr_equal(session_find(sessions, id), session);
    sessions_expire(sessions, 2000, 1000);
    assert_null(session_find(sessions, id));
    assert_null(session_find(sessions, ""));
    free_sessions(sessions);
}

static void a_full_table_gives_up_the_session_that_is_detached_for_longest(void **state)
{
    (void)state;
    struct sim_sessions *sessions = new_sessions();
    struct sim_connection *somebody = (struct sim_connection *)(void *)sessions;
    for (uint64_t i = 0; i < SESSIONS_MOST; i++)
        session_create(sessions, i, i)->connection = somebody;
    assert_null(session_create(sessions, 99, 99));
    session_detach(&sessions->all[3], 50);
    session_detach(&sessions->all[5], 40);
    assert_ptr_equal(session_create(sessions, 99, 99), &sessions->all[5]);
    free_sessions(sessions);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dispatches_are_numbered_from_one_and_kept_whole),
        cmocka_unit_test(the_oldest_go_and_a_resume_from_before_them_is_refused),
        cmocka_unit_test(bytes_are_capped_too),
        cmocka_unit_test(a_gap_is_one_in_the_numbers_only),
        cmocka_unit_test(a_detached_session_lives_for_its_time_only),
        cmocka_unit_test(a_full_table_gives_up_the_session_that_is_detached_for_longest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
