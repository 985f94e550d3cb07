/* The sections that remember: bars, percentages, charts, incidents; and those that look ahead: budgets,
 * alerts. */
#include "sample_report.h"

#include "history_view.h"
#include "page_sections.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define WALL_S (SAMPLE_WALL / 1000) /* 2024-01-01T12:00:00Z, a multiple of 16 minutes and not of 8 hours */

static struct sample s;
static struct history_view *history;

static int set_up(void **state)
{
    (void)state;
    sample_init(&s);
    history = history_view_create();
    history_view_set_place(history, HISTORY_ON_DISK, SAMPLE_WALL);
    s.report.history = history;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    history_view_destroy(&history);
    sample_fini(&s);
    return 0;
}

static void observe(int64_t ago_s, enum health_status status, float latency_s)
{
    const struct history_sample sample = {.t_s = WALL_S - ago_s,
                                          .status = status,
                                          .latency_s = latency_s,
                                          .memory_mb = 100,
                                          .sheets_s = HISTORY_UNKNOWN,
                                          .reconnections = 1};
    history_view_add(history, &sample);
}

static const char *section(void (*write)(struct buffer *out, const struct report *r))
{
    return sample_page(&s, write);
}

static void assert_has(void (*write)(struct buffer *out, const struct report *r), const char *text)
{
    if (!strstr(section(write), text))
        fail_msg("no %s in %s", text, section(write));
}

static void without_a_history_the_sections_are_there_and_empty(void **state)
{
    (void)state;
    s.report.history = NULL;
    assert_string_equal(section(section_uptime), "<section id=\"uptime\" hidden></section>\n");
    assert_string_equal(section(section_charts_day), "<section id=\"trends-day\" hidden></section>\n");
    assert_string_equal(section(section_charts_month), "<section id=\"trends-month\" hidden></section>\n");
    assert_string_equal(section(section_incidents), "<section id=\"incidents\" hidden></section>\n");
    assert_string_equal(section(section_alerts), "<section id=\"alerts\" hidden></section>\n");
}

static void what_nobody_observed_is_no_bar_and_no_percentage(void **state)
{
    (void)state;
    char seen[120] = "data-step=\"960\" data-seen=\"";
    memset(seen + strlen(seen), '-', 90);
    strcat(seen, "\"");
    assert_has(section_uptime, seen);
    assert_has(section_uptime, "<b>–</b> <span class=\"small\">rien d'observé encore");
}

/* A bar is the worst that was seen, and says how much of it. */
static void a_bar_is_the_worst_of_its_time(void **state)
{
    (void)state;
    observe(960, HEALTH_HEALTHY, 0.1f);
    for (int i = 0; i < 3; i++)
        observe(30 * i, HEALTH_HEALTHY, 0.1f);
    observe(90 - 60, HEALTH_DOWN, HISTORY_UNKNOWN);
    const char *text = section(section_uptime);
    const char *day = strstr(text, "data-seen=\"");
    assert_non_null(day);
    assert_memory_equal(day + strlen("data-seen=\"") + 87, "-dh\"", 4);
}

static void percentages_say_how_much_was_observed(void **state)
{
    (void)state;
    for (int64_t ago_s = 0; ago_s < 3600; ago_s += 30)
        observe(ago_s, ago_s < 1800 ? HEALTH_HEALTHY : HEALTH_DOWN, HISTORY_UNKNOWN);
    assert_has(section_uptime,
               "<dt>24 heures</dt><dd><b>50,0\u00a0%</b> <span class=\"small\">4,1\u00a0% observé");
    assert_has(section_uptime,
               "<dt>30 jours</dt><dd><b>50,0\u00a0%</b> <span class=\"small\">0,1\u00a0% observé");
    s.report.language = ENGLISH;
    assert_has(section_uptime, "<dt>24 hours</dt><dd><b>50.0\u00a0%</b>");
}

static void hardly_anything_observed_is_not_nothing(void **state)
{
    (void)state;
    observe(0, HEALTH_HEALTHY, 0.1f);
    assert_has(section_uptime,
               "<dt>30 jours</dt><dd><b>100\u00a0%</b> <span class=\"small\">&lt;\u00a00,1\u00a0% observé");
}

static void bad_bars_stand_in_words_too(void **state)
{
    (void)state;
    observe(0, HEALTH_DEGRADED, 0.1f);
    assert_has(section_uptime, "<title>1er janvier, 12:00 UTC · dégradé 100\u00a0%</title>");
    assert_has(section_uptime,
               "<li><time datetime=\"2024-01-01T12:00:00Z\">1er janvier, 12:00 UTC</time> : dégradé 100");
}

static void memory_only_is_said(void **state)
{
    (void)state;
    assert_null(strstr(section(section_uptime), "STATE_DIR"));
    history_view_set_place(history, HISTORY_IN_MEMORY, SAMPLE_WALL);
    assert_has(section_uptime, "Historique en mémoire seulement");
}

static void charts_draw_what_is_known_and_leave_gaps(void **state)
{
    (void)state;
    observe(3 * 960, HEALTH_HEALTHY, 0.1f);
    observe(960, HEALTH_HEALTHY, 0.2f);
    observe(0, HEALTH_HEALTHY, 0.1f);
    /* of 220 ms: 100 ms, a gap, 200 ms, 100 ms */
    assert_has(section_charts_day,
               "data-top=\"220\" data-unit=\"ms\"><path class=\"max\" d=\"M86 545h0M88 91l1 454\"/>");
    assert_has(section_charts_day, "moyenne 133\u00a0ms, au plus 200\u00a0ms");
    assert_has(section_charts_day, "en tout 3, au plus 1");
    assert_has(section_charts_day,
               "<b>Délai de Google Sheets</b> <span class=\"small\">pas encore de mesure</span>");
}

static void memory_is_drawn_against_its_limits(void **state)
{
    (void)state;
    observe(0, HEALTH_HEALTHY, 0.1f);
    /* 100 of 483 MB, limits 384 and 460 */
    assert_has(section_charts_day,
               "data-top=\"483\" data-unit=\"Mo\"><path class=\"critical\" d=\"M0 48H89\"/>"
               "<path class=\"warn\" d=\"M0 205H89\"/><path class=\"max\" d=\"M89 793h0\"/>");
}

static void incidents_say_cause_duration_and_end(void **state)
{
    (void)state;
    assert_has(section_incidents, "Aucun incident observé.");
    const struct incident over = {
        SAMPLE_WALL - 7200000, SAMPLE_WALL - 6000000, HEALTH_DOWN, "gateway_lost", 1200, 1241,
        INCIDENT_RESUMED};
    const struct incident lasts = {SAMPLE_WALL - 120000, 0, HEALTH_DEGRADED, "<odd>", 120, 0, INCIDENT_LASTS};
    history_view_put_incident(history, &over);
    history_view_put_incident(history, &lasts);
    assert_has(section_incidents, "<b>Le bot est déconnecté de Discord.</b>");
    assert_has(section_incidents,
               "a duré 20\u00a0min · session Discord reprise · plus long silence de Discord 20\u00a0min");
    assert_has(section_incidents, "<b>&lt;odd&gt;</b>");
    assert_has(section_incidents, "dure encore 2\u00a0min");
    s.report.language = ENGLISH;
    assert_has(section_incidents, "<b>The bot is disconnected from Discord.</b>");
    assert_has(section_incidents, "Discord session resumed");
}

static void many_incidents_are_folded_away(void **state)
{
    (void)state;
    for (int i = 0; i < 30; i++) {
        const struct incident one = {SAMPLE_WALL - i * 60000 - 60000,
                                     SAMPLE_WALL - i * 60000,
                                     HEALTH_DEGRADED,
                                     "latency_high",
                                     60,
                                     0,
                                     INCIDENT_RECOVERED};
        history_view_put_incident(history, &one);
    }
    const char *text = section(section_incidents);
    assert_non_null(strstr(text, "<details><summary>plus anciens</summary>"));
    size_t shown = 0;
    for (const char *at = text; (at = strstr(at, "<li ")); at++)
        shown++;
    assert_int_equal(shown, 12);
}

static void budgets_are_what_is_left(void **state)
{
    (void)state;
    static struct outreach_view outreach = {.hours = {.known = true,
                                                      .used = 700,
                                                      .budget = 750,
                                                      .left_at_month_end = -12,
                                                      .shared_end_wall_ms = SAMPLE_WALL}};
    sample_metrics(&s, WORKER_GATEWAY, "GATEWAY_IDENTIFIES_LEFT 987\n");
    sample_metrics(&s, WORKER_SHEETS, "SHEETS_READS_LEFT 5\nSHEETS_WRITES_LEFT 48\n");
    assert_null(strstr(section(section_budgets), "Render"));
    s.report.outreach = &outreach;
    assert_has(section_budgets, "aujourd'hui</dt><dd><b>987</b> sur 1000</dd>");
    assert_has(
        section_budgets,
        "<div class=\"is-fail\"><dt>Lectures de Google Sheets cette minute</dt><dd><b>5</b> sur 60</dd>");
    assert_has(section_budgets, "<b>220</b> sur 460\u00a0Mo");
    assert_has(
        section_budgets,
        "<div class=\"is-fail\"><dt>Heures gratuites de Render ce mois-ci</dt><dd><b>50</b> sur 750\u00a0h");
    assert_has(
        section_budgets,
        "12\u00a0h manqueront avant la fin du mois. Avec un second service, le budget s'épuise le <time");
}

static void alerts_say_what_fires_and_whether_it_arrives(void **state)
{
    (void)state;
    static struct alerts_view alerts;
    s.report.alerts = &alerts;
    assert_has(section_alerts, "Aucune alerte en cours.");
    assert_has(section_alerts, "Aucun canal n'est réglé");
    alerts = (struct alerts_view){
        .rule_count = 1,
        .firing = 1,
        .rules = {{.title = "Discord répond lentement",
                   .severity = "attention",
                   .advice = "Rien à faire tout de suite.",
                   .firing = true,
                   .since_wall_ms = SAMPLE_WALL}},
        .channels = {{.health = ALERT_CHANNEL_WORKS, .sent = 2},
                     {.health = ALERT_CHANNEL_GIVEN_UP, .sent = 1, .waiting = 3}},
    };
    assert_has(section_alerts, "<b>Discord répond lentement</b>");
    assert_has(section_alerts, "<p class=\"small\" lang=\"fr\">Rien à faire tout de suite.</p>");
    assert_has(section_alerts, "webhook Discord : <span class=\"word\">fonctionne</span></p>\n<p "
                               "class=\"small\">2 messages envoyés</p>");
    assert_has(section_alerts, "<li class=\"is-fail\"><p><span class=\"mark\" role=\"img\" aria-label=\"en "
                               "panne\">✕</span> seconde voie : "
                               "<span class=\"word\">abandonné : corrigez le réglage</span></p>\n<p "
                               "class=\"small\">1 message envoyé, 3 en attente");
    s.report.language = ENGLISH;
    assert_has(section_alerts, "<b>Discord answers slowly</b>");
    assert_has(section_alerts, "second channel: <span class=\"word\">given up: correct the setting</span>");
}

#define SECTION_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SECTION_TEST(without_a_history_the_sections_are_there_and_empty),
        SECTION_TEST(what_nobody_observed_is_no_bar_and_no_percentage),
        SECTION_TEST(a_bar_is_the_worst_of_its_time),
        SECTION_TEST(percentages_say_how_much_was_observed),
        SECTION_TEST(hardly_anything_observed_is_not_nothing),
        SECTION_TEST(bad_bars_stand_in_words_too),
        SECTION_TEST(memory_only_is_said),
        SECTION_TEST(charts_draw_what_is_known_and_leave_gaps),
        SECTION_TEST(memory_is_drawn_against_its_limits),
        SECTION_TEST(incidents_say_cause_duration_and_end),
        SECTION_TEST(many_incidents_are_folded_away),
        SECTION_TEST(budgets_are_what_is_left),
        SECTION_TEST(alerts_say_what_fires_and_whether_it_arrives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
