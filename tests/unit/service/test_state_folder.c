/* state_folder.h: one supervisor at a time, and what a demo forgets. */
#include "state_folder.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];

static const char *in_folder(const char *name)
{
    static char path[160];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    return path;
}

static void put(const char *name)
{
    int fd = open(in_folder(name), O_WRONLY | O_CREAT, 0600);
    assert_true(fd >= 0);
    close(fd);
}

static bool is_there(const char *name)
{
    return access(in_folder(name), F_OK) == 0;
}

static void empty_forgets_files_and_those_of_folders_but_not_the_lock(void **state)
{
    (void)state;
    static const char *const DEEP[] = {"health/history.db", "health/deeper/file"};
    snprintf(folder, sizeof(folder), "/tmp/vigie-state-XXXXXX");
    assert_non_null(mkdtemp(folder));
    int lock_fd;
    assert_false(err_is(state_folder_lock(folder, &lock_fd)));
    put("session.json");
    assert_int_equal(mkdir(in_folder("health"), 0700), 0);
    assert_int_equal(mkdir(in_folder("health/deeper"), 0700), 0);
    put(DEEP[0]);
    put(DEEP[1]); /* not ours: we make no folder there */
    assert_int_equal(symlink("health/deeper", in_folder("link")), 0);
    state_folder_empty(folder);
    assert_false(is_there("session.json") || is_there(DEEP[0]));
    assert_true(is_there("supervisor.lock") && is_there(DEEP[1]) && is_there("link"));
    unlink(in_folder(DEEP[1]));
    unlink(in_folder("link"));
    unlink(in_folder("supervisor.lock"));
    rmdir(in_folder("health/deeper"));
    rmdir(in_folder("health"));
    close(lock_fd);
    assert_int_equal(rmdir(folder), 0);
}

/* Removed and made again: the lock that was held is that of a folder without a name. */
static void a_lock_is_that_of_the_folder_that_bears_the_name_now(void **state)
{
    (void)state;
    snprintf(folder, sizeof(folder), "/tmp/vigie-state-XXXXXX");
    assert_non_null(mkdtemp(folder));
    int lock_fd, again_fd;
    assert_false(state_folder_is_locked_by(folder, -1));
    assert_false(err_is(state_folder_lock(folder, &lock_fd)));
    assert_true(state_folder_is_locked_by(folder, lock_fd));
    assert_int_equal(unlink(in_folder("supervisor.lock")), 0);
    assert_false(state_folder_is_locked_by(folder, lock_fd));
    assert_false(err_is(state_folder_lock(folder, &again_fd)));
    assert_true(state_folder_is_locked_by(folder, again_fd));
    assert_false(state_folder_is_locked_by(folder, lock_fd));
    close(lock_fd);
    close(again_fd);
    unlink(in_folder("supervisor.lock"));
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lock_is_that_of_the_folder_that_bears_the_name_now),
        cmocka_unit_test(empty_forgets_files_and_those_of_folders_but_not_the_lock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
