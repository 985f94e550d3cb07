/* shard_frames.c: what a frame does to a shard's runner. */
#include "shard_parts.h"

#include <stdio.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Nothing that it borrows is there: whoever does anything at all is seen. */
static void an_opcode_that_is_not_known_is_ignored_in_every_state(void **state)
{
    (void)state;
    static const int NOT_RECEIVED[] = {2, 3, 4, 5, 6, 8, 12, 31, 255};
    struct shard_runner before, after;
    char text[64];
    for (int at = 0; at < SHARD_STATES; at++)
        for (size_t i = 0; i < sizeof(NOT_RECEIVED) / sizeof(NOT_RECEIVED[0]); i++) {
            memset(&before, 0, sizeof(before));
            before.shard.state = (enum shard_state)at;
            memcpy(&after, &before, sizeof(after));
            int length = snprintf(text, sizeof(text), "{\"t\":null,\"s\":7,\"op\":%d,\"d\":{\"a\":[]}}",
                                  NOT_RECEIVED[i]);
            shard_frame(&after, text, (size_t)length);
            assert_memory_equal(&after, &before, sizeof(after));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_opcode_that_is_not_known_is_ignored_in_every_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
