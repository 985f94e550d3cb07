"""What Discord forbade stays forbidden when the supervisor, and with it every process, has been stopped and started:
this address, the token, further refused requests, further logins."""
import time
import re
import json

import pytest

from processes import never_while, wait_until
from test_rest_limits import INVALID_MOST, check_silent, link_to_a_document, rest_calls

LONG = 82721


def stop_and_start(service):
    service.stop()
    service.start()
    wait_until(lambda: service.metric("vigie_gateway_state") is not None, what="the new gateway-worker's numbers")


def dials_nobody_for(service, simulator, seconds):
    dials, enough = len(simulator.dials()), seconds
    never_while(lambda: len(simulator.dials()) > dials,
                lambda: (service.metric("vigie_uptime_seconds") or 0) >= enough, what="it dialled")


def test_a_ban_of_rest_is_obeyed_and_shown_at_once_after_a_restart(vigie, simulator):
    channel = simulator.new_ticket()
    simulator.post("rest", status=429, body="<html>error code: 1015</html>", times=-1,
                   headers={"Content-Type": "text/html", "Retry-After": str(LONG)})
    link_to_a_document(simulator, channel)
    before = vigie.wait_status("degraded")
    assert before["reason"] == "discord_ip_block"
    calls = rest_calls(simulator)
    stop_and_start(vigie)
    health = vigie.wait_status("degraded")
    assert health["reason"] == "discord_ip_block"
    assert health["retry_at"][:15] == before["retry_at"][:15]
    simulator.wait_resumed()
    check_silent(vigie, simulator, channel)
    assert rest_calls(simulator) == calls


def test_a_ban_at_the_gateways_door_is_obeyed_and_shown_at_once_after_a_restart(vigie, simulator):
    simulator.mode(handshake=429, retry_after=LONG)
    simulator.do("drop")
    vigie.wait_log("event=gateway.ip_block")
    simulator.mode()
    stop_and_start(vigie)
    health = vigie.wait_status("degraded")
    assert health["reason"] == "discord_ip_block" and health["retry_at"]
    dials_nobody_for(vigie, simulator, 4)


def test_a_token_that_close_code_4004_refused_is_not_tried_again_and_a_new_one_is_at_once(idle_vigie, simulator):
    simulator.mode(identify_close=4004)
    vigie = idle_vigie.start()
    assert vigie.wait_status("down")["reason"] == "token_refused"
    spent = simulator.state()["identifies"]
    simulator.mode()
    stop_and_start(vigie)
    assert vigie.wait_status("down")["reason"] == "token_refused"
    dials_nobody_for(vigie, simulator, 4)
    assert simulator.state()["identifies"] == spent
    vigie.stop()
    token = vigie.environment["DISCORD_TOKEN"]
    for path in vigie.state_dir.rglob("*.json"):
        assert token not in path.read_text(encoding="utf-8")
        path.write_text(path.read_text(encoding="utf-8").replace('"refused_bot":"', '"refused_bot":"f'), encoding="utf-8")
    vigie.start().wait_healthy()  # as if the token were another one


def test_a_token_that_rest_refused_asks_nothing_after_a_restart(vigie, simulator):
    channel = simulator.new_ticket()
    simulator.post("rest", status=401, body={"message": "401: Unauthorized", "code": 0}, times=-1)
    link_to_a_document(simulator, channel)
    vigie.wait_status("down")
    calls = rest_calls(simulator)
    stop_and_start(vigie)
    assert vigie.wait_status("down")["reason"] == "token_refused"
    simulator.wait_resumed()
    check_silent(vigie, simulator, channel)
    assert rest_calls(simulator) == calls


@pytest.mark.slow
def test_refused_requests_are_counted_on_after_a_restart(vigie, simulator):
    channel = simulator.new_ticket()
    simulator.post("rest", status=403, body={"message": "Missing Permissions", "code": 50013}, times=-1)
    for begun in range(0, INVALID_MOST, 250):
        link_to_a_document(simulator, channel, 250)
        wait_until(lambda: vigie.metric("discord_rest_invalid_total") >= begun + 250, what=f"{begun + 250} refusals")
    vigie.wait_log("event=rest.paused")
    calls = rest_calls(simulator)
    stop_and_start(vigie)
    vigie.wait_log("event=rest.paused", count=2)
    simulator.wait_resumed()
    check_silent(vigie, simulator, channel)
    assert rest_calls(simulator) == calls


def test_unreadable_limits_forbid_nothing(vigie, simulator):
    vigie.stop()
    (vigie.state_dir / "limits.json").write_text('{"banned_ms":9e99,"invalid":{', encoding="utf-8")
    vigie.start().wait_healthy()
    simulator.new_ticket()


# ---- What /gateway/bot says is left of the day's logins.

@pytest.fixture
def two_shards(simulator, new_service):
    return new_service({**simulator.settings(), "SHARD_COUNT": "2"})


def test_what_discord_says_is_left_of_the_day_is_what_is_shown(two_shards, simulator):
    simulator.mode(starts_a_day=700)
    two_shards.start()
    wait_until(lambda: two_shards.metric("discord_identifies_left") == 698, what="two of 700 are spent")
    assert "IDENTIFY restants aujourd'hui : 698" in two_shards.get("/health/detailed").text


def test_a_day_that_ends_gives_its_logins_back_without_another_login(vigie, simulator):
    """Or the alert about few of them would last until the next IDENTIFY."""
    vigie.stop()
    simulator.mode(heartbeat_interval=1000)
    path = vigie.state_dir / "session.json"
    kept, changed = re.subn(r'"granted":\d+,"granted_until_ms":\d+',
                            f'"granted":150,"granted_until_ms":{int((time.time() + 12) * 1000)}', path.read_text("utf-8"))
    assert changed == 1, kept
    path.write_text(kept, "utf-8")
    vigie.start()
    wait_until(lambda: vigie.metric("discord_identifies_left") == 150, what="what is left of the old day")
    wait_until(lambda: vigie.metric("discord_identifies_left") > 900, what="the new day")


def test_a_day_that_is_spent_is_waited_out_even_over_a_restart(two_shards, simulator):
    limit = {"total": 1000, "remaining": 0, "reset_after": 14400000, "max_concurrency": 1}
    simulator.post("rest", path="/gateway/bot", status=200, body={"shards": 2, "session_start_limit": limit}, times=-1,
                   headers={"Content-Type": "application/json"})
    two_shards.start()
    wait_until(lambda: two_shards.metric("discord_connected{shard=\"1\"}") == 0, what="the shards are known")
    simulator.post("reset")
    two_shards.stop()
    kept = json.loads((two_shards.state_dir / "session.json").read_text(encoding="utf-8"))
    assert kept["session"]["identifies"]["granted"] == 0
    two_shards.environment["SHARD_COUNT"] = "1"  # nobody asks Discord again
    two_shards.start()
    dials_nobody_for(two_shards, simulator, 4)
    assert simulator.state()["identifies"] == 0


def test_buckets_of_their_own_let_shards_log_in_together(two_shards, simulator):
    simulator.mode(max_concurrency=2)
    two_shards.start()
    wait_until(lambda: two_shards.get("/ready").status == 200, what="both are ready")
    first, second = simulator.dials()
    assert second - first < 5000
    assert simulator.state()["violations"] == []
