"""Answers 429 of any length: obeyed to the letter, and the Gateway and its interactions never wait for them."""
import time

import pytest

from pretend import TICKET_PREFIX
from processes import never_while, wait_until

HOURS_23 = 23 * 3600
THROUGH_DISCORD = {"Via": "1.1 google"}  # a 429 without it never reached Discord's own servers


def calls(simulator, path):
    return [r for r in simulator.get("requests") if path in r["path"]]


def posts(simulator, channel):
    return [r for r in calls(simulator, f"/channels/{channel}/messages") if r["method"] == "POST"]


def test_a_limit_of_23_hours_on_one_route_stops_that_route_only(vigie, simulator):
    simulator.post("rest", method="POST", path="/channels/", status=429, times=1,
                   headers={**THROUGH_DISCORD, "Retry-After": str(HOURS_23), "X-RateLimit-Scope": "user"},
                   body={"message": "You are being rate limited.", "retry_after": HOURS_23, "global": False})
    limited = simulator.new_channel(TICKET_PREFIX + "limité")
    wait_until(lambda: len(posts(simulator, limited)) == 1, what="the answer 429")
    free = simulator.new_ticket("libre")
    interaction = simulator.outcome(simulator.press(free))
    assert interaction["acknowledged"] and interaction["ack_ms"] < 3000
    assert len(posts(simulator, limited)) == 1, "it was asked again before its time"
    assert vigie.health()["status"] == "healthy"
    assert simulator.state()["connections"] == 1


def test_a_global_limit_of_23_hours_leaves_the_gateway_and_interactions_alone(vigie, simulator):
    ticket = simulator.new_ticket()
    simulator.post("rest", method="POST", path="/channels/", status=429, times=1,
                   headers={**THROUGH_DISCORD, "Retry-After": str(HOURS_23), "X-RateLimit-Global": "true",
                            "X-RateLimit-Scope": "global"},
                   body={"message": "You are being rate limited.", "retry_after": HOURS_23, "global": True})
    limited = simulator.new_channel(TICKET_PREFIX + "limité")
    wait_until(lambda: len(posts(simulator, limited)) == 1, what="the answer 429")
    interaction = simulator.outcome(simulator.press(ticket))
    assert interaction["acknowledged"] and interaction["ack_ms"] < 3000
    assert len(posts(simulator, limited)) == 1
    simulator.do("drop")
    simulator.wait_resumed()
    simulator.check_kept_session()
    vigie.wait_healthy()


BANS = {"a page": ({"Content-Type": "text/html", "Retry-After": str(HOURS_23)}, "<html>Access denied</html>"),
        "error 1015": ({"Content-Type": "text/plain", "Retry-After": str(HOURS_23)}, "error code: 1015"),
        "without a time": ({"Content-Type": "text/plain"}, "error code: 1015")}


@pytest.mark.parametrize("headers, body", BANS.values(), ids=BANS.keys())
def test_a_ban_of_this_address_is_degraded_with_its_end_and_the_gateway_stays(vigie, simulator, headers, body):
    simulator.post("rest", method="POST", path="/channels/", status=429, times=1, headers=headers, body=body)
    banned = simulator.new_channel(TICKET_PREFIX + "banni")
    health = vigie.wait_status("degraded")
    assert health["reason"] == "discord_ip_block"
    until = time.mktime(time.strptime(health["retry_at"][:19], "%Y-%m-%dT%H:%M:%S")) - time.timezone
    wanted = float(headers.get("Retry-After", 300))
    assert abs(until - time.time() - wanted) < 120
    requests = simulator.state()["requests"]
    heartbeats = simulator.state()["heartbeats"]
    simulator.new_channel(TICKET_PREFIX + "plus-tard")
    simulator.do("heartbeat_request")
    never_while(lambda: simulator.state()["requests"] > requests,
                lambda: simulator.state()["heartbeats"] > heartbeats, what="Discord was asked during its ban")
    assert vigie.health()["gateway"]["connected"] is True
    assert simulator.state()["connections"] == 1
    assert len(posts(simulator, banned)) == 1
    vigie.stop()


def test_what_waited_for_the_end_of_a_ban_is_done_then(vigie, simulator):
    simulator.post("rest", method="POST", path="/channels/", status=429, times=1,
                   headers={"Content-Type": "text/html", "Retry-After": "4"}, body="<html>1015</html>")
    banned = simulator.new_channel(TICKET_PREFIX + "banni")
    vigie.wait_status("degraded")
    wait_until(lambda: simulator.panel(banned), what="the panel, after the ban")
    first, second = [p["at_ms"] for p in posts(simulator, banned)][:2]
    assert second - first >= 3995  # both moments are whole milliseconds of the simulator's clock
    assert vigie.wait_healthy().get("retry_at") is None
