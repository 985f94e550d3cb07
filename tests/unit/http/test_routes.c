/* Which request gets which answer. */
#include "routes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct route_choice choose(const char *method, const char *path)
{
    return route_choose(method, strlen(method), path, strlen(path));
}

static const char *const PATHS[] = {"/ping",     "/health",   "/health/detailed", "/ready",   "/metrics",
                                    "/",         "/events",   "/badge.svg",       "/version", "/page.js",
                                    "/page.css", "/icon.svg", "/history"};
#define PATH_COUNT (sizeof(PATHS) / sizeof(PATHS[0]))

static void every_path_answers_get_and_head(void **state)
{
    (void)state;
    for (size_t i = 0; i < PATH_COUNT; i++) {
        struct route_choice get = choose("GET", PATHS[i]), head = choose("HEAD", PATHS[i]);
        assert_int_equal(get.status, 200);
        assert_ptr_equal(get.route, head.route);
        assert_string_equal(get.route->path, PATHS[i]);
        assert_true(head.head && !get.head);
    }
}

static void other_methods_are_405_on_every_path(void **state)
{
    (void)state;
    static const char *const METHODS[] = {"POST",  "PUT", "DELETE", "PATCH", "OPTIONS",
                                          "TRACE", "get", "GETS",   "GE",    "BREW"};
    for (size_t i = 0; i < PATH_COUNT; i++)
        for (size_t m = 0; m < sizeof(METHODS) / sizeof(METHODS[0]); m++)
            assert_int_equal(choose(METHODS[m], PATHS[i]).status, 405);
}

static void unknown_paths_are_404_whatever_the_method(void **state)
{
    (void)state;
    static const char *const UNKNOWN[] = {
        "/x",           "/ping/",          "/pin",    "/pingx", "/Health",        "ping",
        "//",           "/health/../ping", "/%70ing", "*",      "/../etc/passwd", "http://",
        "ftp://h/ping", "http:/ping"};
    for (size_t i = 0; i < sizeof(UNKNOWN) / sizeof(UNKNOWN[0]); i++) {
        assert_int_equal(choose("GET", UNKNOWN[i]).status, 404);
        assert_int_equal(choose("POST", UNKNOWN[i]).status, 404);
    }
    assert_true(choose("HEAD", "/x").head);
}

static void a_query_is_ignored(void **state)
{
    (void)state;
    assert_string_equal(choose("GET", "/health?x=/ping").route->path, "/health");
    assert_string_equal(choose("GET", "/?").route->path, "/");
}

static void history_is_400_for_hours_that_are_not_served(void **state)
{
    (void)state;
    struct report r = {0};
    struct route_choice choice = choose("GET", "/history?hours=48&cb=1");
    assert_int_equal(choice.asked.query_length, strlen("hours=48&cb=1"));
    r.asked = choice.asked;
    assert_int_equal(route_status_of(choice.route, &r), 200);
    r.asked = choose("GET", "/history?hours=0").asked;
    assert_int_equal(route_status_of(choice.route, &r), 400);
    r.asked = choose("GET", "/history").asked;
    assert_int_equal(route_status_of(choice.route, &r), 200);
}

static void an_absolute_url_is_read_from_its_path_on(void **state)
{
    (void)state;
    assert_string_equal(choose("GET", "http://localhost:10000/ping?x").route->path, "/ping");
    assert_string_equal(choose("GET", "HTTPS://h/health").route->path, "/health");
    assert_string_equal(choose("GET", "http://h/health?u=http://x/ping").route->path, "/health");
    assert_int_equal(choose("GET", "http://h/x").status, 404);
    assert_int_equal(choose("POST", "http://h/x").status, 404);
    assert_int_equal(choose("POST", "http://h/ping").status, 405);
}

static void an_empty_path_is_the_page(void **state)
{
    (void)state;
    static const char *const EMPTY[] = {"", "?", "?cb=1", "http://h", "http://h:1?cb=1", "http://h?u=/ping"};
    for (size_t i = 0; i < sizeof(EMPTY) / sizeof(EMPTY[0]); i++)
        assert_string_equal(choose("GET", EMPTY[i]).route->path, "/");
}

static void health_is_503_only_when_down(void **state)
{
    (void)state;
    struct report r = {.status = HEALTH_DOWN};
    const struct route *health = choose("GET", "/health").route;
    assert_int_equal(route_status_of(health, &r), 503);
    assert_int_equal(route_status_of(choose("GET", "/ping").route, &r), 200);
    assert_int_equal(route_status_of(choose("GET", "/health/detailed").route, &r), 200);
    static const enum health_status OTHERS[] = {HEALTH_STARTING, HEALTH_HEALTHY, HEALTH_DEGRADED};
    for (size_t i = 0; i < 3; i++) {
        r.status = OTHERS[i];
        assert_int_equal(route_status_of(health, &r), 200);
    }
}

static void ready_follows_the_session(void **state)
{
    (void)state;
    struct report r = {.connected = false, .status = HEALTH_HEALTHY};
    assert_int_equal(route_status_of(choose("GET", "/ready").route, &r), 503);
    r.connected = true;
    assert_int_equal(route_status_of(choose("GET", "/ready").route, &r), 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_path_answers_get_and_head),
        cmocka_unit_test(other_methods_are_405_on_every_path),
        cmocka_unit_test(unknown_paths_are_404_whatever_the_method),
        cmocka_unit_test(a_query_is_ignored),
        cmocka_unit_test(history_is_400_for_hours_that_are_not_served),
        cmocka_unit_test(an_absolute_url_is_read_from_its_path_on),
        cmocka_unit_test(an_empty_path_is_the_page),
        cmocka_unit_test(health_is_503_only_when_down),
        cmocka_unit_test(ready_follows_the_session),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
