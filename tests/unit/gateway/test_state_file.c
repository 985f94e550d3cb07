/* A text on disk, over a pretend clock and a folder of the test's own. */
#include "state_file.h"

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

static void a_second_later(void)
{
    assert_true(timer.active);
    assert_int_equal(timer.after_ms, 1000);
    timer.active = false;
    timer.on_time(timer.ctx);
}

static char folder[] = "/tmp/vigie-test-XXXXXX", path[64];
static struct state_file *file;

static int setup(void **state)
{
    (void)state;
    strcpy(folder + strlen(folder) - 6, "XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof(path), "%s/session.json", folder);
    file = state_file_create(NULL, folder, "session.json", "la session");
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
    state_file_read(file, &text);
    assert_string_equal(buffer_string(&text), expected);
    buffer_free(&text);
}

static void put(const char *body)
{
    state_file_put(file, body, strlen(body));
}

static void the_first_change_is_on_disk_at_once_and_for_the_owner_alone(void **state)
{
    (void)state;
    struct stat found;
    assert_on_disk("");
    put("one");
    assert_on_disk("one");
    assert_int_equal(stat(path, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0600);
}

static void more_changes_are_written_once_a_second_the_newest_only(void **state)
{
    (void)state;
    put("one");
    put("two");
    put("three");
    assert_on_disk("one");
    a_second_later();
    assert_on_disk("three");
    put("four");
    assert_on_disk("three");
    a_second_later();
    assert_on_disk("four");
    a_second_later();
    assert_false(timer.active);
}

static void the_end_writes_what_was_not_written(void **state)
{
    (void)state;
    put("one");
    put("two");
    state_file_destroy(&file);
    file = state_file_create(NULL, folder, "session.json", "la session");
    assert_on_disk("two");
}

static void what_is_too_long_replaces_nothing(void **state)
{
    (void)state;
    char *body = calloc(1, 20001);
    memset(body, 'x', 20000);
    put("one");
    put(body);
    a_second_later();
    assert_on_disk("one");
    free(body);
}

static void a_folder_that_is_not_there_is_no_end(void **state)
{
    (void)state;
    state_file_destroy(&file);
    file = state_file_create(NULL, "/nonexistent/folder", "session.json", "la session");
    put("one");
    put("two");
    a_second_later();
    assert_on_disk("");
}

#define FILE_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        FILE_TEST(the_first_change_is_on_disk_at_once_and_for_the_owner_alone),
        FILE_TEST(more_changes_are_written_once_a_second_the_newest_only),
        FILE_TEST(the_end_writes_what_was_not_written),
        FILE_TEST(what_is_too_long_replaces_nothing),
        FILE_TEST(a_folder_that_is_not_there_is_no_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
