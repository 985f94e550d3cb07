/* The loop's side never waits, whatever the sink does; what waits is written before an ordered end. */
#include "log_writer.h"

#include "clock.h"
#include "log.h"
#include "sink_pace.h"

#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct {
    int gate[2]; /* the sink reads a byte before each line while `stalls` */
    bool stalls;
    bool began, signals_blocked;
    unsigned written, flushes;
    uint64_t lost;
    char last[LOG_LINE_MAX];
} seen;

static void begin(void *ctx)
{
    sigset_t mask;
    (void)ctx;
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    seen.signals_blocked = sigismember(&mask, SIGTERM) && sigismember(&mask, SIGCHLD);
    seen.began = true;
}

static void write_line(void *ctx, uint32_t tag, const char *line, size_t length)
{
    char byte;
    (void)ctx;
    (void)tag;
    if (seen.stalls && read(seen.gate[0], &byte, 1) != 1)
        abort();
    seen.written++;
    memcpy(seen.last, line, length);
    seen.last[length] = '\0';
}

static void lost(void *ctx, uint64_t lines)
{
    (void)ctx;
    seen.lost += lines;
}

static void flush(void *ctx)
{
    (void)ctx;
    seen.flushes++;
}

static const struct log_sink SINK = {begin, write_line, lost, flush};

static struct log_writer *started(bool stalls)
{
    struct log_writer *w = NULL;
    memset(&seen, 0, sizeof(seen));
    assert_int_equal(pipe(seen.gate), 0);
    seen.stalls = stalls;
    assert_false(err_is(log_writer_create(&SINK, NULL, &w)));
    return w;
}

static void let_go(unsigned lines)
{
    char bytes[4096] = "";
    while (lines) {
        unsigned some = lines < sizeof(bytes) ? lines : sizeof(bytes);
        assert_int_equal(write(seen.gate[1], bytes, some), some);
        lines -= some;
    }
}

static void an_ordered_end_writes_what_waits(void **state)
{
    (void)state;
    struct log_writer *w = started(false);
    for (int i = 0; i < 100; i++)
        log_writer_put(w, 1, "une ligne\n", 10);
    log_writer_put(w, 1, "la dernière\n", 13);
    assert_true(log_writer_end(&w, 10000));
    assert_null(w);
    assert_true(seen.began && seen.signals_blocked);
    assert_int_equal(seen.written, 101);
    assert_string_equal(seen.last, "la dernière\n");
    assert_in_range(seen.flushes, 1, 102);
    assert_int_equal(seen.lost, 0);
}

/* 5,000 lines of 1,000 bytes find a queue that holds some of them: the rest is dropped, counted and told. */
static void a_sink_that_stalls_costs_lines_and_no_time(void **state)
{
    (void)state;
    char line[1000];
    struct log_writer *w = started(true);
    memset(line, 'x', sizeof(line));
    for (int i = 0; i < 5000; i++)
        log_writer_put(w, 1, line, sizeof(line));
    uint64_t dropped = log_writer_dropped(w);
    assert_in_range(dropped, 4000, 4999);
    let_go(5000);
    assert_true(log_writer_end(&w, 10000));
    assert_int_equal(seen.written, 5000 - dropped);
    assert_int_equal(seen.lost, dropped); /* said even though no line followed */
}

static void a_sink_that_never_comes_back_is_left_alone(void **state)
{
    (void)state;
    struct log_writer *w = started(true);
    uint64_t before_ms = clock_monotonic_ms();
    log_writer_put(w, 1, "jamais écrite\n", 14);
    assert_false(log_writer_end(&w, 50));
    assert_null(w);
    assert_true(clock_monotonic_ms() - before_ms >= 50);
    let_go(1); /* for the leak checker: it ends by itself, later */
}

static void marks_do_not_pile_up_behind_a_sink_that_stalls(void **state)
{
    (void)state;
    struct log_writer *w = started(true);
    log_writer_put(w, 1, "un\n", 3);
    log_writer_put(w, 1, "deux\n", 5);
    for (int i = 0; i < 1000; i++)
        log_writer_wake(w);
    let_go(2);
    assert_true(log_writer_end(&w, 10000));
    assert_in_range(seen.flushes, 1, 2); /* behind the lines, and at the end */
}

/* What the sanitizer keeps for itself would be counted as well. */
#if defined(__SANITIZE_ADDRESS__)
#define PAGES_COUNT false
#else
#define PAGES_COUNT true
#endif

static size_t resident_bytes(void)
{
    char text[128] = "";
    unsigned long pages = 0;
    int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    assert_true(file >= 0);
    assert_true(read(file, text, sizeof(text) - 1) > 0);
    close(file);
    assert_int_equal(sscanf(text, "%*u %lu", &pages), 1);
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

static void put_thousands(struct log_writer *w, unsigned lines)
{
    char line[1000];
    memset(line, 'x', sizeof(line));
    for (unsigned i = 0; i < lines; i++)
        log_writer_put(w, 1, line, sizeof(line));
}

/* Its thread waits for its turn for longer than a busy machine should let it: no line is worth less for that. */
static void a_sink_that_is_late_is_waited_for(void **state)
{
    (void)state;
    struct log_writer *w = started(true);
    put_thousands(w, 60);
    assert_false(log_writer_crowded(w));
    put_thousands(w, 40);
    uint64_t began_ms = clock_monotonic_ms();
    assert_true(log_writer_crowded(w));
    usleep(200000);
    bool waited_for = log_writer_crowded(w);
    assert_true(waited_for || clock_monotonic_ms() - began_ms >= SINK_STALLED_MS); /* we may be late too */
    let_go(100);
    assert_true(log_writer_end(&w, 10000));
    assert_int_equal(seen.written, 100);
}

/* 400 KB at once: what all the workers' pipes hold that are read to their end. */
static void a_burst_finds_room_and_leaves_no_memory_behind(void **state)
{
    (void)state;
    struct log_writer *w = started(true);
    size_t before = resident_bytes();
    put_thousands(w, 400);
    assert_int_equal(log_writer_dropped(w), 0);
    assert_true(!PAGES_COUNT || resident_bytes() > before + 300 * 1024);
    let_go(400);
    for (alarm(20);
         PAGES_COUNT && resident_bytes() > before + 150 * 1024;) /* where it keeps it, this waits for ever */
        usleep(1000);
    alarm(0);
    assert_true(log_writer_end(&w, 10000));
    assert_int_equal(seen.written, 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ordered_end_writes_what_waits),
        cmocka_unit_test(a_sink_that_stalls_costs_lines_and_no_time),
        cmocka_unit_test(a_sink_that_is_late_is_waited_for),
        cmocka_unit_test(a_burst_finds_room_and_leaves_no_memory_behind),
        cmocka_unit_test(marks_do_not_pile_up_behind_a_sink_that_stalls),
        cmocka_unit_test(a_sink_that_never_comes_back_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
