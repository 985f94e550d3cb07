"""What Discord does to a connection every day, and how the bot comes back. The rarer ways to die have files of their own:
test_close_codes, test_silent_peers, test_sessions_that_do_not_resume, test_dials_that_fail, test_odd_payloads."""
import pytest

from processes import wait_until


@pytest.mark.parametrize("fault", ["drop", "fin", "reconnect"])
def test_a_lost_connection_is_resumed_without_an_identify(vigie, simulator, fault):
    """A reset, an end without a Close frame, and op 7, which a healthy connection gets every few hours."""
    simulator.do(fault)
    simulator.wait_resumed()
    vigie.wait_log("🔌 Déconnecté de Discord")
    vigie.wait_log("🔄 Reconnexion réussie")
    simulator.check_kept_session()
    assert vigie.health()["status"] == "healthy"


def test_a_discord_that_refuses_for_a_while_is_dialled_again_and_again_but_not_in_a_storm(vigie, simulator):
    before = simulator.state()["connections"]
    simulator.mode(refuse=True)
    simulator.do("drop")
    wait_until(lambda: simulator.state()["connections"] >= before + 3, what="three refused attempts")
    simulator.mode()
    simulator.wait_resumed(timeout=32)
    assert simulator.state()["connections"] <= before + 14
    assert vigie.workers()["gateway-worker"]["restarts"] == 0


def test_a_heartbeat_on_request_is_answered_at_once(vigie, simulator):
    before = simulator.state()["heartbeats"]
    simulator.do("heartbeat_request")
    wait_until(lambda: simulator.state()["heartbeats"] > before, what="a heartbeat")
    assert simulator.state()["violations"] == []
