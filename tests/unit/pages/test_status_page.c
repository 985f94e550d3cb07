/* The page and the badge. */
#include "sample_report.h"

#include "status_words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

static struct sample s;

static int set_up(void **state)
{
    (void)state;
    sample_init(&s);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    sample_fini(&s);
    return 0;
}

static void assert_shows(const char *text)
{
    assert_non_null(strstr(sample_page(&s, page_status), text));
}

static void the_page_says_state_meaning_and_what_happens_next(void **state)
{
    (void)state;
    assert_shows("<h1>Tout fonctionne.</h1>");
    sample_verdict(&s, CONDITION_GATEWAY_LOST, 600);
    assert_shows("<h1>Le bot est déconnecté de Discord.</h1>");
    assert_shows("class=\"state is-down\"");
    assert_shows("Vigie continue d&#39;essayer");
}

static void every_rule_renders_within_the_cap_and_escaped(void **state)
{
    (void)state;
    size_t count;
    const struct health_rule *rules = verdict_rules(&count);
    memset(s.snapshot.supervisor.config_error, '<', sizeof(s.snapshot.supervisor.config_error) - 1);
    for (size_t i = 0; i < count; i++) {
        s.report.rule = &rules[i];
        s.report.status = rules[i].status;
        const char *text = sample_page(&s, page_status);
        assert_non_null(text);
        assert_null(strstr(text, "<<"));
    }
}

static void what_others_wrote_is_escaped(void **state)
{
    (void)state;
    sample_event(&s, "<script>alert('x')</script> & \"y\"");
    strcpy(s.snapshot.supervisor.workers[WORKER_SHEETS].last_exit, "<b>");
    assert_shows("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;");
    assert_shows("<td data-label=\"dernière fin\">&lt;b&gt;</td>");
    assert_null(strstr(sample_page(&s, page_status), "<script>"));
}

static void nothing_inline_that_the_policy_forbids(void **state)
{
    (void)state;
    const char *text = sample_page(&s, page_status);
    assert_null(strstr(text, " style="));
    assert_null(strstr(text, "<style"));
    assert_null(strstr(text, " onload="));
    assert_null(strstr(text, "http://"));
    assert_null(strstr(text, "https://"));
}

static void the_part_that_changes_is_part_of_the_page(void **state)
{
    (void)state;
    struct buffer main_part;
    buffer_init(&main_part, PAGE_MOST);
    page_status_main(&main_part, &s.report);
    assert_shows(buffer_string(&main_part));
    buffer_free(&main_part);
}

static void a_ban_shows_when_it_ends(void **state)
{
    (void)state;
    sample_verdict(&s, CONDITION_IP_BANNED, 0);
    s.timeline.banned_until_s = SAMPLE_WALL / 1000 + 9120;
    assert_shows(
        "Reprise prévue à <time class=\"clock\" datetime=\"2024-01-01T14:32:00Z\">14:32 UTC</time>.");
    s.timeline.banned_until_s += 86400;
    assert_shows("Reprise prévue le <time datetime=\"2024-01-02T14:32:00Z\">2 janvier, 14:32 UTC</time>.");
    s.report.language = ENGLISH;
    assert_shows("Expected back on <time datetime=\"2024-01-02T14:32:00Z\">2 January, 14:32 UTC</time>.");
}

static void the_page_speaks_the_language_of_its_reader(void **state)
{
    (void)state;
    assert_shows("<html lang=\"fr\">");
    assert_shows("href=\"/?lang=en\" lang=\"en\"");
    s.report.language = ENGLISH;
    assert_shows("<html lang=\"en\">");
    assert_shows("href=\"/?lang=fr\" lang=\"fr\"");
    assert_shows("<h1>Everything works.</h1>");
    assert_shows("confirmed writes");
    assert_shows("care of the cache");
    assert_null(strstr(sample_page(&s, page_status), "écritures"));
}

/* Not green, and not "nothing to do", while an alert says what is to be done. */
static void an_alert_that_fires_is_not_called_nothing_to_do(void **state)
{
    (void)state;
    struct alerts_view alerts = {.rule_count = 1};
    s.report.alerts = &alerts;
    assert_shows("class=\"state is-healthy\"");
    assert_shows("Rien à faire.");
    alerts.rules[0] = (struct alert_rule_view){.title = "L'adresse publique ne répond pas",
                                               .severity = "attention",
                                               .advice = "Voyez.",
                                               .firing = true};
    alerts.firing = 1;
    assert_shows("class=\"state is-notice\"");
    assert_shows("Une alerte est en cours : voyez « Alertes » plus bas.");
    assert_null(strstr(sample_page(&s, page_status), "Rien à faire."));
}

/* Not green where a part is not well, and no part better than the verdict that is about it. */
static void the_colour_never_contradicts_a_tile(void **state)
{
    (void)state;
    assert_shows("class=\"state is-healthy\"");
    s.report.task_failures = 1;
    assert_shows("class=\"state is-notice\"");
    assert_shows("<section id=\"service\" class=\"card tile is-warn\">");
    s.report.task_failures = 0;
    s.snapshot.supervisor.workers[WORKER_SHEETS].state = WORKER_WAITING;
    assert_shows("class=\"state is-notice\"");
    s.snapshot.supervisor.workers[WORKER_SHEETS].state = WORKER_UP;
    sample_metrics(&s, WORKER_SHEETS, "SHEETS_DEAD 1\n");
    assert_shows("class=\"state is-notice\"");
    assert_shows("1 ligne refusée");
    sample_metrics(&s, WORKER_SHEETS, "SHEETS_DEAD 0\n");
    size_t count;
    const struct health_rule *rules = verdict_rules(&count);
    for (size_t i = 0; i < count; i++) {
        s.report.rule = &rules[i];
        s.report.status = rules[i].status;
        const char *text = sample_page(&s, page_status);
        bool all_pass = !strstr(text, "tile is-warn") && !strstr(text, "tile is-fail");
        assert_int_equal(all_pass, rules[i].status == HEALTH_HEALTHY);
        if (rules[i].status == HEALTH_DOWN)
            assert_non_null(strstr(text, "tile is-fail"));
    }
}

static void what_a_worker_says_is_to_be_done_stands_alone(void **state)
{
    (void)state;
    sample_metrics(&s, WORKER_SHEETS,
                   "SHEETS_STATE 4\nTROUBLE la feuille n'existe pas. Vérifiez l'<identifiant>.\n");
    sample_verdict(&s, CONDITION_SHEETS_REFUSED, 30);
    assert_shows("</b> la feuille n&#39;existe pas. Vérifiez l&#39;&lt;identifiant&gt;.");
    assert_null(strstr(sample_page(&s, page_status), "Partagez la feuille"));
    s.report.language = ENGLISH; /* a worker that has no English for it: what the verdict's own row says */
    assert_shows("</b> Share the sheet with the service account");
    assert_null(strstr(sample_page(&s, page_status), "Vérifiez"));
    sample_metrics(&s, WORKER_SHEETS, "SHEETS_STATE 4\nTROUBLE Vérifiez.\nTROUBLE_EN check the <id>.\n");
    assert_shows("</b> check the &lt;id&gt;.");
    assert_null(strstr(sample_page(&s, page_status), "Share the sheet"));
    s.report.language = FRENCH;
    sample_verdict(&s, CONDITION_ALWAYS, 0);
    assert_null(strstr(sample_page(&s, page_status), "n&#39;existe pas"));
}

static void settings_to_correct_are_named_in_the_language_of_the_page(void **state)
{
    (void)state;
    sample_verdict(&s, CONDITION_CONFIG_BROKEN, 0);
    snprintf(s.snapshot.supervisor.config_error, sizeof(s.snapshot.supervisor.config_error),
             "DISCORD_TOKEN : il manque. Copiez le jeton. PORT : 0 est refusé. Donnez un nombre.");
    assert_shows("DISCORD_TOKEN : il manque.");
    s.report.language = ENGLISH;
    assert_shows("DISCORD_TOKEN: Copy the bot&#39;s token");
    assert_shows("PORT: Give a number");
    assert_null(strstr(sample_page(&s, page_status), "Copiez"));
    snprintf(s.snapshot.supervisor.config_error, sizeof(s.snapshot.supervisor.config_error),
             ".env ligne 3 : ce n'est pas NOM=valeur.");
    assert_shows("The log and /health say");
    assert_null(strstr(sample_page(&s, page_status), "ligne 3"));
}

static void a_latency_that_was_never_measured_is_not_zero(void **state)
{
    (void)state;
    s.report.latency_known = false;
    assert_shows("latence pas encore mesurée");
    assert_null(strstr(sample_page(&s, page_status), ">0\u00a0ms"));
}

static void troubles_and_recoveries_are_told_in_words(void **state)
{
    (void)state;
    static const char LINE[] =
        "2024-01-01T11:59:00.000Z warn gateway-worker 🔌 Déconnecté de Discord event=gateway.disconnected "
        "code=4009 meaning=\"session expirée\" reason=\"closed by the peer at x (4009)\" "
        "next=\"nouvelle session (IDENTIFY)\" in_seconds=1.653";
    static const char CUT[] =
        "2024-01-01T11:59:01.000Z warn gateway-worker 🔌 Déconnecté de Discord event=gateway.disconnected "
        "code=0 meaning=\"\" reason=\"closed by the peer at stack.read (0)\" next=\"reprise (RESUME)\"";
    struct health_event event;
    assert_true(event_read(LINE, strlen(LINE), &event));
    health_events_add(&s.events, &event);
    health_events_add(&s.events, &event);
    assert_true(event_read(CUT, strlen(CUT), &event));
    health_events_add(&s.events, &event);
    assert_shows("🔌 Déconnecté de Discord : session expirée (code 4009) · suite : nouvelle session "
                 "(IDENTIFY) dans 1,7\u00a0s "
                 "<span class=\"times\">× 2</span>");
    assert_shows(
        "🔌 Déconnecté de Discord : l&#39;autre côté a fermé la connexion · suite : reprise (RESUME)<");
    s.report.language = ENGLISH;
    assert_shows("🔌 Disconnected from Discord: session expired (code 4009) · next: new session (IDENTIFY) in "
                 "1.7\u00a0s");
    assert_shows("🔌 Disconnected from Discord: closed by the peer · next: resume the session (RESUME)<");
}

static void alerts_and_repairs_among_the_events_are_english_too(void **state)
{
    (void)state;
    static const char *const LINES[] = {
        "2024-01-01T11:59:00.000Z warn health-server Alerte levée : Le bot est hors service "
        "event=alert.raised",
        "2024-01-01T11:59:01.000Z crit gateway-worker ❌ Erreur critique : Posez un autre jeton. event=x "
        "code=4004",
    };
    struct health_event event;
    sample_metrics(&s, WORKER_GATEWAY, "TROUBLE Posez un autre jeton.\nTROUBLE_EN Set another token.\n");
    for (size_t i = 0; i < sizeof(LINES) / sizeof(LINES[0]); i++) {
        assert_true(event_read(LINES[i], strlen(LINES[i]), &event));
        health_events_add(&s.events, &event);
    }
    s.report.language = ENGLISH;
    assert_shows("Alert raised: The bot is out of order<");
    assert_shows("❌ Critical error: Set another token.<");
}

static void a_demonstration_is_marked(void **state)
{
    (void)state;
    assert_null(strstr(sample_page(&s, page_status), "démonstration"));
    s.snapshot.supervisor.demo = true;
    assert_shows("démonstration");
}

static void several_shards_are_listed_and_one_alone_is_not(void **state)
{
    (void)state;
    assert_shows("<section id=\"shards\" hidden></section>");
    sample_metrics(&s, WORKER_GATEWAY,
                   "SHARD 0 1 1 0.042 0 0 1\nSHARD 7 0 2 0.5 0 0 1\nSHARD 8 0 3 0 0 0 1\n");
    assert_shows("<li class=\"is-pass\"><b>0</b> <span class=\"word\">connecté</span> 42\u00a0ms</li>");
    assert_shows("<li class=\"is-warn\"><b>7</b> <span class=\"word\">perdu</span></li>");
    assert_shows("<li class=\"is-fail\"><b>8</b> <span class=\"word\">arrêté</span></li>");
}

static void shards_of_a_worker_that_is_gone_are_unknown(void **state)
{
    (void)state;
    sample_metrics(&s, WORKER_GATEWAY, "SHARD 0 1 1 0.042 0 0 1\nSHARD 1 1 1 0.042 0 0 1\n");
    s.snapshot.supervisor.workers[WORKER_GATEWAY].state = WORKER_WAITING;
    assert_shows("<li class=\"is-warn\"><b>1</b> <span class=\"word\">inconnu</span></li>");
}

static void memory_is_drawn_once_two_slices_are_filled(void **state)
{
    (void)state;
    averages_memory(&s.averages, SAMPLE_NOW - 5000, 10 << 20);
    assert_null(strstr(sample_page(&s, page_status), "<polyline"));
    averages_memory(&s.averages, SAMPLE_NOW, 20 << 20);
    assert_shows("<polyline points=\"232.0,24.0 236.0,8.0 \"/>");
    assert_shows("moyenne 15,0 Mo, plus haut 20,0 Mo");
}

static void the_badge_tells_each_status_in_words(void **state)
{
    (void)state;
    static const enum health_status ALL[] = {HEALTH_STARTING, HEALTH_HEALTHY, HEALTH_DEGRADED, HEALTH_DOWN};
    for (size_t i = 0; i < 4; i++) {
        s.report.status = ALL[i];
        for (int language = FRENCH; language <= ENGLISH; language++) {
            s.report.language = (enum language)language;
            const char *text = sample_page(&s, page_badge);
            assert_int_equal(strncmp(text, "<svg ", 5), 0);
            assert_non_null(strstr(text, page_word((enum language)language, status_words(ALL[i])->word)));
            assert_non_null(strstr(text, status_words(ALL[i])->colour));
        }
    }
}

static void assets_are_whole(void **state)
{
    (void)state;
    assert_non_null(strstr(sample_page(&s, page_css), "prefers-color-scheme: dark"));
    assert_non_null(strstr(sample_page(&s, page_js), "new EventSource('/events?lang='"));
    assert_non_null(strstr(sample_page(&s, page_css), ".uplot"));
    assert_non_null(strstr(sample_page(&s, page_uplot), "uPlot"));
    assert_non_null(strstr(sample_page(&s, page_icon), "</svg>"));
}

#define PAGE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PAGE_TEST(the_page_says_state_meaning_and_what_happens_next),
        PAGE_TEST(every_rule_renders_within_the_cap_and_escaped),
        PAGE_TEST(what_others_wrote_is_escaped),
        PAGE_TEST(nothing_inline_that_the_policy_forbids),
        PAGE_TEST(the_part_that_changes_is_part_of_the_page),
        PAGE_TEST(a_ban_shows_when_it_ends),
        PAGE_TEST(the_page_speaks_the_language_of_its_reader),
        PAGE_TEST(an_alert_that_fires_is_not_called_nothing_to_do),
        PAGE_TEST(the_colour_never_contradicts_a_tile),
        PAGE_TEST(what_a_worker_says_is_to_be_done_stands_alone),
        PAGE_TEST(settings_to_correct_are_named_in_the_language_of_the_page),
        PAGE_TEST(a_latency_that_was_never_measured_is_not_zero),
        PAGE_TEST(troubles_and_recoveries_are_told_in_words),
        PAGE_TEST(alerts_and_repairs_among_the_events_are_english_too),
        PAGE_TEST(a_demonstration_is_marked),
        PAGE_TEST(several_shards_are_listed_and_one_alone_is_not),
        PAGE_TEST(shards_of_a_worker_that_is_gone_are_unknown),
        PAGE_TEST(memory_is_drawn_once_two_slices_are_filled),
        PAGE_TEST(the_badge_tells_each_status_in_words),
        PAGE_TEST(assets_are_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
