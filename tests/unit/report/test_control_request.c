/* What a caller may ask, and what it may not. */
#include "control_request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct control_request read_line(const char *line)
{
    return control_request_read(line, strlen(line));
}

static void the_requests_are_read(void **state)
{
    (void)state;
    assert_int_equal(read_line("status").verb, CONTROL_STATUS);
    assert_int_equal(read_line("status --json").verb, CONTROL_STATUS_JSON);
    struct control_request restart = read_line("restart sheets-worker");
    assert_int_equal(restart.verb, CONTROL_RESTART);
    assert_int_equal(restart.worker, WORKER_SHEETS);
    assert_int_equal(read_line("restart gateway").worker, WORKER_GATEWAY);
    assert_int_equal(read_line("restart all").verb, CONTROL_RESTART_ALL);
    assert_int_equal(read_line("reload").verb, CONTROL_RELOAD);
    assert_int_equal(read_line("stop").verb, CONTROL_STOP);
}

static void a_worker_that_does_not_exist_is_told_apart(void **state)
{
    (void)state;
    assert_int_equal(read_line("restart nobody").verb, CONTROL_RESTART_NOBODY);
    assert_int_equal(read_line("restart ").verb, CONTROL_RESTART_NOBODY);
    assert_int_equal(read_line("restart supervisor").verb, CONTROL_RESTART_NOBODY);
}

static void garbage_is_unknown(void **state)
{
    (void)state;
    static char endless[4096];
    memset(endless, 'a', sizeof(endless));
    assert_int_equal(read_line("").verb, CONTROL_UNKNOWN);
    assert_int_equal(read_line("restart").verb, CONTROL_UNKNOWN);
    assert_int_equal(read_line("stop now").verb, CONTROL_UNKNOWN);
    assert_int_equal(read_line("reload ").verb, CONTROL_UNKNOWN);
    assert_int_equal(read_line("status --xml").verb, CONTROL_UNKNOWN);
    assert_int_equal(control_request_read("status\0", 7).verb, CONTROL_UNKNOWN);
    assert_int_equal(control_request_read(endless, sizeof(endless)).verb, CONTROL_UNKNOWN);
}

static void the_names_are_all_listed(void **state)
{
    (void)state;
    char names[CONTROL_NAMES_SIZE];
    control_worker_names(names, sizeof(names));
    for (int i = 0; i < WORKERS; i++)
        assert_non_null(strstr(names, worker_name((enum worker)i)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_requests_are_read),
        cmocka_unit_test(a_worker_that_does_not_exist_is_told_apart),
        cmocka_unit_test(garbage_is_unknown),
        cmocka_unit_test(the_names_are_all_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
