"""What Discord's REST API may say to all requests at once: the token is refused, this address is banned, too many
were refused. Each is obeyed by the next life of the worker too."""
import pytest

from pretend import BERTRAND, TICKET_PREFIX, words_of
from processes import never_while, wait_until

INVALID_MOST = 1000  # in ten minutes; Discord bans at 10,000


def rest_calls(simulator):
    return simulator.state()["requests"]


def link_to_a_document(simulator, channel, count=1):
    """Messages that the bot pins: one request each."""
    message = {"id": "$n", "channel_id": channel, "guild_id": simulator.state()["guild"]["id"], "type": 0,
               "content": "https://docs.google.com/document/d/abc", "author": {"id": BERTRAND, "username": "b"}}
    simulator.post("dispatch", t="MESSAGE_CREATE", d=message, count=count)


def check_silent(vigie, simulator, channel):
    """Whatever happens, no request leaves."""
    before, handled = rest_calls(simulator), vigie.metric("discord_gateway_events_total")
    link_to_a_document(simulator, channel)
    never_while(lambda: rest_calls(simulator) > before,
                lambda: vigie.metric("discord_gateway_events_total") > handled, what="a request left")
    assert rest_calls(simulator) == before


def replace_gateway_worker(vigie, simulator):
    resumed = simulator.state()["resumed"]
    vigie.wait_replaced("gateway-worker", vigie.kill("gateway-worker"))
    wait_until(lambda: simulator.state()["resumed"] > resumed, what="the successor has resumed the session")


def test_a_refused_token_stops_all_requests_and_is_down(vigie, simulator):
    channel = simulator.new_ticket()
    simulator.post("rest", status=401, body={"message": "401: Unauthorized", "code": 0}, times=-1)
    link_to_a_document(simulator, channel)
    health = vigie.wait_status("down")
    assert health["reason"] == "token_refused"
    vigie.wait_log("❌ Erreur critique : Discord refuse le jeton")
    check_silent(vigie, simulator, channel)
    replace_gateway_worker(vigie, simulator)
    check_silent(vigie, simulator, channel)
    assert vigie.health()["status"] == "down"


def test_a_banned_address_sends_nothing_before_the_end_not_even_as_a_successor(vigie, simulator):
    channel = simulator.new_ticket()
    simulator.post("rest", status=429, body="<html>error code: 1015</html>", times=-1,
                   headers={"Content-Type": "text/html", "Retry-After": "82721"})
    link_to_a_document(simulator, channel)
    health = vigie.wait_status("degraded")
    assert health["reason"] == "discord_ip_block" and health["retry_at"]
    check_silent(vigie, simulator, channel)
    replace_gateway_worker(vigie, simulator)
    check_silent(vigie, simulator, channel)
    assert vigie.health()["reason"] == "discord_ip_block"
    assert vigie.health()["retry_at"] == health["retry_at"]


@pytest.mark.slow
def test_a_flood_of_refusals_is_stopped_long_before_discord_bans(vigie, simulator):
    channel = simulator.new_ticket()
    simulator.post("rest", status=403, body={"message": "Missing Permissions", "code": 50013}, times=-1)
    counted = "discord_rest_invalid_total"
    for begun in range(0, INVALID_MOST, 250):
        link_to_a_document(simulator, channel, 250)
        wait_until(lambda: vigie.metric(counted) >= begun + 250, what=f"{begun + 250} refusals")
    vigie.wait_log("❌ Erreur critique : trop de requêtes refusées")
    check_silent(vigie, simulator, channel)
    replace_gateway_worker(vigie, simulator)
    check_silent(vigie, simulator, channel)
    assert vigie.metric(counted) == INVALID_MOST


def test_an_answer_that_is_lost_on_the_way_does_not_tell_the_presser_twice(vigie, simulator):
    channel = simulator.new_ticket()
    simulator.post("rest", method="POST", path="/webhooks/", fate="after", times=1)
    press = simulator.press(channel)
    assert words_of(simulator.outcome(press))
    vigie.wait_log("Le résultat n'a pas pu être dit")
    simulator.outcome(simulator.press(channel, user=BERTRAND))
    assert len(simulator.interaction(press)["followups"]) == 1


def test_a_word_to_the_presser_that_discord_could_not_take_is_said_again(vigie, simulator):
    channel = simulator.new_ticket()
    simulator.post("rest", method="POST", path="/webhooks/", status=502, times=2)
    press = simulator.press(channel)
    simulator.outcome(press)
    assert len(simulator.interaction(press)["followups"]) == 1


def test_an_unknown_interaction_is_one_line_and_no_second_try(vigie, simulator):
    channel = simulator.new_ticket()
    simulator.post("rest", method="POST", path="/interactions/", status=404,
                   body={"message": "Unknown interaction", "code": 10062}, times=-1)
    press = simulator.press(channel)
    vigie.wait_log("event=interaction.unacknowledged")
    assert not simulator.interaction(press)["acknowledged"]
    calls = [r for r in simulator.get("requests") if r["path"].startswith(f"/api/v10/interactions/{press}/")]
    assert len(calls) == 1
    assert vigie.log().count("event=interaction.unacknowledged") == 1
    assert (simulator.validators(channel) or []) == []


def test_a_hundred_presses_at_once_are_all_acknowledged_in_time(vigie, simulator):
    """Within the 3 s that Discord gives; how much sooner is what `make bench` measures."""
    tickets = [simulator.new_channel(f"{TICKET_PREFIX}{n}") for n in range(10)]
    for ticket in tickets:
        wait_until(lambda: simulator.panel(ticket), what="the panel")
    presses = [simulator.press(ticket, user=str(500000000000000000 + n)) for n in range(10) for ticket in tickets]
    assert max(simulator.outcome(press)["ack_ms"] for press in presses) <= 3000
