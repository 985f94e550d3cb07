"""What may stand at the end of a dial instead of a Gateway: tried again, in no hurry, until it works."""
import socket
import threading
import time

import pytest

from processes import never_while, wait_until
from test_tls_is_verified import ADDRESS, authority, secure_settings, terminator


@pytest.mark.parametrize("status", [429, 502, 503, 520])
def test_a_handshake_that_is_refused_is_tried_again(vigie, simulator, status):
    simulator.mode(handshake=status)
    simulator.do("drop")
    wait_until(lambda: simulator.state()["connections"] >= 2, what="the bot dials")
    simulator.mode()
    simulator.wait_resumed()
    vigie.wait_log("🔄 Reconnexion réussie")
    assert str(status) in vigie.log()
    simulator.check_kept_session()


def test_the_first_handshake_may_fail_too(idle_vigie, simulator):
    simulator.mode(handshake=503)
    idle_vigie.start()
    wait_until(lambda: simulator.state()["connections"] >= 2, what="two attempts")
    simulator.mode()
    idle_vigie.wait_healthy()
    assert simulator.state()["identifies"] == 1


def test_a_limit_on_dials_is_obeyed_and_no_ban(vigie, simulator):
    """A 429 that passed Discord's own proxy."""
    simulator.mode(handshake=429, retry_after=4, via=True)
    refused = len(simulator.dials())
    simulator.do("drop")
    wait_until(lambda: len(simulator.dials()) > refused, what="the bot dials")
    simulator.mode()
    simulator.wait_resumed()
    first, second = simulator.dials()[refused:][:2]
    assert second - first >= 4000
    simulator.check_kept_session()


def test_a_ban_at_the_gateways_door_is_told_and_obeyed_however_long(vigie, simulator):
    """Cloudflare's 429: nobody dials before its end, and the page says when that is."""
    simulator.mode(handshake=429, retry_after=82721)
    refused = len(simulator.dials())
    simulator.do("drop")
    health = vigie.wait_status("degraded")
    assert health["reason"] == "discord_ip_block"
    until = time.mktime(time.strptime(health["retry_at"][:19], "%Y-%m-%dT%H:%M:%S")) - time.timezone
    assert abs(until - time.time() - 82721) < 120
    assert len(simulator.dials()) == refused + 1
    simulator.mode()
    enough = vigie.metric("vigie_uptime_seconds") + 3
    never_while(lambda: len(simulator.dials()) > refused + 1, lambda: vigie.metric("vigie_uptime_seconds") >= enough,
                what="it dialled during the ban")
    assert vigie.log().count("event=gateway.ip_block") == 1


def test_a_ban_that_ends_is_over_with_the_first_dial_that_comes_through(vigie, simulator):
    simulator.mode(handshake=429, retry_after=3)
    simulator.do("drop")
    vigie.wait_log("event=gateway.ip_block")
    simulator.mode()
    simulator.wait_resumed()
    vigie.wait_log("event=gateway.ip_unblock")
    vigie.wait_healthy()
    simulator.check_kept_session()


@pytest.mark.slow
def test_all_shards_together_dial_no_more_than_twelve_times_a_minute(simulator, new_service):
    """A dozen at once, then the ladder of the many is no steeper than that of one."""
    service = new_service({**simulator.settings(), "SHARD_COUNT": "16"})
    simulator.mode(refuse=True)
    service.start()
    wait_until(lambda: len(simulator.dials()) >= 12, what="twelve dials")
    first = simulator.dials()[0]
    wait_until(lambda: len(simulator.dials()) >= 14, timeout=120, what="two more, a minute later")
    assert simulator.dials()[12] - first >= 59_900


ABSURD = {"zero": '{"op":10,"d":{"heartbeat_interval":0}}', "negative": '{"op":10,"d":{"heartbeat_interval":-41250}}',
          "tiny": '{"op":10,"d":{"heartbeat_interval":1}}', "huge": '{"op":10,"d":{"heartbeat_interval":99999999999}}',
          "over 64 bits": '{"op":10,"d":{"heartbeat_interval":99999999999999999999999}}',
          "a word": '{"op":10,"d":{"heartbeat_interval":"soon"}}', "missing": '{"op":10,"d":{}}',
          "nothing": '{"op":10,"d":null}', "no data": '{"op":10}', "not json": "HELLO",
          "reconnect": '{"op":7,"d":null}', "invalid session": '{"op":9,"d":true}'}


@pytest.mark.parametrize("greeting", ABSURD.values(), ids=ABSURD.keys())
def test_a_greeting_that_makes_no_sense_is_not_believed(vigie, simulator, greeting):
    """Nothing is said to such a peer, least of all the token, and the next dial is not made in haste."""
    simulator.mode(greeting=greeting)
    simulator.do("drop")
    wait_until(lambda: simulator.state()["connections"] >= 2, what="the bot dials")
    simulator.mode()
    simulator.wait_resumed()
    first, second = simulator.dials()[1:3]
    assert second - first >= 400
    assert simulator.state()["resumes"] == 1
    simulator.check_kept_session()


def test_a_reconnect_before_the_first_hello_is_obeyed(idle_vigie, simulator):
    simulator.mode(greeting='{"t":null,"s":null,"op":7,"d":null}')
    idle_vigie.start()
    wait_until(lambda: simulator.state()["connections"] >= 2, what="two attempts")
    simulator.mode()
    idle_vigie.wait_healthy()
    assert simulator.state()["identifies"] == 1


def test_a_hello_that_never_comes_is_not_waited_for_long(vigie, simulator):
    simulator.mode(no_hello=True)
    simulator.do("drop")
    wait_until(lambda: simulator.state()["connections"] == 2, what="the bot dials")
    simulator.mode()  # from the next one on
    simulator.wait_resumed()
    silent, answered = simulator.dials()[1:]
    assert answered - silent >= 9_000, "a slow peer is not to be cut short"
    simulator.check_kept_session()


class Slow:
    """Accepts, and passes bytes on to a port of this machine only after a while."""

    def __init__(self, target_port, delay_s):
        self.target_port, self.delay_s = target_port, delay_s
        self.accepted = 0
        self.open = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.done = threading.Event()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                stream, _ = self.listener.accept()
            except OSError:
                return
            self.accepted += 1
            self.open.append(stream)
            threading.Thread(target=self.serve, args=(stream,), daemon=True).start()

    def serve(self, stream):
        if self.done.wait(self.delay_s):
            return
        with socket.create_connection(("127.0.0.1", self.target_port)) as further:
            back = threading.Thread(target=pour, args=(further, stream), daemon=True)
            back.start()
            pour(stream, further)
            back.join()

    def close(self):
        self.done.set()
        self.listener.close()
        for stream in self.open:
            stream.close()


def pour(source, target):
    """Until one of both ends."""
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


@pytest.fixture
def slow():
    made = []

    def make(port, delay_s):
        made.append(Slow(port, delay_s))
        return made[-1]
    yield make
    for one in made:
        one.close()


def over_slow_tls(simulator, authority, terminator, slow, delay_s):
    """Settings whose Gateway alone is reached through a TLS that takes its time, and that proxy."""
    proxy = slow(terminator(authority.certificate(ADDRESS)).port, delay_s)
    secure = secure_settings(simulator, proxy.port, authority.path)
    wanted = ("DISCORD_GATEWAY_URL", "EXTRA_CA_FILE")
    return {**simulator.settings(), **{name: secure[name] for name in wanted}}, proxy


def test_a_slow_tls_handshake_is_waited_for(simulator, new_service, authority, terminator, slow):
    settings, proxy = over_slow_tls(simulator, authority, terminator, slow, delay_s=3)
    new_service(settings).start_healthy()
    assert proxy.accepted == 1


def test_a_tls_handshake_that_never_ends_is_given_up(simulator, new_service, authority, terminator, slow):
    settings, proxy = over_slow_tls(simulator, authority, terminator, slow, delay_s=3600)
    service = new_service(settings).start()
    began = time.monotonic()
    never_while(lambda: simulator.state()["connections"], lambda: proxy.accepted >= 2, what="it got through")
    assert time.monotonic() - began >= 9, "a slow machine is not to be cut short"
    assert service.health()["status"] == "starting"
    service.stop()
