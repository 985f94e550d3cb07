/* frame.h: what is refused, and who may say what to whom. */
#include "frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static unsigned char record[FRAME_MOST];

static size_t written(enum message type, enum worker from, enum worker to, const char *body)
{
    struct frame frame = {
        .type = type, .from = from, .to = to, .generation = 7, .seq = 9, .ref = 3, .length = strlen(body)};
    frame_write_header(&frame, record);
    memcpy(record + FRAME_HEADER_SIZE, body, strlen(body));
    return FRAME_HEADER_SIZE + strlen(body);
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    struct frame frame;
    size_t length = written(MESSAGE_ROW_GET, WORKER_GATEWAY, WORKER_SHEETS, "{}");
    assert_int_equal(frame_read(record, length, &frame), FRAME_GOOD);
    assert_int_equal(frame.type, MESSAGE_ROW_GET);
    assert_int_equal(frame.from, WORKER_GATEWAY);
    assert_int_equal(frame.to, WORKER_SHEETS);
    assert_int_equal(frame.generation, 7);
    assert_int_equal(frame.seq, 9);
    assert_int_equal(frame.ref, 3);
    assert_int_equal(frame.length, 2);
    assert_memory_equal(frame.body, "{}", 2);
}

static void every_malformed_header_is_named(void **state)
{
    (void)state;
    struct frame frame;
    size_t length = written(MESSAGE_ROW_GET, WORKER_GATEWAY, WORKER_SHEETS, "{}");
    assert_int_equal(frame_read(record, FRAME_HEADER_SIZE - 1, &frame), FRAME_TOO_SHORT);
    assert_int_equal(frame_read(record, 0, &frame), FRAME_TOO_SHORT);
    assert_int_equal(frame_read(record, length - 1, &frame), FRAME_BAD_LENGTH);
    record[0] ^= 1;
    assert_int_equal(frame_read(record, length, &frame), FRAME_BAD_MAGIC);
    record[0] ^= 1;
    record[4] = MESSAGES;
    assert_int_equal(frame_read(record, length, &frame), FRAME_BAD_TYPE);
    record[4] = MESSAGE_ROW_GET;
    record[5] = WORKER_SUPERVISOR + 1;
    assert_int_equal(frame_read(record, length, &frame), FRAME_BAD_ADDRESS);
    record[5] = record[6];
    assert_int_equal(frame_read(record, length, &frame), FRAME_BAD_ADDRESS);
}

static void nobody_may_say_what_is_not_theirs(void **state)
{
    (void)state;
    struct frame frame;
    static const struct {
        enum message type;
        enum worker from, to;
        enum frame_fault fault;
    } CASES[] = {
        {MESSAGE_ROW_PUT, WORKER_HEALTH, WORKER_SHEETS, FRAME_NOT_PERMITTED},
        {MESSAGE_STOP, WORKER_GATEWAY, WORKER_SHEETS, FRAME_NOT_PERMITTED},
        {MESSAGE_SNAPSHOT, WORKER_SHEETS, WORKER_HEALTH, FRAME_NOT_PERMITTED},
        {MESSAGE_HELLO, WORKER_HEALTH, WORKER_SUPERVISOR, FRAME_GOOD},
        {MESSAGE_METRICS, WORKER_GATEWAY, WORKER_HEALTH, FRAME_GOOD},
    };
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++)
        assert_int_equal(frame_read(record, written(CASES[i].type, CASES[i].from, CASES[i].to, ""), &frame),
                         CASES[i].fault);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(every_malformed_header_is_named),
        cmocka_unit_test(nobody_may_say_what_is_not_theirs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
