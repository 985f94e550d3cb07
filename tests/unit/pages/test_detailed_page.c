/* The report for people. */
#include "history_view.h"
#include "sample_report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static struct sample s;

static void it_begins_with_the_contracts_lines_byte_for_byte(void **state)
{
    (void)state;
    static const char HEAD[] = "🤖 Rapport de santé du bot\n"
                               "⏱️ Uptime: 1:00:00\n"
                               "🏓 Latence moyenne (5min): 0.125s\n"
                               "💾 Mémoire moyenne (5min): 245.6MB\n"
                               "❌ Erreurs totales: 2\n"
                               "🔄 Échecs de tâches (1h): 0\n"
                               "📡 Événements de connexion: 4\n"
                               "💓 Dernier heartbeat: 12:00:00\n";
    sample_init(&s);
    assert_int_equal(strncmp(sample_page(&s, page_detailed), HEAD, strlen(HEAD)), 0);
    sample_fini(&s);
}

static void no_heartbeat_yet_reads_not_available(void **state)
{
    (void)state;
    sample_init(&s);
    s.timeline.last_heartbeat_s = 0;
    assert_non_null(strstr(sample_page(&s, page_detailed), "💓 Dernier heartbeat: N/A\n"));
    sample_fini(&s);
}

static void what_is_not_measured_yet_is_not_0(void **state)
{
    (void)state;
    sample_init(&s);
    s.report.latency_known = s.report.memory_known = s.report.memory_mean_known = false;
    s.report.latency_mean_s = s.report.memory_mean_bytes = 0;
    sample_metrics(&s, WORKER_GATEWAY, "GATEWAY_LATENCY 0\nSHARD 0 1 1 0 0 0 1\nSHARD 1 1 1 0.5 0 0 1\n");
    const char *text = sample_page(&s, page_detailed);
    assert_non_null(strstr(text, "🏓 Latence moyenne (5min): pas encore mesurée\n"));
    assert_non_null(strstr(text, "💾 Mémoire moyenne (5min): pas encore mesurée\n"));
    assert_non_null(strstr(text, "\nDernier aller-retour : pas encore mesuré\n"));
    assert_non_null(strstr(text, "Shard 0 : connecté · aller-retour pas encore mesuré ·"));
    assert_non_null(strstr(text, "Shard 1 : connecté · aller-retour 0.500 s ·"));
    assert_non_null(strstr(text, "Mémoire : pas encore mesurée, alerte à"));
    assert_null(strstr(text, " 0.000"));
    sample_fini(&s);
}

static void the_history_says_where_it_is_kept_and_what_happened(void **state)
{
    (void)state;
    struct incident incident = {.began_ms = SAMPLE_WALL - 90000,
                                .ended_ms = SAMPLE_WALL,
                                .status = HEALTH_DOWN,
                                .reason = "gateway_lost",
                                .seconds = 90,
                                .end = INCIDENT_RESUMED};
    struct history_view *view = history_view_create();
    sample_init(&s);
    s.report.history = view;
    assert_non_null(strstr(sample_page(&s, page_detailed),
                           "Disponibilité sur 24 heures : rien n'a encore été observé\n"));
    assert_non_null(strstr(buffer_string(&s.out), "Derniers incidents :\naucun\n"));
    for (int i = 0; i < 4; i++)
        history_view_add(view, &(struct history_sample){.t_s = SAMPLE_WALL / 1000 - 30 * i,
                                                        .status = i ? HEALTH_HEALTHY : HEALTH_DOWN});
    history_view_put_incident(view, &incident);
    history_view_set_place(view, HISTORY_IN_MEMORY, SAMPLE_WALL);
    const char *text = sample_page(&s, page_detailed);
    assert_non_null(strstr(text, "Conservé : en mémoire seulement depuis le 2024-01-01T12:00:00 UTC"));
    assert_non_null(strstr(text, "Disponibilité sur 24 heures : 75.00 % (0.1 % du temps observé)\n"));
    assert_non_null(strstr(
        text, "2024-01-01T11:58:30 UTC · en panne · gateway_lost · 0:01:30 · session Discord reprise\n"));
    history_view_destroy(&view);
    sample_fini(&s);
}

static void each_worker_that_runs_has_a_section(void **state)
{
    (void)state;
    sample_init(&s);
    const char *text = sample_page(&s, page_detailed);
    assert_non_null(strstr(text, "\n== gateway-worker ==\n"));
    assert_non_null(strstr(text, "\n== sheets-worker ==\n"));
    assert_non_null(strstr(text, "\n== health-server ==\n"));
    assert_null(strstr(text, "== simulator =="));
    assert_non_null(strstr(text, "\n== Google Sheets ==\n"));
    assert_non_null(strstr(text, "\n== Limites ==\n"));
    sample_fini(&s);
}

static void each_task_shows_its_last_success_and_its_failures(void **state)
{
    (void)state;
    sample_init(&s);
    sample_metrics(&s, WORKER_GATEWAY, "TASK_COMMANDS_SUCCESS 1704110399.5\nTASK_COMMANDS_FAILURES 2\n");
    const char *text = sample_page(&s, page_detailed);
    assert_non_null(strstr(text, "\n== Tâches de fond ==\n"
                                 "enregistrement des commandes (gateway-worker) : dernière réussite "
                                 "2024-01-01T11:59:59 UTC, 2 échec(s)\n"));
    assert_non_null(strstr(
        text, "\nmise à jour des panneaux (gateway-worker) : dernière réussite aucune encore, 0 échec(s)\n"));
    sample_fini(&s);
}

static void each_cache_shows_what_it_holds_and_what_it_gave_up(void **state)
{
    (void)state;
    sample_init(&s);
    sample_metrics(&s, WORKER_GATEWAY,
                   "CACHE_ENTRIES_MEMBERS 1000\nCACHE_BYTES_MEMBERS 82432\nCACHE_EVICTED_MEMBERS 3\n");
    const char *text = sample_page(&s, page_detailed);
    assert_non_null(strstr(text, "\n== Caches de Discord ==\n"
                                 "Salons : 0 en 0.0 Ko, 0 abandonnés faute de place\n"));
    assert_non_null(strstr(text, "\nMembres : 1000 en 80.5 Ko, 3 abandonnés faute de place\n"));
    sample_fini(&s);
}

static void several_shards_have_a_line_each_and_one_alone_has_none(void **state)
{
    (void)state;
    sample_init(&s);
    assert_null(strstr(sample_page(&s, page_detailed), "Shard 0"));
    char body[256];
    snprintf(body, sizeof(body), "SHARD 0 1 1 0.042 %.0f 3 1\nSHARD 7 0 2 0 0 0 12\n",
             (double)s.report.wall_ms / 1000 - 3723);
    sample_metrics(&s, WORKER_GATEWAY, body);
    const char *text = sample_page(&s, page_detailed);
    assert_non_null(strstr(text, "\nShard 0 : connecté · aller-retour 0.042 s · session : 1:02:03 · "
                                 "reprises : 3 · IDENTIFY : 1\n"));
    assert_non_null(strstr(text, "\nShard 7 : perdu · aller-retour pas encore mesuré · session : aucune · "
                                 "reprises : 0 · IDENTIFY : 12\n"));
    sample_fini(&s);
}

static void a_worker_that_waits_says_why_and_how_long(void **state)
{
    (void)state;
    sample_init(&s);
    struct worker_view *sheets = &s.snapshot.supervisor.workers[WORKER_SHEETS];
    sheets->state = WORKER_WAITING;
    sheets->next_start_in_ms = 1500;
    strcpy(sheets->last_exit, "signal 9 (Killed)");
    const char *text = sample_page(&s, page_detailed);
    assert_non_null(strstr(text, "Prochain démarrage dans : 1.5 s\n"));
    assert_non_null(strstr(text, "Dernière fin : signal 9 (Killed)\n"));
    sample_fini(&s);
}

static void events_stand_newest_first(void **state)
{
    (void)state;
    sample_init(&s);
    assert_non_null(strstr(sample_page(&s, page_detailed), "== Derniers événements ==\naucun\n"));
    sample_event(&s, "premier");
    sample_event(&s, "second");
    const char *text = sample_page(&s, page_detailed);
    assert_non_null(strstr(text, "second"));
    assert_true(strstr(text, "second") < strstr(text, "premier"));
    sample_fini(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_begins_with_the_contracts_lines_byte_for_byte),
        cmocka_unit_test(no_heartbeat_yet_reads_not_available),
        cmocka_unit_test(what_is_not_measured_yet_is_not_0),
        cmocka_unit_test(the_history_says_where_it_is_kept_and_what_happened),
        cmocka_unit_test(each_worker_that_runs_has_a_section),
        cmocka_unit_test(each_task_shows_its_last_success_and_its_failures),
        cmocka_unit_test(each_cache_shows_what_it_holds_and_what_it_gave_up),
        cmocka_unit_test(several_shards_have_a_line_each_and_one_alone_has_none),
        cmocka_unit_test(a_worker_that_waits_says_why_and_how_long),
        cmocka_unit_test(events_stand_newest_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
