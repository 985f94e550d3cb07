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


def test_a_resume_goes_to_the_url_that_ready_named_with_the_same_query(vigie, simulator):
    simulator.do("drop")
    simulator.wait_resumed()
    first, second = (r["path"] for r in simulator.get("requests") if r["path"].startswith(("/?", "/resume?")))
    assert first.startswith("/?") and "v=10" in first and "encoding=json" in first
    assert second == "/resume" + first[1:]


def test_a_discord_that_refuses_for_a_while_is_dialled_again_and_again_but_not_in_a_storm(vigie, simulator):
    before = simulator.state()["connections"]
    simulator.mode(refuse=True)
    simulator.do("drop")
    wait_until(lambda: simulator.state()["connections"] >= before + 3, what="three refused attempts")
    simulator.mode()
    simulator.wait_resumed()
    assert simulator.state()["connections"] <= before + 14
    assert vigie.workers()["gateway-worker"]["restarts"] == 0


def test_first_heartbeats_are_spread_over_their_interval(simulator, new_service):
    """Eight connections at once; by chance alone all eight fall into one tenth of the interval once in a million runs."""
    simulator.mode(shards=8, max_concurrency=8, heartbeat_interval=2000)
    new_service({**simulator.settings(), "SHARD_COUNT": "auto"}).start()
    wait_until(lambda: len(simulator.state()["first_heartbeats"]) == 8, what="each connection's first heartbeat")
    state = simulator.state()
    assert max(state["first_heartbeats"]) - min(state["first_heartbeats"]) > 0.1, state["first_heartbeats"]
    assert state["violations"] == []


def test_a_heartbeat_on_request_is_answered_at_once(vigie, simulator):
    before = simulator.state()["heartbeats"]
    simulator.do("heartbeat_request")
    wait_until(lambda: simulator.state()["heartbeats"] > before, what="a heartbeat")
    assert simulator.state()["violations"] == []
