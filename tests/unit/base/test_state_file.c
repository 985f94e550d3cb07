/* A text on disk, over a pretend clock, a pretend pool and a folder of the test's own. */
#include "state_file.h"

#include "disk_queue.h"
#include "file.h"
#include "loop.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct {
    void (*on_time)(void *ctx);
    void *ctx;
    uint64_t after_ms;
    bool active;
} timer;

struct loop_timer *loop_timer_create(struct loop *loop, void (*on_time)(void *ctx), void *ctx)
{
    (void)loop;
    timer.on_time = on_time;
    timer.ctx = ctx;
    timer.active = false;
    return (struct loop_timer *)&timer;
}

void loop_timer_start(struct loop_timer *t, uint64_t after_ms)
{
    (void)t;
    timer.active = true;
    timer.after_ms = after_ms;
}

bool loop_timer_active(const struct loop_timer *t)
{
    (void)t;
    return timer.active;
}

void loop_timer_destroy(struct loop_timer **t)
{
    *t = NULL;
}

/* The pool: a job waits here until the disk is done with it. */
static struct disk_job *job;
static int jobs;

void disk_queue_add(struct disk_queue *queue, struct disk_job *added)
{
    (void)queue;
    assert_null(job);
    job = added;
    job->busy = true;
    jobs++;
}

bool disk_job_busy(const struct disk_job *asked)
{
    return asked->busy;
}

static void disk_is_done(void)
{
    struct disk_job *done = job;
    assert_non_null(done);
    done->work(done->ctx);
    job = NULL;
    done->busy = false;
    done->done(done->ctx);
}

static void later(uint64_t ms)
{
    assert_true(timer.active);
    assert_int_equal(timer.after_ms, ms);
    timer.active = false;
    timer.on_time(timer.ctx);
}

static void a_second_later(void)
{
    later(1000);
}

static char folder[] = "/tmp/vigie-test-XXXXXX", path[64];
static struct state_file *file;

static struct state_file *open_in(const char *place)
{
    return state_file_create(NULL, NULL, place, "session.json", "la session");
}

static int setup(void **state)
{
    (void)state;
    job = NULL;
    jobs = 0;
    strcpy(folder + strlen(folder) - 6, "XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof(path), "%s/session.json", folder);
    file = open_in(folder);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    state_file_destroy(&file);
    unlink(path);
    return rmdir(folder);
}

static void assert_on_disk(const char *expected)
{
    struct buffer text;
    buffer_init(&text, 65536);
    (void)file_read(path, &text);
    assert_string_equal(buffer_string(&text), expected);
    buffer_free(&text);
}

static void put(const char *body)
{
    state_file_put(file, body, strlen(body));
}

static void the_first_change_goes_to_the_pool_at_once_and_is_for_the_owner_alone(void **state)
{
    (void)state;
    struct stat found;
    put("one");
    assert_on_disk("");
    disk_is_done();
    assert_on_disk("one");
    assert_int_equal(stat(path, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0600);
}

static void more_changes_are_written_once_a_second_the_newest_only(void **state)
{
    (void)state;
    put("one");
    disk_is_done();
    put("two");
    put("three");
    assert_null(job);
    a_second_later();
    disk_is_done();
    assert_on_disk("three");
    put("four");
    assert_null(job);
    a_second_later();
    disk_is_done();
    assert_on_disk("four");
    a_second_later();
    assert_null(job);
    assert_int_equal(jobs, 3);
}

static void a_disk_that_takes_seconds_has_one_write_under_way_and_then_the_newest(void **state)
{
    (void)state;
    put("one");
    put("two");
    a_second_later(); /* and the first is not done */
    put("three");
    assert_int_equal(jobs, 1);
    disk_is_done();
    assert_on_disk("one");
    assert_int_equal(jobs, 2);
    disk_is_done();
    assert_on_disk("three");
    assert_null(job);
}

static void what_is_put_while_a_write_is_under_way_does_not_change_that_write(void **state)
{
    (void)state;
    put("one");
    put("a text that is much longer than the first one was, so that its buffer has to grow");
    disk_is_done();
    assert_on_disk("one");
}

static void in_a_hurry_nothing_waits_for_the_second_to_end(void **state)
{
    (void)state;
    put("one");
    put("two");
    state_file_hurry(file);
    assert_int_equal(jobs, 1); /* one under way is the most */
    disk_is_done();
    disk_is_done();
    assert_on_disk("two");
    put("three");
    assert_null(job);
    state_file_hurry(file);
    disk_is_done();
    assert_on_disk("three");
    state_file_hurry(file); /* nothing is unwritten */
    assert_null(job);
}

static void what_was_there_before_is_read_once_and_stays_as_it_was(void **state)
{
    (void)state;
    assert_string_equal(buffer_string(state_file_earlier(file)), "");
    put("one");
    disk_is_done();
    state_file_destroy(&file);
    file = open_in(folder);
    put("two");
    disk_is_done();
    assert_string_equal(buffer_string(state_file_earlier(file)), "one");
}

static unsigned changes;

static void count_change(void *ctx)
{
    (void)ctx;
    changes++;
}

static void what_cannot_be_written_is_known_and_tried_again_until_it_can(void **state)
{
    (void)state;
    changes = 0;
    state_file_watch(file, count_change, NULL);
    assert_int_equal(mkdir(path, 0700), 0); /* a folder in its place, which nothing replaces */
    put("one");
    assert_int_equal(state_file_failing_since_ms(file), 0);
    disk_is_done();
    int64_t since_ms = state_file_failing_since_ms(file);
    assert_true(since_ms > 0);
    assert_null(job);
    later(2000); /* by itself, though nothing comes any more */
    disk_is_done();
    assert_int_equal(state_file_failing_since_ms(file), since_ms);
    put("two");
    assert_null(job);
    assert_int_equal(rmdir(path), 0);
    later(2000);
    disk_is_done();
    assert_int_equal(state_file_failing_since_ms(file), 0);
    assert_on_disk("two");
    assert_int_equal(changes, 2);
}

static void what_is_too_long_replaces_nothing_and_is_not_read(void **state)
{
    (void)state;
    char *body = calloc(1, STATE_FILE_MOST + 2);
    memset(body, 'x', STATE_FILE_MOST + 1);
    put("one");
    disk_is_done();
    put(body);
    a_second_later();
    assert_null(job);
    assert_on_disk("one");
    state_file_destroy(&file);
    assert_false(err_is(file_replace(path, body, STATE_FILE_MOST + 1)));
    file = open_in(folder);
    assert_int_equal(state_file_earlier(file)->length, 0);
    free(body);
}

static void a_folder_that_is_not_there_is_no_end(void **state)
{
    (void)state;
    state_file_destroy(&file);
    file = open_in("/nonexistent/folder");
    put("one");
    disk_is_done();
    put("two");
    later(2000);
    disk_is_done();
    assert_on_disk("");
}

#define FILE_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        FILE_TEST(what_cannot_be_written_is_known_and_tried_again_until_it_can),
        FILE_TEST(the_first_change_goes_to_the_pool_at_once_and_is_for_the_owner_alone),
        FILE_TEST(more_changes_are_written_once_a_second_the_newest_only),
        FILE_TEST(a_disk_that_takes_seconds_has_one_write_under_way_and_then_the_newest),
        FILE_TEST(what_is_put_while_a_write_is_under_way_does_not_change_that_write),
        FILE_TEST(in_a_hurry_nothing_waits_for_the_second_to_end),
        FILE_TEST(what_was_there_before_is_read_once_and_stays_as_it_was),
        FILE_TEST(what_is_too_long_replaces_nothing_and_is_not_read),
        FILE_TEST(a_folder_that_is_not_there_is_no_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
