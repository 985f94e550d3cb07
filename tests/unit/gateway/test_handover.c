/* What one life of the worker leaves to the next. */
#include "handover.h"

#include "bot.h"
#include "rest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* In place of the real ones: handover.c only brings their words together. */
static size_t room;

void rest_write(const struct rest *rest, struct json_writer *w, int64_t wall_ms)
{
    (void)rest;
    (void)wall_ms;
    jw_object(w);
    jw_member_int(w, "banned_until", 12);
    jw_object_end(w);
}

void bot_write_pending(const struct bot *bot, struct json_writer *w, size_t most_bytes)
{
    (void)bot;
    room = most_bytes;
    jw_member_int(w, "lives", 1);
}

static struct json_value *hand_over(const char *session, size_t *ret_length)
{
    struct buffer body;
    struct json_value *read = NULL;
    buffer_init(&body, HANDOVER_MOST);
    handover_write(&body, session, NULL, NULL, 0);
    assert_false(body.failed);
    assert_false(err_is(json_parse(body.data, body.length, &read)));
    *ret_length = body.length;
    buffer_free(&body);
    return read;
}

static void the_successor_reads_what_was_written(void **state)
{
    (void)state;
    static const char SESSION[] = "{\"id\":\"a\\\\b\",\"seq\":7}";
    size_t length;
    struct json_value *read = hand_over(SESSION, &length);
    assert_string_equal(handover_session(read), SESSION);
    assert_int_equal(json_int(json_get(handover_rest(read), "banned_until"), 0), 12);
    assert_int_equal(json_int(json_get(read, "lives"), 0), 1);
    json_destroy(&read);
}

static void the_bot_gets_the_room_that_is_left(void **state)
{
    (void)state;
    char session[4001];
    size_t length;
    memset(session, 's', sizeof(session) - 1);
    session[sizeof(session) - 1] = '\0';
    struct json_value *read = hand_over("", &length);
    size_t before = room;
    json_destroy(&read);
    assert_true(length + before <= HANDOVER_MOST);
    read = hand_over(session, &length);
    assert_int_equal(before - room, 4000);
    assert_true(length + room <= HANDOVER_MOST);
    json_destroy(&read);
}

static void nothing_left_behind_is_a_beginning(void **state)
{
    (void)state;
    struct json_value *read = NULL;
    assert_string_equal(handover_session(NULL), "");
    assert_null(handover_rest(NULL));
    assert_false(err_is(json_parse("{\"session\":7}", 13, &read)));
    assert_string_equal(handover_session(read), "");
    assert_null(handover_rest(read));
    json_destroy(&read);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_successor_reads_what_was_written),
        cmocka_unit_test(the_bot_gets_the_room_that_is_left),
        cmocka_unit_test(nothing_left_behind_is_a_beginning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
