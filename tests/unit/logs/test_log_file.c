/* Files rotate by size, keep every line, and never stop anything. */
#include "log_file.h"
#include "rotation.h"

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

static char folder[64];
static struct log_file file;

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof(folder), "/tmp/vigie-log-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
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
    assert_false(rotation_due(ROTATION_FILE_BYTES - 10, 10));
    assert_true(rotation_due(ROTATION_FILE_BYTES - 10, 11));
    assert_false(rotation_due(0, ROTATION_FILE_BYTES + 1));
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
    static char line[64 * 1024];
    memset(line, 'x', sizeof(line) - 1);
    line[sizeof(line) - 1] = '\n';
    log_file_open(&file, folder, "test");
    for (unsigned i = 0; i < 16 * (ROTATION_FILES + 3); i++)
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
    log_file_open(&file, folder, "test");
    log_file_write(&file, "un\n", 3);
    path_of(0, path, sizeof(path));
    assert_int_equal(unlink(path), 0);
    log_file_check(&file);
    log_file_write(&file, "deux\n", 5);
    assert_int_equal(size_of(0), 5);
}

static void an_existing_file_is_continued(void **state)
{
    (void)state;
    log_file_open(&file, folder, "test");
    log_file_write(&file, "un\n", 3);
    log_file_close(&file);
    log_file_open(&file, folder, "test");
    log_file_write(&file, "deux\n", 5);
    assert_int_equal(size_of(0), 8);
}

static void lines_without_a_file_are_counted_as_dropped(void **state)
{
    (void)state;
    log_file_open(&file, "/nonexistent/folder", "test");
    assert_true(err_is(file.failure));
    log_file_write(&file, "un\n", 3);
    assert_int_equal(file.dropped, 1);
}

/* /dev/full: every write fails with ENOSPC. */
static void a_full_disk_drops_lines_and_recovers(void **state)
{
    (void)state;
    log_file_open(&file, folder, "test");
    int good = file.fd;
    FILE *full = fopen("/dev/full", "w");
    assert_non_null(full);
    file.fd = fileno(full);
    log_file_write(&file, "perdu\n", 6);
    assert_int_equal(file.dropped, 1);
    assert_true(err_is(file.failure));
    file.fd = good;
    fclose(full);
    log_file_write(&file, "gardé\n", 7);
    assert_false(err_is(file.failure));
    assert_int_equal(file.dropped, 1);
    assert_int_equal(size_of(0), 7);
}

static void a_line_after_a_torn_one_starts_on_its_own(void **state)
{
    (void)state;
    char path[128], text[32] = "";
    log_file_open(&file, folder, "test");
    log_file_write(&file, "moit", 4);
    file.torn = true; /* as a short write leaves it */
    log_file_write(&file, "entier\n", 7);
    path_of(0, path, sizeof(path));
    FILE *written = fopen(path, "r");
    assert_non_null(written);
    assert_int_equal(fread(text, 1, sizeof(text) - 1, written), 12);
    fclose(written);
    assert_string_equal(text, "moit\nentier\n");
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
        cmocka_unit_test_setup_teardown(a_full_disk_drops_lines_and_recovers, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_line_after_a_torn_one_starts_on_its_own, make_folder,
                                        remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
