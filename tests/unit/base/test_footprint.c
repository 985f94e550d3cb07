/* footprint.h: what may leave memory leaves it, and nothing else does. */
#include "footprint.h"

#include "array_len.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PAGES 256

/* Text of this program, a MiB of it. */
static const char CONSTANT[PAGES][4096] = {{1}};
static char written[PAGES][4096];
/* Relocated, then made read-only. */
static const char *const RELOCATED[] = {"one", "two"};

/* Counted page by page; the quicker sums of /proc/self/statm may be behind. 0: the kernel does not say. */
static size_t resident_kib(void)
{
    char line[256];
    size_t kib = 0;
    FILE *rollup = fopen("/proc/self/smaps_rollup", "re");
    while (rollup && !kib && fgets(line, sizeof(line), rollup))
        if (strncmp(line, "Rss:", 4) == 0)
            kib = strtoul(line + 4, NULL, 10);
    if (rollup)
        fclose(rollup);
    return kib;
}

static unsigned sum_of_text(void)
{
    unsigned sum = 0;
    for (size_t i = 0; i < PAGES; i++)
        sum += (unsigned)*(volatile const char *)CONSTANT[i];
    return sum;
}

static void text_leaves_memory_and_comes_back(void **state)
{
    (void)state;
    assert_int_equal(sum_of_text(), 1);
    size_t before = resident_kib();
    if (!before)
        skip();
    footprint_give_back();
    assert_true(resident_kib() + sizeof(CONSTANT) / 1024 / 2 < before);
    assert_int_equal(sum_of_text(), 1);
}

static void what_was_written_stays(void **state)
{
    (void)state;
    char *allocated = strdup("heap");
    memset(written, 7, sizeof(written));
    footprint_give_back();
    for (size_t i = 0; i < ARRAY_LEN(written); i++)
        assert_int_equal(written[i][i], 7);
    assert_string_equal(RELOCATED[0], "one");
    assert_string_equal(RELOCATED[1], "two");
    assert_string_equal(allocated, "heap");
    free(allocated);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_leaves_memory_and_comes_back),
        cmocka_unit_test(what_was_written_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
