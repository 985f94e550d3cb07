"""What a Gateway may send that is odd, absurd or hostile: either of no consequence, or one RESUME."""
import base64
import json

import pytest

from pretend import TICKET_PREFIX
from processes import SANITIZED, wait_until

GUILD = "1020000000000000001"
BLANKS = 128 * 1024 * 1024


def untouched(simulator):
    """Still the first connection, and events are handled."""
    simulator.new_ticket("encore")
    state = simulator.state()
    assert (state["connections"], state["identifies"], state["violations"]) == (1, 1, [])


def resumed(service, simulator, restarts=0):
    """One RESUME, and events are handled."""
    simulator.wait_resumed()
    simulator.new_ticket("encore")
    simulator.check_kept_session()
    assert service.workers()["gateway-worker"]["restarts"] == restarts


# ---- of no consequence

def test_an_event_that_comes_twice_is_handled_once(vigie, simulator):
    channel = simulator.new_ticket()
    event = {"id": channel, "type": 0, "name": TICKET_PREFIX + "lina-la-rouge", "guild_id": simulator.state()["guild"]["id"]}
    seq = simulator.state()["session"]["seq"]
    simulator.do("raw", text=json.dumps({"op": 0, "t": "CHANNEL_CREATE", "s": seq, "d": event}))
    untouched(simulator)
    assert len(simulator.panels(channel)) == 1


def test_a_sequence_from_the_past_does_not_turn_the_count_back(vigie, simulator):
    simulator.do("raw", text='{"op":0,"t":"TYPING_START","s":1,"d":{}}')
    simulator.new_ticket()
    simulator.do("drop")
    simulator.wait_resumed()
    vigie.wait_log("🔄 Reconnexion réussie")
    replayed = vigie.wait_log("gateway.resumed")[-1]
    assert "replayed=0" in replayed, "what was handled before the drop came again"
    simulator.check_kept_session()


def test_a_gap_in_the_sequence_is_gone_over(vigie, simulator):
    simulator.do("skip", count=7)
    untouched(simulator)
    simulator.do("heartbeat_request")
    simulator.do("drop")
    simulator.wait_resumed()
    simulator.check_kept_session()


@pytest.mark.parametrize("text", ['{"op":12,"d":{"x":[1]}}', '{"op":99,"d":null,"s":null,"t":null}',
                                  '{"op":0,"t":"TOMORROW_CREATE","s":3,"d":{"a":{"b":[{}]}}}', '{"op":11,"d":null}',
                                  '{"op":10,"d":{"heartbeat_interval":100}}'],
                         ids=["unknown opcode", "unknown opcode 99", "unknown event", "unasked ACK", "a second HELLO"])
def test_what_nobody_asked_for_is_ignored(vigie, simulator, text):
    simulator.do("raw", text=text)
    untouched(simulator)


def test_a_guild_of_five_megabytes_is_taken(vigie, simulator):
    roles = [{"id": str(10**18 + n), "name": f"rôle {n} " + "x" * 180, "permissions": "0"} for n in range(20_000)]
    guild = {"id": GUILD, "name": "Grande", "roles": roles, "channels": [
        {"id": str(2 * 10**18 + n), "type": 0, "name": f"salon-{n}"} for n in range(500)]}
    assert len(json.dumps(guild)) > 5_000_000
    simulator.post("dispatch", t="GUILD_CREATE", d=guild)
    wait_until(lambda: simulator.state()["waiting"] == 0, what="it is sent")
    untouched(simulator)
    assert vigie.health()["status"] == "healthy"


def test_bursts_of_heartbeat_requests_do_not_use_up_the_120_a_minute(vigie, simulator):
    """What is over the limit is left unanswered: close code 4008 would cost the connection."""
    before = simulator.state()["heartbeats"]
    for _ in range(200):
        simulator.do("heartbeat_request")
    wait_until(lambda: simulator.state()["heartbeats"] >= before + 50, what="answers")
    untouched(simulator)
    assert simulator.state()["heartbeats"] < before + 120


def test_a_guild_that_is_away_for_a_while_is_served_again_afterwards(vigie, simulator):
    guild = simulator.state()["guild"]["id"]
    channel = simulator.new_ticket()
    panel = simulator.panel(channel)["id"]
    simulator.post("dispatch", t="GUILD_DELETE", d={"id": guild, "unavailable": True})
    simulator.post("dispatch", t="GUILD_CREATE", d={"id": guild, "name": "De retour", "channels": [
        {"id": channel, "type": 0, "name": TICKET_PREFIX + "lina-la-rouge"}], "roles": []})
    untouched(simulator)
    interaction = simulator.outcome(simulator.press(channel))
    assert interaction["acknowledged"]
    assert [p["id"] for p in simulator.panels(channel)] == [panel], "a guild that comes back is no new ticket"


# ---- one RESUME

@pytest.fixture(params=["zlib-stream", "zstd-stream"])
def compressed_vigie(request, simulator, new_service):
    """As vigie, and its Gateway compresses so whatever is asked for."""
    simulator.mode(compress=request.param)
    return new_service(simulator.settings()).start_healthy()


def test_bytes_that_are_no_utf8_cost_at_most_a_resume(vigie, simulator):
    payload = b'{"op":0,"t":"MESSAGE_CREATE","s":3,"d":{"id":"1","content":"\xff\xfe\xc3("}}'
    simulator.do("raw", base64=base64.b64encode(payload).decode())
    simulator.new_ticket("encore")
    state = simulator.state()
    assert (state["identifies"], state["violations"]) == (1, [])
    assert state["connections"] == 1 + state["resumed"] <= 2
    assert vigie.workers()["gateway-worker"]["restarts"] == 0


def test_a_compressed_payload_that_is_cut_short_costs_a_resume(compressed_vigie, simulator):
    simulator.do("cut", text=json.dumps({"op": 0, "t": "TYPING_START", "s": 3, "d": {"x": list(range(2000))}}))
    simulator.new_channel("la-suite")
    resumed(compressed_vigie, simulator)


def test_a_payload_that_inflates_without_end_costs_a_resume_and_no_memory(compressed_vigie, simulator):
    simulator.do("blanks", bytes=BLANKS)
    resumed(compressed_vigie, simulator)
    if SANITIZED:
        return  # its allocator keeps what was freed
    wait_until(lambda: compressed_vigie.metric('vigie_memory_resident_bytes{worker="gateway-worker"}') is not None,
               what="memory")
    assert compressed_vigie.metric('vigie_memory_resident_bytes{worker="gateway-worker"}') < BLANKS / 2


def test_a_payload_of_the_largest_size_is_still_no_json_and_costs_a_resume(vigie, simulator):
    simulator.do("blanks", bytes=1024)
    resumed(vigie, simulator)
