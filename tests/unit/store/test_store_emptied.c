/* A file that was emptied is seen, and what its log holds is not lost. */
#include "store_emptied.h"

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

static char path[64], log_path[80];

static int set_up(void **state)
{
    (void)state;
    snprintf(path, sizeof(path), "/tmp/vigie-emptied-XXXXXX");
    int fd = mkstemp(path);
    snprintf(log_path, sizeof(log_path), "%s-wal", path);
    return fd >= 0 ? close(fd) : -1;
}

static int tear_down(void **state)
{
    (void)state;
    (void)unlink(path);
    (void)unlink(log_path);
    return 0;
}

static void write_file(const char *name, const void *bytes, size_t length)
{
    FILE *file = fopen(name, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    fclose(file);
}

static long length_of(const char *name)
{
    struct stat found;
    return stat(name, &found) == 0 ? (long)found.st_size : -1;
}

static void write_log(unsigned char magic_end, unsigned char page_high)
{
    unsigned char head[40] = {0x37, 0x7f, 0x06, magic_end, 0, 0, 0, 0, 0, 0, page_high, 0};
    write_file(log_path, head, sizeof(head));
}

static void a_file_with_something_in_it_or_none_at_all_was_not_emptied(void **state)
{
    (void)state;
    write_file(path, "x", 1);
    assert_false(store_emptied(path));
    assert_int_equal(length_of(path), 1);
    unlink(path);
    assert_false(store_emptied(path));
    assert_int_equal(length_of(path), -1);
    assert_false(store_emptied("/tmp")); /* a folder in its place is another matter */
}

static void an_empty_file_gets_a_page_if_its_log_holds_some(void **state)
{
    (void)state;
    assert_true(store_emptied(path));
    assert_int_equal(length_of(path), 0);
    write_log(0x82, 0x10);
    assert_true(store_emptied(path));
    assert_int_equal(length_of(path), 4096);
    assert_false(store_emptied(path));
}

static void a_file_that_is_gone_beside_its_log_is_begun_for_it(void **state)
{
    (void)state;
    unlink(path);
    write_log(0x83, 0x02);
    assert_true(store_emptied(path));
    assert_int_equal(length_of(path), 512);
}

static void what_is_no_log_revives_nothing(void **state)
{
    (void)state;
    write_log(0x84, 0x10);
    assert_true(store_emptied(path));
    assert_int_equal(length_of(path), 0);
    write_log(0x82, 0x00);
    assert_true(store_emptied(path));
    assert_int_equal(length_of(path), 0);
    write_file(log_path, "short", 5);
    assert_true(store_emptied(path));
    assert_int_equal(length_of(path), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_with_something_in_it_or_none_at_all_was_not_emptied, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_empty_file_gets_a_page_if_its_log_holds_some, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_that_is_gone_beside_its_log_is_begun_for_it, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_log_revives_nothing, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
