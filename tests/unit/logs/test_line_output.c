/* No line is ever glued to another, whatever a full disk or a file at its limit leaves of it. */
#include "line_output.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

static char path[64];
static struct line_output output;

static int make_file(void **state)
{
    (void)state;
    (void)signal(SIGXFSZ, SIG_IGN);
    snprintf(path, sizeof(path), "/tmp/vigie-output-XXXXXX");
    int fd = mkstemp(path);
    line_output_begin(&output, fd, NULL);
    return fd < 0;
}

static int remove_file(void **state)
{
    (void)state;
    close(output.fd);
    unlink(path);
    return 0;
}

static void limit_files(rlim_t bytes)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static bool write_text(const char *text)
{
    return line_output_add(&output, text, strlen(text)) && line_output_flush(&output);
}

static void expect_file(const char *expected)
{
    char text[256] = "";
    int fd = open(path, O_RDONLY);
    assert_true(read(fd, text, sizeof(text) - 1) >= 0);
    close(fd);
    assert_string_equal(text, expected);
}

/* A limit of the file's size leaves what a full disk leaves: half a line, then nothing. */
static void the_rest_of_a_begun_line_comes_before_the_next_one(void **state)
{
    (void)state;
    limit_files(6);
    assert_true(write_text("un\n"));
    assert_false(write_text("deux\n")); /* three bytes of it */
    assert_int_equal(output.failure.code, EFBIG);
    assert_false(write_text("trois\n"));
    expect_file("un\ndeu");
    limit_files(8);
    assert_false(write_text("quatre\n")); /* the end of "deux" only */
    expect_file("un\ndeux\n");
    limit_files(RLIM_INFINITY);
    assert_true(write_text("cinq\n"));
    assert_false(err_is(output.failure));
    expect_file("un\ndeux\ntrois\nquatre\ncinq\n");
}

static void lines_wait_for_the_flush_and_then_for_room_and_are_refused_whole(void **state)
{
    (void)state;
    static char line[LOG_LINE_MAX / 2];
    memset(line, 'x', sizeof(line));
    line[sizeof(line) - 1] = '\n';
    limit_files(0);
    assert_true(line_output_add(&output, line, sizeof(line)));
    expect_file("");
    assert_true(line_output_add(&output, line, sizeof(line)));
    assert_false(line_output_add(&output, line, sizeof(line)));
    assert_int_equal(output.failure.code, EFBIG);
    limit_files(RLIM_INFINITY);
    assert_int_equal(line_output_drop(&output, false), 2);
    assert_true(write_text("après\n"));
    expect_file("après\n");
}

static void a_line_that_was_cut_before_our_time_is_marked(void **state)
{
    (void)state;
    assert_int_equal(write(output.fd, "moiti", 5), 5);
    line_output_begin(&output, output.fd, path);
    assert_true(write_text("entier\n"));
    expect_file("moiti …[coupé]\nentier\n");
}

static void a_file_that_ends_in_a_line_gets_no_mark(void **state)
{
    (void)state;
    assert_int_equal(write(output.fd, "entier\n", 7), 7);
    line_output_begin(&output, output.fd, path);
    assert_true(write_text("aussi\n"));
    expect_file("entier\naussi\n");
}

static void the_end_of_a_begun_line_can_be_dropped_alone(void **state)
{
    (void)state;
    limit_files(5);
    assert_true(line_output_add(&output, "un\ndeux\ntrois\n", 14));
    assert_false(line_output_flush(&output));
    assert_int_equal(line_output_drop(&output, true), 1);
    limit_files(RLIM_INFINITY);
    assert_true(line_output_flush(&output));
    expect_file("un\ndetrois\n"); /* an owner that drops it changes the file */
    assert_int_equal(line_output_drop(&output, true), 0);
}

static void without_a_descriptor_lines_are_refused(void **state)
{
    (void)state;
    struct line_output none;
    line_output_begin(&none, -1, NULL);
    assert_false(line_output_add(&none, "un\n", 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_rest_of_a_begun_line_comes_before_the_next_one, make_file,
                                        remove_file),
        cmocka_unit_test_setup_teardown(a_line_that_was_cut_before_our_time_is_marked, make_file,
                                        remove_file),
        cmocka_unit_test_setup_teardown(a_file_that_ends_in_a_line_gets_no_mark, make_file, remove_file),
        cmocka_unit_test_setup_teardown(lines_wait_for_the_flush_and_then_for_room_and_are_refused_whole,
                                        make_file, remove_file),
        cmocka_unit_test_setup_teardown(the_end_of_a_begun_line_can_be_dropped_alone, make_file, remove_file),
        cmocka_unit_test(without_a_descriptor_lines_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
