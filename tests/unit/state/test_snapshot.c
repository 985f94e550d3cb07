/* The claims of snapshot.h. */
#include "snapshot.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char BODY[] =
    "{\"started_monotonic_ms\":1000,\"started_wall_ms\":1704110400000,\"now_monotonic_ms\":61000,\"demo\":"
    "true,"
    "\"config_error\":null,\"stopping\":false,\"version\":\"0.1.0\",\"commit\":\"abc\",\"memory_limit_"
    "bytes\":536870912,"
    "\"workers\":[{\"name\":\"gateway-worker\",\"pid\":42,\"state\":\"up\",\"generation\":3,\"restarts\":2,"
    "\"up_since_monotonic_ms\":2000,\"last_heartbeat_monotonic_ms\":60500,\"last_exit\":\"signal 9 "
    "(Killed)\","
    "\"next_start_in_ms\":0,\"crash_loop\":true,\"memory_bytes\":5000000},"
    "{\"name\":\"sheets-worker\",\"state\":\"waiting\",\"next_start_in_ms\":700,\"last_exit\":null,\"memory_"
    "bytes\":9},"
    "{\"name\":\"nobody\",\"state\":\"up\"},{\"state\":\"up\"},7]}";

static struct snapshot read_body(const char *body)
{
    struct snapshot s;
    snapshot_init(&s);
    assert_false(err_is(snapshot_read(&s, body, strlen(body))));
    return s;
}

static void metrics_of(struct snapshot *s, enum worker worker, const char *lines, uint64_t now_ms)
{
    snapshot_metrics(s, worker, lines, strlen(lines), now_ms);
}

static void a_snapshot_is_read_whole(void **state)
{
    (void)state;
    struct snapshot s = read_body(BODY);
    assert_true(s.supervisor.known && s.supervisor.demo && !s.supervisor.stopping);
    assert_int_equal(s.supervisor.started_ms, 1000);
    assert_int_equal(s.supervisor.taken_ms, 61000);
    assert_true(s.supervisor.started_wall_ms == INT64_C(1704110400000));
    assert_int_equal(s.supervisor.memory_limit_bytes, 536870912);
    assert_string_equal(s.supervisor.config_error, "");
    const struct worker_view *gateway = &s.supervisor.workers[WORKER_GATEWAY];
    assert_true(gateway->listed && gateway->crash_loop);
    assert_int_equal(gateway->state, WORKER_UP);
    assert_int_equal(gateway->pid, 42);
    assert_int_equal(gateway->restarts, 2);
    assert_string_equal(gateway->last_exit, "signal 9 (Killed)");
    assert_int_equal(s.supervisor.workers[WORKER_SHEETS].state, WORKER_WAITING);
    assert_false(s.supervisor.workers[WORKER_HEALTH].listed);
}

static void a_malformed_snapshot_leaves_the_last_one(void **state)
{
    (void)state;
    struct snapshot s = read_body(BODY);
    assert_true(err_is(snapshot_read(&s, "{\"started", 9)));
    assert_true(err_is(snapshot_read(&s, "[]", 2)));
    assert_int_equal(s.supervisor.started_ms, 1000);
}

static void members_of_the_wrong_type_read_as_nothing(void **state)
{
    (void)state;
    struct snapshot s =
        read_body("{\"started_monotonic_ms\":\"x\",\"now_monotonic_ms\":-5,\"workers\":{\"a\":1},"
                  "\"config_error\":[1]}");
    assert_int_equal(s.supervisor.started_ms, 0);
    assert_int_equal(s.supervisor.taken_ms, 0);
    assert_string_equal(s.supervisor.config_error, "");
}

static void values_are_summed_over_their_owners(void **state)
{
    (void)state;
    struct snapshot s = read_body(BODY);
    metrics_of(&s, WORKER_GATEWAY, "ERRORS 3\nGATEWAY_READIES 1\n", 5);
    metrics_of(&s, WORKER_SHEETS, "ERRORS 4\n", 5);
    metrics_of(&s, WORKER_SUPERVISOR, "ERRORS 2\n", 5);
    assert_int_equal((int)snapshot_value(&s, METRIC_ERRORS), 9);
    assert_int_equal((int)snapshot_value(&s, METRIC_GATEWAY_READIES), 1);
    assert_int_equal(snapshot_count(&s, METRIC_ERRORS), 9);
    metrics_of(&s, WORKER_GATEWAY, "GATEWAY_STATE -1\n", 5);
    assert_int_equal(snapshot_count(&s, METRIC_GATEWAY_STATE), 0);
    assert_false(snapshot_heard(&s, WORKER_HEALTH));
}

static void memory_is_what_each_measured_else_what_the_supervisor_sees(void **state)
{
    (void)state;
    struct snapshot s = read_body(BODY);
    assert_int_equal(snapshot_memory_bytes(&s), 5000000); /* a waiting worker has none */
    metrics_of(&s, WORKER_GATEWAY, "MEMORY_PSS 3000000\n", 5);
    metrics_of(&s, WORKER_SUPERVISOR, "MEMORY_PSS 1000000\n", 5);
    metrics_of(&s, WORKER_SHEETS, "MEMORY_PSS 7000000\n", 5);
    assert_int_equal(snapshot_memory_bytes(&s), 4000000);
}

/* What the supervisor sees counts every page of each library in each program: 22 MB where 14 were used. */
static void before_every_program_has_measured_itself_the_memory_is_not_known(void **state)
{
    (void)state;
    struct snapshot s = read_body("{\"started_monotonic_ms\":1000,\"now_monotonic_ms\":2000,\"workers\":["
                                  "{\"name\":\"gateway-worker\",\"state\":\"up\",\"memory_bytes\":9000000},"
                                  "{\"name\":\"simulator\",\"state\":\"up\",\"memory_bytes\":500000},"
                                  "{\"name\":\"sheets-worker\",\"state\":\"waiting\"}]}");
    metrics_of(&s, WORKER_SUPERVISOR, "MEMORY_PSS 1000000\n", 5);
    assert_false(snapshot_memory_is_known(&s));
    assert_int_equal(snapshot_worker_memory_bytes(&s, WORKER_GATEWAY), 0);
    metrics_of(&s, WORKER_GATEWAY, "MEMORY_PSS 3000000\n", 5);
    assert_true(snapshot_memory_is_known(&s));
    assert_int_equal(snapshot_memory_bytes(&s), 4500000); /* the simulator never measures itself */
    struct snapshot late = read_body(BODY); /* one that had its time and did not: better than nothing */
    assert_true(snapshot_memory_is_known(&late));
}

static void connected_needs_a_worker_that_is_up_and_says_so_freshly(void **state)
{
    (void)state;
    struct snapshot s = read_body(BODY);
    assert_false(snapshot_connected(&s, 61000));
    metrics_of(&s, WORKER_GATEWAY, "GATEWAY_CONNECTED 1\n", 61000);
    assert_true(snapshot_connected(&s, 61000));
    assert_true(snapshot_connected(&s, 61000 + 15000));
    assert_false(snapshot_connected(&s, 61000 + 15001));
    s.supervisor.workers[WORKER_GATEWAY].state = WORKER_HUNG;
    assert_false(snapshot_connected(&s, 61000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_snapshot_is_read_whole),
        cmocka_unit_test(a_malformed_snapshot_leaves_the_last_one),
        cmocka_unit_test(members_of_the_wrong_type_read_as_nothing),
        cmocka_unit_test(values_are_summed_over_their_owners),
        cmocka_unit_test(memory_is_what_each_measured_else_what_the_supervisor_sees),
        cmocka_unit_test(before_every_program_has_measured_itself_the_memory_is_not_known),
        cmocka_unit_test(connected_needs_a_worker_that_is_up_and_says_so_freshly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
