/* ip_block.h: two that are told of bans, one number, one line a ban. */
#include "ip_block.h"

#include "log.h"

#include <stdio.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define NOON INT64_C(1700000000000)

static struct metrics metrics;
static struct ip_block block;
static int lines;

static void count_line(void *ctx, enum log_level level, const char *line, size_t length)
{
    (void)ctx;
    (void)level;
    (void)line;
    (void)length;
    lines++;
}

static int setup(void **state)
{
    (void)state;
    lines = 0;
    metrics_init(&metrics, WORKER_GATEWAY);
    block = (struct ip_block){.metrics = &metrics};
    log_open(
        &(struct log_options){.program = "test", .level = LOG_DEBUG, .format = LOG_TEXT, .sink = count_line});
    return 0;
}

static double until(void)
{
    return metrics_get(&metrics, METRIC_IP_BLOCK_UNTIL);
}

static void a_ban_is_a_number_until_it_is_over(void **state)
{
    (void)state;
    ip_block_told(&block, IP_BLOCK_GATEWAY, NOON + 60000);
    assert_true(until() >= 1700000060 && until() < 1700000065);
    assert_int_equal(lines, 1);
    ip_block_told(&block, IP_BLOCK_GATEWAY, 0);
    assert_true(until() == 0);
    assert_int_equal(lines, 2);
}

static void the_longer_of_two_bans_is_told_and_one_end_leaves_the_other(void **state)
{
    (void)state;
    ip_block_told(&block, IP_BLOCK_REST, NOON + 3600000);
    ip_block_told(&block, IP_BLOCK_GATEWAY, NOON + 60000);
    assert_true(until() >= 1700003600);
    ip_block_told(&block, IP_BLOCK_REST, 0);
    assert_true(until() >= 1700000060 && until() < 1700000065);
}

static void a_ban_that_is_told_at_every_attempt_is_one_line(void **state)
{
    (void)state;
    for (int64_t i = 0; i < 10; i++)
        ip_block_told(&block, IP_BLOCK_GATEWAY, NOON + i * 28000);
    assert_int_equal(lines, 1);
}

static void a_ban_that_grows_is_said_again(void **state)
{
    (void)state;
    ip_block_told(&block, IP_BLOCK_REST, NOON + 60000);
    ip_block_told(&block, IP_BLOCK_REST, NOON + 82721000);
    assert_int_equal(lines, 2);
}

static void nothing_told_is_nothing_said(void **state)
{
    (void)state;
    ip_block_told(&block, IP_BLOCK_GATEWAY, 0);
    assert_int_equal(lines, 0);
    assert_true(until() == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_ban_is_a_number_until_it_is_over, setup),
        cmocka_unit_test_setup(the_longer_of_two_bans_is_told_and_one_end_leaves_the_other, setup),
        cmocka_unit_test_setup(a_ban_that_is_told_at_every_attempt_is_one_line, setup),
        cmocka_unit_test_setup(a_ban_that_grows_is_said_again, setup),
        cmocka_unit_test_setup(nothing_told_is_nothing_said, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
