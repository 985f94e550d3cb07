"""The simulator's Gateway polices and fails as the real one does, and as CONTROL.md promises."""
import re
import sys
from pathlib import Path

import pytest

from processes import PATIENCE_S, wait_until

sys.path.insert(0, str(Path(__file__).with_name("clients")))
from raw_gateway import Closed, RawGateway  # noqa: E402

from test_simulator_discordpy import Simulator  # noqa: E402


@pytest.fixture
def simulator():
    simulator = Simulator()
    simulator.port = int(simulator.url.rpartition(":")[2])
    simulator.token = simulator.env()["DISCORD_TOKEN"]
    yield simulator
    assert simulator.stop() == 0


def dial(simulator, **more):
    gateway = RawGateway(simulator.port, **more)
    assert gateway.status == 101
    return gateway


def ready(simulator, **more):
    """A connection with a session, and its READY."""
    gateway = dial(simulator, **more)
    gateway.receive_until(10)
    gateway.identify(simulator.token)
    seen = gateway.receive_until("GUILD_CREATE")
    return gateway, next(p["d"] for p in seen if p["t"] == "READY")


def mode(simulator, **mode):
    simulator.call("POST", "/control/gateway/mode", mode)


def do(simulator, **what):
    simulator.call("POST", "/control/gateway", what)


def assert_silent(gateway):
    """Nothing comes for a moment; what does come may take as long as it likes elsewhere."""
    gateway.socket.settimeout(0.3)
    with pytest.raises(TimeoutError):
        gateway.frame()
    gateway.socket.settimeout(PATIENCE_S)


def violations(simulator):
    return [v["code"] for v in simulator.state()["violations"]]


def test_an_unmasked_frame_is_a_protocol_error(simulator):
    gateway = dial(simulator)
    gateway.receive()
    gateway.send(1, None, masked=False)
    assert gateway.closed() == 1002
    assert violations(simulator) == [1002]


@pytest.mark.parametrize("mask, what", [(bytes(4), "zeros"), (b"abcd", "frame before")])
def test_a_mask_that_is_no_secret_is_noted_and_ends_nothing(simulator, mask, what):
    gateway = dial(simulator)
    gateway.receive()
    for _ in range(2):
        gateway.send_frame(b'{"op":1,"d":null}', mask=mask)
        assert gateway.receive()["op"] == 11
    noted = simulator.state()["violations"]
    assert {v["code"] for v in noted} == {1002} and any(what in v["what"] for v in noted), noted


def test_random_masks_are_not_noted(simulator):
    gateway = dial(simulator)
    gateway.receive()
    for size in (0, 200, 3000):
        gateway.send_frame(b'{"op":1,"d":null' + b" " * size + b"}")
        assert gateway.receive()["op"] == 11
    assert violations(simulator) == []


@pytest.mark.parametrize("code, frame", [
    (4001, b'{"op":77,"d":null}'), (4002, b"not json"), (4002, b'{"op":1,"d":"' + b"x" * 4096 + b'"}'),
    (4003, b'{"op":3,"d":{}}'), (4004, b'{"op":2,"d":{"token":"faux","intents":1,"properties":{"os":"","browser":"","device":""}}}'),
])
def test_a_breach_before_identify_is_closed_with_its_code(simulator, code, frame):
    gateway = dial(simulator)
    gateway.receive()
    gateway.send_frame(frame)
    assert gateway.closed() == code
    assert violations(simulator) == [code]


def test_intents_that_do_not_exist_are_4013(simulator):
    gateway = dial(simulator)
    gateway.receive()
    gateway.identify(simulator.token, intents=1 << 40)
    assert gateway.closed() == 4013


def test_an_impossible_shard_is_4010(simulator):
    gateway = dial(simulator)
    gateway.receive()
    gateway.identify(simulator.token, shard=[2, 2])
    assert gateway.closed() == 4010


def test_a_url_without_the_version_is_4012(simulator):
    assert dial(simulator, path="/?encoding=json").closed() == 4012
    assert violations(simulator) == [4012]


def test_a_second_identify_is_4005(simulator):
    gateway, _ = ready(simulator)
    gateway.identify(simulator.token)
    assert gateway.closed() == 4005


def test_a_sequence_from_the_future_is_4007(simulator):
    gateway, session = ready(simulator)
    gateway.send(1, 99)
    assert gateway.closed() == 4007
    gateway = dial(simulator, path="/resume?v=10&encoding=json")
    gateway.receive()
    gateway.resume(simulator.token, session["session_id"], 99)
    assert gateway.closed() == 4007


def test_more_than_120_messages_in_a_minute_are_4008(simulator):
    gateway, _ = ready(simulator)
    for _ in range(119):
        gateway.send(3, {"status": "online"})
    gateway.send(1, 2)
    assert gateway.closed() == 4008


def test_a_late_heartbeat_ends_the_connection_but_not_the_session(simulator):
    mode(simulator, heartbeat_interval=2000)
    gateway, session = ready(simulator)
    assert gateway.closed() == 4000
    assert violations(simulator) == [4000]
    mode(simulator)
    gateway = dial(simulator, path="/resume?v=10&encoding=json")
    gateway.receive()
    gateway.resume(simulator.token, session["session_id"], 2)
    assert gateway.receive()["t"] == "RESUMED"


def test_two_identifies_within_5_s_are_refused(simulator):
    ready(simulator)
    gateway = dial(simulator)
    gateway.receive()
    gateway.identify(simulator.token)
    refusal = gateway.receive()
    assert (refusal["op"], refusal["d"]) == (9, False)
    assert violations(simulator) == [9]


def test_resume_replays_what_was_missed_then_says_so(simulator):
    gateway, session = ready(simulator)
    gateway.close(4000)
    for name in ("un", "deux"):
        simulator.call("POST", "/control/channels", {"name": name})
    assert session["resume_gateway_url"] == f"ws://127.0.0.1:{simulator.port}/resume"
    gateway = dial(simulator, path="/resume?v=10&encoding=json")
    gateway.receive()
    gateway.resume(simulator.token, session["session_id"], 2)
    seen = gateway.receive_until("RESUMED")
    assert [(p["t"], p["s"]) for p in seen] == [("CHANNEL_CREATE", 3), ("CHANNEL_CREATE", 4), ("RESUMED", 5)]
    assert seen[-1]["d"] == {}
    state = simulator.state()
    assert state["closes_received"] == [4000]
    assert (state["identifies"], state["resumes"], state["resumed"]) == (1, 1, 1)


def test_an_invalid_session_that_may_resume_is_resumed_on_the_same_connection_too(simulator):
    """As discord.js does."""
    gateway, session = ready(simulator)
    do(simulator, do="invalid_session", resumable=True)
    refusal = gateway.receive()
    assert (refusal["op"], refusal["d"]) == (9, True)
    simulator.call("POST", "/control/channels", {"name": "entre-temps"})
    gateway.resume(simulator.token, session["session_id"], 2)
    assert [p["t"] for p in gateway.receive_until("RESUMED")] == ["CHANNEL_CREATE", "RESUMED"]
    assert violations(simulator) == []


@pytest.mark.parametrize("code", [1000, 1001])
def test_a_normal_close_ends_the_session(simulator, code):
    gateway, session = ready(simulator)
    gateway.close(code)
    gateway = dial(simulator)
    gateway.receive()
    gateway.resume(simulator.token, session["session_id"], 2)
    refusal = gateway.receive()
    assert (refusal["op"], refusal["d"]) == (9, False)


def test_a_session_dies_after_its_time(simulator):
    mode(simulator, session_ttl_ms=300)
    gateway, session = ready(simulator)
    gateway.close(4000)
    wait_until(lambda: not simulator.state()["session"], what="the session is gone")
    gateway = dial(simulator)
    gateway.receive()
    gateway.resume(simulator.token, session["session_id"], 2)
    assert gateway.receive()["op"] == 9


def test_a_session_forgets_its_oldest_events_and_then_refuses(simulator):
    gateway, session = ready(simulator)
    gateway.close(4000)
    told = simulator.call("POST", "/control/dispatch", {"t": "TYPING_START", "d": {"n": "$n"}, "count": 5000})
    assert (told["first_seq"], told["last_seq"]) == (3, 5002)
    wait_until(lambda: not simulator.state()["waiting"], what="all are sent")
    gateway = dial(simulator)
    gateway.receive()
    gateway.resume(simulator.token, session["session_id"], 2)
    assert gateway.receive()["op"] == 9
    gateway = dial(simulator)
    gateway.receive()
    gateway.resume(simulator.token, session["session_id"], 4000)
    seen = gateway.receive_until("RESUMED")
    assert [p["s"] for p in seen] == list(range(4001, 5004))
    assert seen[0]["d"] == {"n": "3999"}


def test_a_flood_mixes_its_kinds_by_their_shares(simulator):
    gateway, _ = ready(simulator)
    said = {"id": "$n$r", "content": "$w $w à 5 $"}
    kinds = [{"t": "TYPING_START", "d": {"n": "$n"}, "share": 7}, {"t": "MESSAGE_CREATE", "d": said, "share": 3}]
    simulator.call("POST", "/control/dispatch", {"mix": kinds, "count": 100})
    simulator.call("POST", "/control/dispatch", {"t": "LAST", "d": {}})
    events = gateway.receive_until("LAST")[-101:-1]
    seen = [p["t"] for p in events]
    assert (seen.count("TYPING_START"), seen.count("MESSAGE_CREATE")) == (70, 30)
    assert seen[:10] == seen[10:20] and "MESSAGE_CREATE" in seen[:5], "mixed, not one kind after the other"
    messages = [p["d"] for p in events if p["t"] == "MESSAGE_CREATE"]
    assert all(re.fullmatch(r"\d{10,12}", m["id"]) and re.fullmatch(r"[^\W\d]+ [^\W\d]+ à 5 \$", m["content"]) for m in messages)
    assert len({m["content"] for m in messages}) > 20, "the words change"


@pytest.mark.parametrize("split", [False, True])
def test_zlib_stream_is_one_stream_flushed_after_each_payload(simulator, split):
    mode(simulator, split_messages=split)
    gateway, _ = ready(simulator, path="/?v=10&encoding=json&compress=zlib-stream")
    assert gateway.messages_of_last_payload == (3 if split else 1)
    simulator.call("POST", "/control/channels", {"name": "comprimé"})
    assert gateway.receive_until("CHANNEL_CREATE")[-1]["d"]["name"] == "comprimé"


def test_breaks_on_order(simulator):
    gateway, session = ready(simulator)
    do(simulator, do="heartbeat_request")
    assert gateway.receive()["op"] == 1
    do(simulator, do="reconnect")
    assert gateway.receive()["op"] == 7
    do(simulator, do="raw", text="{garbage")
    assert gateway.frame() == (1, b"{garbage")
    do(simulator, do="raw_binary", base64="AAEC")
    assert gateway.frame() == (2, b"\x00\x01\x02")
    do(simulator, do="close", code=4009)
    assert gateway.closed() == 4009
    gateway = dial(simulator)
    gateway.receive()
    do(simulator, do="fin")
    assert gateway.closed() is None
    gateway = dial(simulator)
    gateway.receive()
    do(simulator, do="drop")
    with pytest.raises(ConnectionResetError):
        gateway.socket.recv(1)


def test_lasting_faults_of_the_dial(simulator):
    mode(simulator, refuse=True)
    with pytest.raises((Closed, ConnectionError)):
        RawGateway(simulator.port)
    mode(simulator, handshake=503)
    assert RawGateway(simulator.port).status == 503
    mode(simulator, no_hello=True)
    gateway = dial(simulator)
    assert_silent(gateway)


def test_silent_deaf_and_without_ack(simulator):
    gateway, _ = ready(simulator)
    mode(simulator, no_ack=True)
    gateway.send(1, 2)
    simulator.call("POST", "/control/channels", {"name": "entendu"})
    assert gateway.receive()["t"] == "CHANNEL_CREATE"
    mode(simulator, deaf=True)
    simulator.call("POST", "/control/channels", {"name": "tu"})
    gateway.send(1, 3)
    assert gateway.receive()["op"] == 11
    mode(simulator, silent=True)
    gateway.send(1, 3)
    simulator.call("POST", "/control/channels", {"name": "muet"})
    assert_silent(gateway)
    gateway.send_frame(b"", opcode=9)
    assert_silent(gateway)
    assert simulator.state()["open_connections"] == 1


def test_resume_ignored_or_dropped(simulator):
    gateway, session = ready(simulator)
    gateway.close(4000)
    mode(simulator, fail_resume=1)
    gateway = dial(simulator)
    gateway.receive()
    gateway.resume(simulator.token, session["session_id"], 2)
    assert gateway.closed() is None
    gateway = dial(simulator)
    gateway.receive()
    gateway.resume(simulator.token, session["session_id"], 2)
    assert gateway.receive()["t"] == "RESUMED"
    gateway.close(4000)
    mode(simulator, ignore_resume=True)
    gateway = dial(simulator)
    gateway.receive()
    gateway.resume(simulator.token, session["session_id"], 2)
    assert_silent(gateway)


def test_identify_closed_with_a_code(simulator):
    mode(simulator, identify_close=4014)
    gateway = dial(simulator)
    gateway.receive()
    gateway.identify(simulator.token)
    assert gateway.closed() == 4014


def test_content_is_hidden_without_the_intent(simulator):
    gateway = dial(simulator)
    gateway.receive()
    gateway.identify(simulator.token, intents=1 | 512)
    gateway.receive_until("GUILD_CREATE")
    lobby = simulator.call("GET", "/control/channels")[0]["id"]
    bot = simulator.state()["bot"]["id"]
    for content, seen in (("bonjour", ""), (f"<@{bot}> bonjour", f"<@{bot}> bonjour")):
        simulator.call("POST", "/control/messages", {"channel_id": lobby, "content": content})
        assert gateway.receive()["d"]["content"] == seen
    gateway.close(4000)


def test_the_guild_comes_with_its_roles_and_the_bots_own_membership(simulator):
    gateway = dial(simulator)
    gateway.receive_until(10)
    gateway.identify(simulator.token)
    guild = gateway.receive_until("GUILD_CREATE")[-1]["d"]
    bot = simulator.state()["bot"]["id"]
    roles = {r["id"]: r for r in guild["roles"]}
    assert roles[guild["id"]]["name"] == "@everyone"
    own, = (m for m in guild["members"] if m["user"]["id"] == bot)
    assert [roles[r]["tags"] for r in own["roles"]] == [{"bot_id": bot}]
    assert int(roles[own["roles"][0]]["permissions"]) & 1 << 51


def test_roles_and_overwrites_that_change_are_told(simulator):
    gateway, _ = ready(simulator)
    call, guild = simulator.call, simulator.state()["guild"]["id"]
    bot = simulator.state()["bot"]["id"]
    role = call("POST", "/control/roles", {"name": "Conteurs", "permissions": "1024"})["id"]
    told = gateway.receive_until("GUILD_ROLE_CREATE")[-1]["d"]
    assert (told["guild_id"], told["role"]["id"], told["role"]["permissions"]) == (guild, role, "1024")
    call("PATCH", f"/control/roles/{role}", {"permissions": 2048})
    assert gateway.receive()["d"]["role"]["permissions"] == "2048"
    call("PATCH", f"/control/members/{bot}", {"roles": [role]})
    told = gateway.receive()
    assert (told["t"], told["d"]["user"]["id"], told["d"]["roles"]) == ("GUILD_MEMBER_UPDATE", bot, [role])
    lobby = call("GET", "/control/channels")[0]["id"]
    overwrite = {"id": role, "type": 0, "allow": "0", "deny": "1024"}
    call("PATCH", f"/control/channels/{lobby}", {"permission_overwrites": [overwrite]})
    assert gateway.receive()["d"]["permission_overwrites"] == [overwrite]
    call("DELETE", f"/control/roles/{role}")
    told = gateway.receive()
    assert (told["t"], told["d"]) == ("GUILD_ROLE_DELETE", {"guild_id": guild, "role_id": role})


def test_a_channel_that_the_bot_may_not_view_tells_it_nothing(simulator):
    gateway, _ = ready(simulator)
    lobby = simulator.call("GET", "/control/channels")[0]["id"]
    bot = simulator.state()["bot"]["id"]
    simulator.call("PATCH", f"/control/channels/{lobby}", {"permission_overwrites": [
        {"id": bot, "type": 1, "allow": "0", "deny": str(1 << 10)}]})
    simulator.call("POST", "/control/messages", {"channel_id": lobby, "content": "en secret"})
    simulator.call("PATCH", f"/control/channels/{lobby}", {"permission_overwrites": []})
    simulator.call("POST", "/control/messages", {"channel_id": lobby, "content": "à tous"})
    assert [p["t"] for p in gateway.receive_until("MESSAGE_CREATE")] == ["CHANNEL_UPDATE", "CHANNEL_UPDATE", "MESSAGE_CREATE"]


def test_garbage_on_the_port_harms_nobody(simulator):
    import os
    import socket
    for junk in (b"\x16\x03\x01\x02\x00", os.urandom(4096), b"GET / HTTP/9\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", simulator.port)) as s:
            s.sendall(junk)
            s.shutdown(socket.SHUT_WR)
            try:
                while s.recv(4096):
                    pass
            except ConnectionError:
                pass
    assert simulator.state()["open_connections"] == 0
