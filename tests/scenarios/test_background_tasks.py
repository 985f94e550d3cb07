"""Background tasks: a failed run is counted, repeated, and said aloud when it fails again and again; panels follow rows that
people change; caches give their memory back."""
import json

import pytest

from pretend import ALICE, BERTRAND, PANEL_TITLE, TICKET_PREFIX, VALIDATE
from processes import wait_until

COMMANDS_TASK = "enregistrement des commandes"
FAILURES = 'vigie_task_run_failures_total{task="commands"}'


def registrations(simulator):
    return [r for r in simulator.get("requests") if r["method"] == "PUT" and r["path"].endswith("/commands")]


def refuse_registrations(simulator):
    simulator.post("rest", method="PUT", path="/applications", status=503, times=-1)


def description_of(panel):
    return next(e["description"] for e in panel["embeds"] if e["title"] == PANEL_TITLE)


def test_unchanged_commands_cost_no_request(vigie, simulator):
    wait_until(lambda: simulator.state()["commands"], what="the commands are registered")
    assert len(registrations(simulator)) == 1
    vigie.stop()
    vigie.start_healthy()
    wait_until(lambda: vigie.metric('vigie_task_last_success_timestamp_seconds{task="commands"}'),
               what="the successor has compared")
    assert len(registrations(simulator)) == 1


def test_a_failing_registration_counts_and_recovers_by_itself(simulator, idle_vigie):
    refuse_registrations(simulator)
    vigie = idle_vigie.start_healthy()
    wait_until(lambda: vigie.health()["task_failures_1h"] >= 1, timeout=30, what="a failed run is counted")
    assert vigie.metric(FAILURES) >= 1
    assert vigie.health()["status"] == "healthy"
    simulator.post("reset")
    wait_until(lambda: simulator.state()["commands"], timeout=30, what="the commands are registered after all")
    wait_until(lambda: f"Tâche de fond « {COMMANDS_TASK} » : elle fonctionne de nouveau" in vigie.log(),
               what="the recovery is said")
    assert "❌ Erreur critique" not in vigie.log()


@pytest.mark.slow
def test_three_failures_in_a_row_alert_once_and_the_recovery_is_told(simulator, idle_vigie):
    refuse_registrations(simulator)
    vigie = idle_vigie.start_healthy()
    alert = f"❌ Erreur critique : la tâche de fond « {COMMANDS_TASK} »"
    wait_until(lambda: alert in vigie.log(), timeout=90, what="the alert")
    wait_until(lambda: vigie.metric(FAILURES) == 3, what="the third failure in the measures")
    wait_until(lambda: vigie.metric(FAILURES) >= 4, timeout=90, what="a fourth failure")
    assert vigie.log().count("❌ Erreur critique") == 1
    simulator.post("reset")
    wait_until(lambda: "elle fonctionne de nouveau" in vigie.log(), timeout=90, what="the recovery is said")
    assert simulator.state()["commands"]


def test_the_report_names_each_task_with_its_last_success(vigie):
    def line():
        text = vigie.get("/health/detailed").text
        section = text.partition("== Tâches de fond ==\n")[2].partition("\n\n")[0]
        return next((li for li in section.splitlines() if li.startswith(COMMANDS_TASK) and " UTC" in li), None)
    assert wait_until(line, what="a last success").endswith("0 échec(s)")


@pytest.mark.slow
def test_a_row_that_a_person_changes_shows_in_its_panel(vigie, simulator):
    channel, other = simulator.new_ticket(), simulator.new_ticket("inchangee")
    simulator.outcome(simulator.press(channel, VALIDATE, ALICE))
    wait_until(lambda: simulator.validators(channel) == [ALICE], what="the press is in the sheet")
    place = next(i for i, row in enumerate(simulator.rows(), 1) if row and row[0] and row[0]["value"] == channel)
    vigie.stop()  # a running one believes its image of the sheet for a minute
    simulator.control("PUT", "sheet/cell", {"row": place, "column": 2, "value": json.dumps([int(BERTRAND)]),
                                            "as": "string"})
    vigie.start_healthy()
    wait_until(lambda: BERTRAND in description_of(simulator.panel(channel)), timeout=120, what="the panel follows")
    assert ALICE not in description_of(simulator.panel(channel))
    wait_until(lambda: vigie.metric("vigie_panels_refreshed_total") == 1, what="one panel is counted")
    assert not simulator.panel(other)["edited"]


def test_a_cache_that_would_grow_while_memory_is_critical_stays_small(simulator, new_service):
    vigie = new_service({**simulator.settings(), "MEMORY_WARN_MB": "1", "MEMORY_CRITICAL_MB": "2"}).start_connected()
    wait_until(lambda: "💾 Utilisation mémoire critique" in vigie.log(), what="memory is said to be critical")
    channels = [{"id": str(900000000000000000 + n), "type": 0, "name": f"salon-{n}"} for n in range(3000)]
    simulator.post("dispatch", t="GUILD_CREATE", d={"id": "77", "channels": channels})
    wait_until(lambda: vigie.metric('vigie_cache_entries{kind="channel"}') > 100, timeout=30, what="channels are cached")
    assert vigie.metric('vigie_cache_bytes{kind="channel"}') <= 128 * 1024
    assert vigie.metric('vigie_cache_evicted_total{kind="channel"}') > 1000
    ticket = simulator.new_channel(TICKET_PREFIX + "malgre-tout")
    wait_until(lambda: simulator.panel(ticket), what="a new ticket is served all the same")


def test_a_token_that_is_refused_for_a_while_counts_and_recovers(simulator, idle_vigie):
    simulator.post("google", op="token", status=503, times=2)
    vigie = idle_vigie.start()
    wait_until(lambda: vigie.metric('vigie_task_run_failures_total{task="token"}') == 2, what="both failures are counted")
    wait_until(lambda: vigie.metric('vigie_task_last_success_timestamp_seconds{task="token"}'), what="a token at last")
    vigie.wait_healthy()
    assert vigie.health()["task_failures_1h"] >= 2
    assert "❌ Erreur critique" not in vigie.log()


@pytest.mark.slow
def test_the_comparison_counts_rows_that_people_changed(vigie, simulator):
    channel = simulator.new_ticket()
    wait_until(lambda: simulator.row(channel), what="the ticket's row")
    vigie.stop()
    vigie.start_healthy()
    wait_until(lambda: vigie.metric("sheets_rows_cached"), what="the sheet is known")
    place = next(i for i, row in enumerate(simulator.rows(), 1) if row and row[0] and row[0]["value"] == channel)
    simulator.control("PUT", "sheet/cell", {"row": place, "column": 2, "value": f"[{ALICE}]", "as": "string"})
    wait_until(lambda: vigie.metric("sheets_diverged_rows_total"), timeout=120, what="the difference is counted")
    assert vigie.metric("sheets_diverged_rows_total") == 1
    vigie.wait_log("La feuille n'est plus comme Vigie la connaissait")
