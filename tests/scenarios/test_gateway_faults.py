"""What Discord does to a connection, and how the bot comes back."""
import pytest

from pretend import ALICE
from processes import wait_until

RESUMABLE = [{"do": "drop"}, {"do": "fin"}, {"do": "reconnect"}, {"do": "close", "code": 4000},
             {"do": "close", "code": 4008}, {"do": "invalid_session", "resumable": True}]


@pytest.mark.parametrize("fault", RESUMABLE, ids=lambda f: f"{f['do']} {f.get('code', '')}")
def test_a_lost_connection_is_resumed_without_an_identify(vigie, simulator, fault):
    simulator.post("gateway", **fault)
    wait_until(lambda: simulator.state()["resumed"] == 1, what="RESUMED")
    vigie.wait_log("🔌 Déconnecté de Discord")
    vigie.wait_log("🔄 Reconnexion réussie")
    assert simulator.state()["identifies"] == 1
    assert vigie.health()["status"] == "healthy"
    assert simulator.state()["violations"] == []


@pytest.mark.parametrize("fault", [{"do": "close", "code": 4007}, {"do": "close", "code": 4009},
                                   {"do": "invalid_session", "resumable": False}],
                         ids=lambda f: f"{f['do']} {f.get('code', '')}")
def test_a_dead_session_is_identified_anew(vigie, simulator, fault):
    simulator.post("gateway", **fault)
    wait_until(lambda: simulator.state()["identifies"] == 2, what="a second IDENTIFY")
    wait_until(lambda: vigie.get("/ready").status == 200, what="ready again")
    channel = simulator.new_ticket()
    simulator.outcome(simulator.press(channel))
    wait_until(lambda: simulator.validators(channel) == [ALICE], what="the row")


@pytest.mark.parametrize("code", [4004, 4013, 4014])
def test_a_fatal_close_code_is_down_with_a_reason_and_no_further_attempt(vigie, simulator, code):
    pids = vigie.pids()
    simulator.post("gateway", do="close", code=code)
    health = vigie.wait_status("down")
    assert health["reason"]
    vigie.wait_log("❌ Erreur critique")
    assert str(code) in vigie.log()
    assert simulator.state()["identifies"] == 1
    assert vigie.pids() == pids
    vigie.stop()


def test_a_discord_that_refuses_for_a_while_is_dialled_again_and_again_but_not_in_a_storm(vigie, simulator):
    before = simulator.state()["connections"]
    simulator.post("gateway/mode", refuse=True)
    simulator.post("gateway", do="drop")
    wait_until(lambda: simulator.state()["connections"] >= before + 3, what="three refused attempts")
    simulator.post("gateway/mode")
    wait_until(lambda: simulator.state()["resumed"] == 1, timeout=32, what="RESUMED")
    assert simulator.state()["connections"] <= before + 14
    assert vigie.workers()["gateway-worker"]["restarts"] == 0


def test_a_line_that_has_fallen_silent_is_given_up_within_twenty_seconds(vigie, simulator):
    """TCP stays up and nothing answers: with Discord's interval a missing ACK alone would be noticed after 41 s."""
    before = simulator.state()["connections"]
    simulator.post("gateway/mode", silent=True)
    wait_until(lambda: simulator.state()["connections"] > before, timeout=22, what="the bot dials again")
    simulator.post("gateway/mode")
    wait_until(lambda: simulator.state()["resumed"] == 1, what="RESUMED")
    assert simulator.state()["identifies"] == 1
    assert not {1000, 1001} & set(simulator.state()["closes_received"]), "these codes end the session"


def test_a_heartbeat_on_request_is_answered_at_once(vigie, simulator):
    before = simulator.state()["heartbeats"]
    simulator.post("gateway", do="heartbeat_request")
    wait_until(lambda: simulator.state()["heartbeats"] > before, what="a heartbeat")
    assert simulator.state()["violations"] == []


def test_a_connection_without_acks_is_given_up_and_resumed(simulator, new_service):
    simulator.post("gateway/mode", heartbeat_interval=1000)
    service = new_service(simulator.settings()).start_healthy()
    simulator.post("gateway/mode", heartbeat_interval=1000, no_ack=True)
    wait_until(lambda: simulator.state()["connections"] >= 2, what="the bot dials again")
    simulator.post("gateway/mode", heartbeat_interval=1000)
    wait_until(lambda: simulator.state()["resumed"] >= 1, what="RESUMED")
    assert simulator.state()["identifies"] == 1
    assert not {1000, 1001} & set(simulator.state()["closes_received"]), "these codes end the session"
    service.wait_healthy()
