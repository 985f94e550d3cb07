/* Whole small files. */
#include "file.h"

#include <errno.h>
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

static char path[] = "/tmp/vigie-file-XXXXXX";
static char fifo[64], fifo_new[80]; /* beside it */
static char content[10000];

static int make_file(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    snprintf(fifo, sizeof(fifo), "%s-fifo", path);
    snprintf(fifo_new, sizeof(fifo_new), "%s.new", fifo);
    for (size_t i = 0; i < sizeof(content); i++)
        content[i] = (char)('a' + i % 26);
    ssize_t n = write(fd, content, sizeof(content));
    close(fd);
    return n == (ssize_t)sizeof(content) ? 0 : -1;
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

static struct err read_with_cap(size_t cap, struct buffer *b)
{
    buffer_init(b, cap);
    return file_read(path, b);
}

static void a_file_as_long_as_the_cap_is_read_whole(void **state)
{
    (void)state;
    struct buffer b;
    assert_false(err_is(read_with_cap(sizeof(content), &b)));
    assert_int_equal(b.length, sizeof(content));
    assert_memory_equal(b.data, content, sizeof(content));
    buffer_free(&b);
}

static void one_byte_more_is_refused(void **state)
{
    (void)state;
    struct buffer b;
    assert_int_equal(read_with_cap(sizeof(content) - 1, &b).kind, ERR_FULL);
    buffer_free(&b);
}

static void it_is_appended_to_what_is_there(void **state)
{
    (void)state;
    struct buffer b;
    buffer_init(&b, sizeof(content) + 1);
    buffer_char(&b, '<');
    assert_false(err_is(file_read(path, &b)));
    assert_int_equal(b.length, sizeof(content) + 1);
    assert_memory_equal(b.data, "<abc", 4);
    buffer_free(&b);
}

static void a_reserved_buffer_never_moves(void **state)
{
    (void)state;
    struct buffer b;
    buffer_init(&b, 2 * sizeof(content));
    const char *before = buffer_reserve(&b, 2 * sizeof(content));
    assert_false(err_is(file_read(path, &b)));
    assert_ptr_equal(b.data, before);
    buffer_free(&b);
}

static void a_missing_file_is_the_systems_error(void **state)
{
    (void)state;
    struct buffer b;
    buffer_init(&b, 10);
    struct err e = file_read("/nonexistent/file", &b);
    assert_int_equal(e.kind, ERR_SYSTEM);
    assert_int_equal(e.code, ENOENT);
}

static void remove_both(void)
{
    unlink(fifo);
    unlink(fifo_new);
}

/* A test that waits for a FIFO is ended by the alarm. */
static void a_fifo_in_the_place_of_a_file_of_ours_is_not_waited_for(void **state)
{
    (void)state;
    struct buffer b;
    remove_both();
    assert_int_equal(mkfifo(fifo, 0600), 0);
    assert_int_equal(mkfifo(fifo_new, 0600), 0);
    buffer_init(&b, 100);
    alarm(20);
    assert_int_equal(file_read_regular(fifo, &b).code, EINVAL);
    assert_int_equal(b.length, 0);
    assert_false(err_is(file_replace(fifo, "new", 3)));
    assert_false(err_is(file_read_regular(fifo, &b)));
    alarm(0);
    assert_string_equal(buffer_string(&b), "new");
    buffer_free(&b);
    remove_both();
}

static void a_link_in_the_place_of_the_temporary_file_goes_and_its_target_stays(void **state)
{
    (void)state;
    struct stat status;
    remove_both();
    assert_int_equal(symlink(path, fifo_new), 0);
    assert_false(err_is(file_replace(fifo, "new", 3)));
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_size, sizeof(content));
    remove_both();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_as_long_as_the_cap_is_read_whole),
        cmocka_unit_test(one_byte_more_is_refused),
        cmocka_unit_test(it_is_appended_to_what_is_there),
        cmocka_unit_test(a_reserved_buffer_never_moves),
        cmocka_unit_test(a_missing_file_is_the_systems_error),
        cmocka_unit_test(a_fifo_in_the_place_of_a_file_of_ours_is_not_waited_for),
        cmocka_unit_test(a_link_in_the_place_of_the_temporary_file_goes_and_its_target_stays),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
