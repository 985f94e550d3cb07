/* gateway_report.h: the phrases that operators search for, and the numbers that tell the same story. */
#include "gateway_report.h"

#include "log.h"

#include <stdio.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct world {
    struct metrics metrics;
    struct shard_numbers numbers;
    struct gateway_report report;
    char lines[8192];
};

static void keep_line(void *ctx, enum log_level level, const char *line, size_t length)
{
    (void)level;
    struct world *w = ctx;
    size_t used = strlen(w->lines);
    snprintf(w->lines + used, sizeof(w->lines) - used, "%.*s", (int)length, line);
}

static void start(struct world *w, bool resumes)
{
    *w = (struct world){0};
    metrics_init(&w->metrics, WORKER_GATEWAY);
    shard_numbers_init(&w->numbers, &w->metrics, &(struct shard_plan){.count = 1, .mine = 1});
    w->report = (struct gateway_report){.metrics = &w->metrics, .numbers = &w->numbers, .latency_warn_s = 10};
    log_open(&(struct log_options){
        .program = "test", .level = LOG_DEBUG, .format = LOG_TEXT, .sink = keep_line, .sink_ctx = w});
    report_start(&w->report, resumes);
}

static void assert_logged(const struct world *w, const char *phrase)
{
    if (!strstr(w->lines, phrase))
        fail_msg("not logged: %s\nbut: %s", phrase, w->lines);
}

static double number(const struct world *w, enum metric metric)
{
    return metrics_get(&w->metrics, metric);
}

static double shard_value(const struct world *w, enum shard_metric metric)
{
    return w->metrics.shards.shards[0].values[metric];
}

static void ready_says_who_we_are_and_is_connected(void **state)
{
    (void)state;
    struct world w;
    start(&w, false);
    assert_true(number(&w, METRIC_GATEWAY_STATE) == 0);
    assert_true(number(&w, METRIC_GATEWAY_LOST_SINCE) > 0);
    report_ready(&w.report, "Vigie", "zstd-stream", 1700000000000);
    assert_logged(&w, "🤖 Connecté en tant que Vigie event=gateway.ready shard=0 compression=zstd-stream");
    assert_true(number(&w, METRIC_GATEWAY_STATE) == 1);
    assert_true(number(&w, METRIC_GATEWAY_CONNECTED) == 1);
    assert_true(number(&w, METRIC_GATEWAY_LOST_SINCE) == 0);
    assert_true(shard_value(&w, SHARD_METRIC_SESSION_SINCE) == 1700000000);
}

static void a_loss_says_its_code_and_what_comes_next(void **state)
{
    (void)state;
    struct world w;
    start(&w, false);
    report_ready(&w.report, "Vigie", "zstd-stream", 1700000000000);
    const struct gateway_end end = {.code = 4009, .e = err_make(ERR_CLOSED, "x", 0), .wait_ms = 1500};
    report_end(&w.report, SHARD_READY, &end);
    assert_logged(&w, "🔌 Déconnecté de Discord event=gateway.disconnected code=4009");
    assert_logged(&w, "next=\"nouvelle session (IDENTIFY)\" in_seconds=1.500");
    assert_true(number(&w, METRIC_GATEWAY_STATE) == 2);
    assert_true(number(&w, METRIC_GATEWAY_CONNECTED) == 0);
    assert_true(number(&w, METRIC_GATEWAY_LOST_SINCE) > 0);
    assert_true(number(&w, METRIC_GATEWAY_CLOSE_CODE) == 4009);
    assert_true(number(&w, METRIC_GATEWAY_DISCONNECTS) == 1);
}

static void the_time_of_the_loss_stays_through_failed_dials(void **state)
{
    (void)state;
    struct world w;
    start(&w, false);
    w.numbers.shards[0].lost_since_s = 12345;
    const struct gateway_end end = {.e = err_make(ERR_LOOP, "tcp.connect", -111)};
    report_end(&w.report, SHARD_CONNECTING, &end);
    assert_true(number(&w, METRIC_GATEWAY_LOST_SINCE) == 12345);
    assert_true(number(&w, METRIC_GATEWAY_STATE) == 0);
    assert_true(number(&w, METRIC_GATEWAY_DISCONNECTS) == 0);
}

static void a_resumption_says_how_much_was_replayed(void **state)
{
    (void)state;
    struct world w;
    start(&w, true);
    assert_true(number(&w, METRIC_GATEWAY_STATE) == 2);
    report_resumed(&w.report, 7, 1700000000000);
    assert_logged(&w, "🔄 Reconnexion réussie event=gateway.resumed replayed=7");
    assert_true(number(&w, METRIC_GATEWAY_RESUMES) == 1);
    assert_true(shard_value(&w, SHARD_METRIC_RESUMES) == 1);
    assert_true(number(&w, METRIC_GATEWAY_STATE) == 1);
}

static void a_session_that_is_gone_has_no_age(void **state)
{
    (void)state;
    struct world w;
    start(&w, false);
    report_ready(&w.report, "Vigie", "zstd-stream", 1700000000000);
    report_end(&w.report, SHARD_READY, &(struct gateway_end){.resumes = true});
    assert_true(shard_value(&w, SHARD_METRIC_SESSION_SINCE) == 1700000000);
    report_end(&w.report, SHARD_RESUMING, &(struct gateway_end){.code = 4009});
    assert_true(shard_value(&w, SHARD_METRIC_SESSION_SINCE) == 0);
    report_identify(&w.report, 900);
    assert_true(shard_value(&w, SHARD_METRIC_IDENTIFIES) == 1);
}

static void only_a_round_trip_over_the_limit_is_said(void **state)
{
    (void)state;
    struct world w;
    start(&w, false);
    report_round_trip(&w.report, 9.9, 1700000000000);
    assert_null(strstr(w.lines, "Latence"));
    report_round_trip(&w.report, 10.1, 1700000000000);
    assert_logged(&w, "⚠️ Latence élevée event=gateway.latency seconds=10.100");
    assert_true(number(&w, METRIC_GATEWAY_LATENCY) == 10.1);
    assert_true(number(&w, METRIC_GATEWAY_LAST_ACK) == 1700000000);
}

static void a_fatal_end_says_the_repair_and_counts_as_an_error(void **state)
{
    (void)state;
    struct world w;
    start(&w, false);
    const struct gateway_end end = {.code = 4004};
    report_fatal(&w.report, SHARD_IDENTIFYING, &end, "changez le jeton", "change the token");
    assert_logged(&w, "🔌 Déconnecté de Discord");
    assert_logged(&w, "❌ Erreur critique : changez le jeton");
    assert_string_equal(w.metrics.troubles[TROUBLE_MAIN].english, "change the token");
    assert_int_equal(log_errors(), 1);
    assert_true(number(&w, METRIC_GATEWAY_STATE) == 3);
}

static void what_was_fatal_before_the_start_is_no_loss(void **state)
{
    (void)state;
    struct world w;
    start(&w, false);
    report_fatal(&w.report, SHARD_IDLE, &(struct gateway_end){.code = 4004}, "changez le jeton",
                 "change the token");
    assert_null(strstr(w.lines, "Déconnecté"));
    assert_logged(&w, "❌ Erreur critique : changez le jeton");
    assert_true(number(&w, METRIC_GATEWAY_STATE) == 3);
    assert_true(number(&w, METRIC_GATEWAY_DISCONNECTS) == 0);
}

static void a_refused_certificate_is_critical_once(void **state)
{
    (void)state;
    struct world w;
    start(&w, false);
    const struct gateway_end end = {.e = err_make(ERR_TLS, "tls.certificate_expired", -9984)};
    report_end(&w.report, SHARD_SHAKING, &end);
    report_end(&w.report, SHARD_SHAKING, &end);
    assert_logged(&w, "❌ Erreur critique");
    assert_logged(&w, "tls.certificate_expired");
    assert_int_equal(log_errors(), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ready_says_who_we_are_and_is_connected),
        cmocka_unit_test(a_loss_says_its_code_and_what_comes_next),
        cmocka_unit_test(the_time_of_the_loss_stays_through_failed_dials),
        cmocka_unit_test(a_resumption_says_how_much_was_replayed),
        cmocka_unit_test(a_session_that_is_gone_has_no_age),
        cmocka_unit_test(only_a_round_trip_over_the_limit_is_said),
        cmocka_unit_test(a_fatal_end_says_the_repair_and_counts_as_an_error),
        cmocka_unit_test(what_was_fatal_before_the_start_is_no_loss),
        cmocka_unit_test(a_refused_certificate_is_critical_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
