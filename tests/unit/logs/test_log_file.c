/* Files rotate by size, keep every line, and never stop anything. */
#include "log_file.h"
#include "rotation.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];
static struct log_file file;

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof(folder), "/tmp/vigie-log-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static void open_file(const char *in)
{
    log_file_open(&file, in, "test", "supervisor", LOG_TEXT);
}

static void write_now(const char *line)
{
    log_file_write(&file, line, strlen(line));
    log_file_flush(&file);
}

static void path_of(unsigned n, char *path, size_t size)
{
    char base[96];
    snprintf(base, sizeof(base), "%s/test.log", folder);
    assert_true(rotation_path(base, n, path, size));
}

static int remove_folder(void **state)
{
    (void)state;
    char path[128];
    log_file_close(&file);
    for (unsigned n = 0; n <= ROTATION_FILES; n++) {
        path_of(n, path, sizeof(path));
        unlink(path);
    }
    rmdir(folder);
    return 0;
}

static off_t size_of(unsigned n)
{
    char path[128];
    struct stat status;
    path_of(n, path, sizeof(path));
    return stat(path, &status) == 0 ? status.st_size : -1;
}

static void rotation_is_due_when_the_next_line_has_no_room(void **state)
{
    (void)state;
    assert_false(rotation_due(90, 10, 100));
    assert_true(rotation_due(90, 11, 100));
    assert_false(rotation_due(0, 101, 100));
}

static void rotated_names_are_numbered_and_must_fit(void **state)
{
    (void)state;
    char path[16];
    assert_true(rotation_path("a/bot.log", 0, path, sizeof(path)));
    assert_string_equal(path, "a/bot.log");
    assert_true(rotation_path("a/bot.log", 4, path, sizeof(path)));
    assert_string_equal(path, "a/bot.log.4");
    assert_false(rotation_path("a/very/long/bot.log", 4, path, sizeof(path)));
}

static void old_files_are_bounded_in_number_and_size(void **state)
{
    (void)state;
    static char line[4 * 1024 - 512]; /* 1 MiB is no multiple of it */
    memset(line, 'x', sizeof(line) - 1);
    line[sizeof(line) - 1] = '\n';
    open_file(folder);
    for (unsigned i = 0; i < 300 * (ROTATION_FILES + 3); i++)
        log_file_write(&file, line, sizeof(line));
    for (unsigned n = 0; n < ROTATION_FILES; n++) {
        assert_true(size_of(n) > 0 && size_of(n) <= ROTATION_FILE_BYTES);
        assert_int_equal(size_of(n) % (off_t)sizeof(line), 0); /* cut at lines only */
    }
    assert_int_equal(size_of(ROTATION_FILES), -1);
    assert_int_equal(file.dropped, 0);
}

static void a_file_that_was_removed_is_made_again(void **state)
{
    (void)state;
    char path[128];
    open_file(folder);
    write_now("un\n");
    path_of(0, path, sizeof(path));
    assert_int_equal(unlink(path), 0);
    log_file_check(&file);
    write_now("deux\n");
    assert_int_equal(size_of(0), 5);
}

static void an_existing_file_is_continued(void **state)
{
    (void)state;
    open_file(folder);
    write_now("un\n");
    log_file_close(&file);
    open_file(folder);
    write_now("deux\n");
    assert_int_equal(size_of(0), 8);
}

static void lines_without_a_file_are_counted_as_dropped(void **state)
{
    (void)state;
    open_file("/nonexistent/folder");
    assert_true(err_is(file.out.failure));
    write_now("un\n");
    assert_int_equal(file.dropped, 1);
}

static void expect_text(unsigned n, const char *expected)
{
    static char text[2 * LOG_LINE_MAX];
    char path[128];
    memset(text, 0, sizeof(text));
    path_of(n, path, sizeof(path));
    FILE *written = fopen(path, "r");
    assert_non_null(written);
    assert_true(fread(text, 1, sizeof(text) - 1, written) > 0);
    fclose(written);
    const char *found = strstr(text, expected);
    assert_non_null(found);
    assert_string_equal(found, expected); /* its end; the time in front of a line about losses is not ours */
}

/* /dev/full: every write fails with ENOSPC. */
static void a_full_disk_drops_lines_and_says_how_many_when_it_is_over(void **state)
{
    (void)state;
    open_file(folder);
    int good = file.out.fd;
    FILE *full = fopen("/dev/full", "w");
    assert_non_null(full);
    file.out.fd = fileno(full);
    char large[LOG_LINE_MAX];
    memset(large, 'x', sizeof(large) - 1);
    large[sizeof(large) - 1] = '\n';
    for (int i = 0; i < 3; i++) {
        log_file_write(&file, large, sizeof(large)); /* the first one waits for room */
        log_file_flush(&file);
    }
    assert_int_equal(file.dropped, 2);
    assert_true(err_is(file.out.failure));
    file.out.fd = good;
    fclose(full);
    write_now("gardé\n");
    assert_false(err_is(file.out.failure));
    assert_int_equal(file.dropped, 2);
    expect_text(0, " warn supervisor 2 lignes perdues event=log.lines_lost lines=2\ngardé\n");
}

static void losses_are_said_even_if_no_line_follows(void **state)
{
    (void)state;
    open_file(folder);
    log_file_lost(&file, 7);
    log_file_flush(&file);
    log_file_flush(&file);
    expect_text(0, " warn supervisor 7 lignes perdues event=log.lines_lost lines=7\n");
}

static void limit_files(rlim_t bytes)
{
    struct rlimit limit;
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void a_file_at_the_limit_of_the_process_goes_on_in_the_next_one(void **state)
{
    (void)state;
    limit_files(25);
    open_file(folder);
    write_now("0123456789\n");
    write_now("0123456789\n");
    write_now("la suite\n");
    limit_files(RLIM_INFINITY);
    assert_int_equal(file.dropped, 0);
    assert_int_equal(size_of(1), 22);
    expect_text(0, "la suite\n");
}

static void a_limit_that_comes_later_costs_the_line_that_meets_it(void **state)
{
    (void)state;
    char line[150];
    memset(line, 'x', sizeof(line) - 1);
    line[sizeof(line) - 1] = '\0';
    line[sizeof(line) - 2] = '\n';
    open_file(folder);
    write_now(line);
    limit_files(160);
    write_now("une ligne qui ne tient plus\n");
    write_now("ensuite\n");
    limit_files(RLIM_INFINITY);
    assert_int_equal(file.dropped, 1);
    expect_text(0, " 1 lignes perdues event=log.lines_lost lines=1\nensuite\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rotation_is_due_when_the_next_line_has_no_room),
        cmocka_unit_test(rotated_names_are_numbered_and_must_fit),
        cmocka_unit_test_setup_teardown(old_files_are_bounded_in_number_and_size, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_file_that_was_removed_is_made_again, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(an_existing_file_is_continued, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(lines_without_a_file_are_counted_as_dropped, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(a_full_disk_drops_lines_and_says_how_many_when_it_is_over,
                                        make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(losses_are_said_even_if_no_line_follows, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_limit_that_comes_later_costs_the_line_that_meets_it, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(a_file_at_the_limit_of_the_process_goes_on_in_the_next_one,
                                        make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
