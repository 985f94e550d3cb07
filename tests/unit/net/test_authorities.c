/* authorities.h: what libcurl is told, for each combination of places. */
#include "authorities.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define BUNDLE "/system/bundle.pem"
#define FOLDER "/system/folder"
#define EXTRA  "/own/extra.pem"

static void the_folder_spares_the_bundle(void **state)
{
    (void)state;
    struct authorities a;
    authorities_choose(&(struct authority_places){.system_bundle = BUNDLE, .system_folder = FOLDER}, &a);
    assert_null(a.file);
    assert_string_equal(a.folder, FOLDER);
    assert_int_equal(a.pem.length, 0);
    authorities_free(&a);
}

static void an_extra_file_stands_beside_the_folder(void **state)
{
    (void)state;
    struct authorities a;
    authorities_choose(
        &(struct authority_places){.extra_file = EXTRA, .system_bundle = BUNDLE, .system_folder = FOLDER},
        &a);
    assert_string_equal(a.file, EXTRA);
    assert_string_equal(a.folder, FOLDER);
    assert_int_equal(a.pem.length, 0);
    authorities_free(&a);
}

static void a_library_without_a_folder_reads_its_bundle(void **state)
{
    (void)state;
    struct authorities a;
    authorities_choose(&(struct authority_places){.system_bundle = BUNDLE}, &a);
    assert_string_equal(a.file, BUNDLE);
    assert_null(a.folder);
    authorities_free(&a);
}

static void touch(const char *folder, const char *name)
{
    char path[256];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fclose(file);
}

static void a_folder_counts_only_when_its_certificates_are_hashed(void **state)
{
    (void)state;
    char folder[] = "/tmp/authorities-XXXXXX", path[256];
    static const char *const NAMES[] = {"ca-certificates.crt", "deadbeef", "abcdefab.0"};
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < 3; i++) {
        assert_false(authorities_are_hashed(folder));
        touch(folder, NAMES[i]);
    }
    assert_true(authorities_are_hashed(folder));
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, NAMES[i]);
        unlink(path);
    }
    rmdir(folder);
    assert_false(authorities_are_hashed(folder));
}

static void a_chosen_bundle_stands_for_all_of_the_systems(void **state)
{
    (void)state;
    struct authorities a;
    authorities_choose(&(struct authority_places){.chosen_bundle = "/mine.pem",
                                                  .system_bundle = BUNDLE,
                                                  .system_folder = FOLDER},
                       &a);
    assert_string_equal(a.file, "/mine.pem");
    assert_null(a.folder);
    authorities_free(&a);
}

static void write_file(char *path, const char *text)
{
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

static void two_files_become_one_text(void **state)
{
    (void)state;
    char bundle[] = "/tmp/vigie-test-bundle-XXXXXX", extra[] = "/tmp/vigie-test-extra-XXXXXX";
    write_file(bundle, "one");
    write_file(extra, "two");
    struct authorities a;
    authorities_choose(&(struct authority_places){.chosen_bundle = bundle, .extra_file = extra}, &a);
    unlink(bundle);
    unlink(extra);
    assert_null(a.file);
    assert_null(a.folder);
    assert_string_equal(buffer_string(&a.pem), "one\ntwo\n");
    authorities_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_folder_spares_the_bundle),
        cmocka_unit_test(an_extra_file_stands_beside_the_folder),
        cmocka_unit_test(a_library_without_a_folder_reads_its_bundle),
        cmocka_unit_test(a_folder_counts_only_when_its_certificates_are_hashed),
        cmocka_unit_test(a_chosen_bundle_stands_for_all_of_the_systems),
        cmocka_unit_test(two_files_become_one_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
