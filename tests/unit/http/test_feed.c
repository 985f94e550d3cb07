/* What the page's streams are told. */
#include "feed.h"

#include "pages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct {
    struct feed feed;
    struct snapshot snapshot;
    struct timeline timeline;
    struct averages averages;
    struct health_events events;
    struct report report;
    struct buffer out, scratch;
} t;

static int set_up(void **state)
{
    (void)state;
    memset(&t, 0, sizeof(t));
    snapshot_init(&t.snapshot);
    averages_init(&t.averages);
    buffer_init(&t.out, FEED_EVENT_MAX);
    buffer_init(&t.scratch, PAGE_MOST);
    size_t count;
    const struct health_rule *rules = verdict_rules(&count);
    t.report = (struct report){.now_ms = 1000000,
                               .wall_ms = INT64_C(1704110400000),
                               .rule = &rules[count - 1],
                               .status = rules[count - 1].status,
                               .snapshot = &t.snapshot,
                               .timeline = &t.timeline,
                               .averages = &t.averages,
                               .events = &t.events,
                               .instance_id = "i"};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    buffer_free(&t.out);
    buffer_free(&t.scratch);
    return 0;
}

static const char *changes(void)
{
    buffer_clear(&t.out);
    feed_write_changes(&t.feed, &t.out, &t.scratch, &t.report);
    return buffer_string(&t.out);
}

static size_t sections(const char *text)
{
    size_t n = 0;
    for (const char *at = text; (at = strstr(at, "<section id=")); at++)
        n++;
    return n;
}

static void the_whole_is_every_section_and_a_beat(void **state)
{
    (void)state;
    feed_write_all(&t.out, &t.report);
    const char *text = buffer_string(&t.out);
    assert_int_equal(strncmp(text, "retry: 1000\nevent: page\ndata: <", 31), 0);
    assert_int_equal(sections(text), page_status_sections());
    assert_non_null(strstr(text, "\n\nevent: beat\ndata: 1704110400\n\n"));
}

static void what_did_not_change_is_not_said_again(void **state)
{
    (void)state;
    assert_int_equal(sections(changes()), page_status_sections());
    assert_string_equal(changes(), "event: beat\ndata: 1704110400\n\n");
    t.report.wall_ms += 2000;
    t.report.errors = 7;
    const char *text = changes();
    assert_int_equal(sections(text), 1);
    assert_non_null(strstr(text, "7"));
    assert_non_null(strstr(text, "event: beat\ndata: 1704110402\n\n"));
}

static void each_language_has_its_own_past(void **state)
{
    (void)state;
    (void)changes();
    t.report.language = ENGLISH;
    assert_int_equal(sections(changes()), page_status_sections());
    assert_int_equal(sections(changes()), 0);
}

static void every_section_fits_the_feed(void **state)
{
    (void)state;
    assert_true(page_status_sections() <= FEED_SECTIONS_MAX);
}

#define FEED_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FEED_TEST(the_whole_is_every_section_and_a_beat),
        FEED_TEST(what_did_not_change_is_not_said_again),
        FEED_TEST(each_language_has_its_own_past),
        FEED_TEST(every_section_fits_the_feed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
