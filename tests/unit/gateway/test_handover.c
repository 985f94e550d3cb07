/* What one life of the worker leaves to the next. */
#include "handover.h"

#include "bot.h"
#include "gateway.h"
#include "rest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* In place of the real ones: handover.c only brings their words together. */
static size_t left_out;  /* operations for which the bot finds no room */
static int64_t sequence; /* of the session */

void gateway_write_session(struct gateway *gateway, struct buffer *out)
{
    (void)gateway;
    buffer_format(out, "{\"shards\":[{\"session_id\":\"a\\\\b\",\"sequence\":%d}]}", (int)sequence);
}

void rest_write(const struct rest *rest, struct json_writer *w, int64_t wall_ms)
{
    (void)rest;
    (void)wall_ms;
    jw_object(w);
    jw_member_int(w, "banned_until", 12);
    jw_object_end(w);
}

size_t bot_write_pending(const struct bot *bot, struct json_writer *w, size_t most_bytes)
{
    (void)bot;
    assert_int_equal(most_bytes, HANDOVER_PENDING_MOST); /* whatever else there is to say */
    jw_member_int(w, "lives", 1);
    return left_out;
}

void bot_write_notes(const struct bot *bot, struct json_writer *w)
{
    (void)bot;
    jw_member_int(w, "notices", 5);
}

static struct handover handover;
static int some_gateway;
#define GATEWAY ((struct gateway *)&some_gateway)

static int setup(void **state)
{
    (void)state;
    left_out = 0;
    handover_init(&handover);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    handover_free(&handover);
    return 0;
}

/* As the successor reads it. */
static struct json_value *hand_over(struct gateway *gateway)
{
    struct buffer body;
    struct json_value *read = NULL;
    buffer_init(&body, HANDOVER_MOST);
    assert_int_equal(handover_write(&handover, &body, gateway, NULL, NULL, 0), left_out);
    assert_false(body.failed);
    assert_false(err_is(json_parse(body.data, body.length, &read)));
    buffer_free(&body);
    return read;
}

static int64_t handed_sequence(struct gateway *gateway)
{
    struct json_value *read = hand_over(gateway);
    int64_t handed = json_int(json_find(read, "session.shards.0.sequence"), -1);
    json_destroy(&read);
    return handed;
}

static void the_successor_reads_what_was_written(void **state)
{
    (void)state;
    sequence = 7;
    struct json_value *read = hand_over(GATEWAY);
    assert_int_equal(json_int(json_get(handover_rest(read), "banned_until"), 0), 12);
    assert_int_equal(json_int(json_get(read, "lives"), 0), 1);
    assert_int_equal(json_int(json_get(read, "notices"), 0), 5);
    struct handover next;
    handover_init(&next);
    handover_restore(&next, read);
    assert_string_equal(buffer_string(&next.session), buffer_string(&handover.session));
    assert_non_null(strstr(buffer_string(&next.session), "\"a\\\\b\""));
    handover_free(&next);
    json_destroy(&read);
}

static void the_session_goes_on_with_what_is_recorded_beside_it(void **state)
{
    (void)state;
    for (sequence = 7; sequence < 10; sequence++)
        assert_int_equal(handed_sequence(GATEWAY), sequence);
}

static void the_session_stays_behind_while_a_story_is_left_out(void **state)
{
    (void)state;
    sequence = 7;
    assert_int_equal(handed_sequence(GATEWAY), 7);
    left_out = 1;
    sequence = 8;
    assert_int_equal(handed_sequence(GATEWAY), 7);
    sequence = 9;
    assert_int_equal(handed_sequence(GATEWAY), 7);
    left_out = 0;
    assert_int_equal(handed_sequence(GATEWAY), 9);
}

static void a_predecessors_session_is_handed_on_until_there_is_a_gateway(void **state)
{
    (void)state;
    sequence = 7;
    struct json_value *kept = hand_over(GATEWAY);
    handover_restore(&handover, kept);
    sequence = 8;
    assert_int_equal(handed_sequence(NULL), 7);
    assert_int_equal(handed_sequence(GATEWAY), 8);
    json_destroy(&kept);
}

static void a_session_alone_as_earlier_versions_wrote_it_is_one(void **state)
{
    (void)state;
    static const char *const EARLIER[] = {"{\"shards\":[{\"sequence\":3}],\"connected_ms\":1}",
                                          "{\"bot\":\"00\",\"session_id\":\"x\",\"sequence\":3}"};
    for (size_t i = 0; i < 2; i++) {
        struct json_value *read = NULL;
        assert_false(err_is(json_parse(EARLIER[i], strlen(EARLIER[i]), &read)));
        handover_restore(&handover, read);
        assert_string_equal(buffer_string(&handover.session), EARLIER[i]);
        json_destroy(&read);
    }
}

static void nothing_left_behind_is_a_beginning(void **state)
{
    (void)state;
    struct json_value *read = hand_over(NULL);
    handover_restore(&handover, read);
    assert_int_equal(handover.session.length, 0);
    json_destroy(&read);
    handover_restore(&handover, NULL);
    assert_int_equal(handover.session.length, 0);
    assert_null(handover_rest(NULL));
    assert_false(err_is(json_parse("[7]", 3, &read)));
    handover_restore(&handover, read);
    assert_int_equal(handover.session.length, 0);
    json_destroy(&read);
}

#define HANDING(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        HANDING(the_successor_reads_what_was_written),
        HANDING(the_session_goes_on_with_what_is_recorded_beside_it),
        HANDING(the_session_stays_behind_while_a_story_is_left_out),
        HANDING(a_predecessors_session_is_handed_on_until_there_is_a_gateway),
        HANDING(a_session_alone_as_earlier_versions_wrote_it_is_one),
        HANDING(nothing_left_behind_is_a_beginning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
