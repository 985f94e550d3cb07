"""Peers may send anything: on the HTTP port, on the control socket, between the processes, and from the Gateway."""
import base64
import ctypes
import errno
import os
import random
import socket
import stat

import pytest

from pretend import ALICE
from processes import wait_until
from web import send_raw

RANDOM = random.Random(20240101)  # the same garbage each time, so that a failure can be repeated

HTTP_GARBAGE = [
    b"\x00" * 4096,
    RANDOM.randbytes(65536),
    b"GET",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"X-Long: " + b"a" * 400_000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(5000)) + b"\r\n",
    b"POST /health HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
    b"POST /health HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
    b"GET /%00%ff%zz HTTP/1.1\r\nHost: x\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + RANDOM.randbytes(500),
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + RANDOM.randbytes(2000),
]


def assert_untouched(service, pids):
    """The same processes serve as before; nothing was restarted."""
    assert service.get("/ping").text == "pong"
    assert service.pids() == pids
    assert service.process.is_running()


def test_garbage_on_the_http_port_ends_nothing(vigie):
    pids = vigie.pids()
    for garbage in HTTP_GARBAGE:
        send_raw(vigie.port, garbage, quiet_s=0.3)
        assert_untouched(vigie, pids)
    assert vigie.health()["status"] == "healthy"
    vigie.stop()


def test_idle_and_half_open_connections_do_not_keep_probes_out(vigie):
    streams = [socket.create_connection(("127.0.0.1", vigie.port)) for _ in range(200)]
    try:
        for number, stream in enumerate(streams):
            if number % 2:
                stream.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nX-Slow:")
        pids = vigie.pids()
        for _ in range(20):
            assert_untouched(vigie, pids)
    finally:
        for stream in streams:
            stream.close()
    vigie.stop()


def control_socket(service):
    """Where `supervisor status` reaches the service."""
    found = [p for p in service.state_dir.rglob("*") if stat.S_ISSOCK(p.stat().st_mode)]
    assert len(found) == 1, found
    return found[0]


def connected(path):
    """A connection of whichever kind the socket is."""
    for kind in (socket.SOCK_STREAM, socket.SOCK_SEQPACKET):
        stream = socket.socket(socket.AF_UNIX, kind)
        stream.settimeout(5)
        try:
            stream.connect(str(path))
            return stream
        except OSError as error:
            stream.close()
            if error.errno != errno.EPROTOTYPE:
                raise
    raise AssertionError(f"{path} is neither a stream nor a packet socket")


def test_the_control_socket_is_for_its_owner_only(vigie):
    assert stat.S_IMODE(control_socket(vigie).stat().st_mode) & 0o077 == 0


def test_garbage_on_the_control_socket_ends_nothing(vigie):
    path = control_socket(vigie)
    pids = vigie.pids()
    for garbage in (b"", b"\0", b"restart", b"restart nonsense\n", b"{" * 5000, RANDOM.randbytes(60000), b"\n" * 5000):
        with connected(path) as stream:
            try:
                stream.sendall(garbage)
                stream.shutdown(socket.SHUT_WR)
                stream.recv(65536)
            except OSError:
                pass
        assert_untouched(vigie, pids)
    vigie.stop()


def test_silent_connections_to_the_control_socket_do_not_keep_others_out(vigie):
    path = control_socket(vigie)
    pids = vigie.pids()
    silent = []
    try:
        for _ in range(40):
            try:
                silent.append(connected(path))
            except OSError:
                break  # a full backlog is a refusal too
        assert_untouched(vigie, pids)
        wait_until(lambda: vigie.command("status").returncode == 0, what="status works beside them")
    finally:
        for stream in silent:
            stream.close()
    vigie.stop()


def borrowed(pid, fd):
    """Another process's descriptor, by pidfd_getfd(2)."""
    libc = ctypes.CDLL(None, use_errno=True)
    pidfd = os.pidfd_open(pid)
    try:
        copy = libc.syscall(438, pidfd, fd, 0)
        if copy < 0:
            pytest.skip(f"pidfd_getfd: {os.strerror(ctypes.get_errno())}")
        return socket.socket(fileno=copy)
    finally:
        os.close(pidfd)


@pytest.mark.parametrize("worker", ["gateway-worker", "sheets-worker", "health-server"])
def test_a_worker_that_talks_nonsense_cannot_end_the_supervisor_or_the_others(vigie, worker):
    """The test speaks on the worker's own channel, as a worker gone mad would."""
    pids = vigie.pids()
    with borrowed(pids[worker], 3) as channel:
        channel.settimeout(2)
        for size in (1, 31, 32, 33, 4096, 61440, 61472):
            for _ in range(20):
                try:
                    channel.send(RANDOM.randbytes(size))
                except OSError:
                    break
        real = bytearray(32)
        for offset in range(32):  # near misses: one byte of noise in an empty header
            near = bytearray(real)
            near[offset] = 0xFF
            try:
                channel.send(near)
            except OSError:
                break
    assert vigie.get("/ping", timeout=30).text == "pong"
    vigie.wait_healthy()
    after = vigie.pids()
    assert {n: p for n, p in after.items() if n != worker} == {n: p for n, p in pids.items() if n != worker}
    vigie.stop()


GATEWAY_TEXTS = ["", "nonsense", "{", "[]", "null", "{}", '{"op":"ten"}', '{"op":999,"d":{}}', '{"op":0}',
                 '{"op":0,"t":"MESSAGE_CREATE","s":"x","d":[]}', '{"op":0,"t":null,"s":-5,"d":null}',
                 '{"op":10,"d":{"heartbeat_interval":-1}}', '{"op":10,"d":null}', '{"op":7,"d":{}}x', "[" * 20000]


@pytest.mark.parametrize("text", GATEWAY_TEXTS, ids=lambda t: t[:30] or "empty")
def test_garbage_from_the_gateway_ends_nothing_and_the_service_goes_on(vigie, simulator, text):
    pids = vigie.pids()
    simulator.post("gateway", do="raw", text=text)
    channel = simulator.new_ticket()
    simulator.outcome(simulator.press(channel))
    wait_until(lambda: simulator.validators(channel) == [ALICE], what="a press after the garbage")
    assert_untouched(vigie, pids)


@pytest.mark.parametrize("data", [b"\x00", b"\xff" * 1000, RANDOM.randbytes(5000),
                                  bytes.fromhex("789c") + RANDOM.randbytes(200) + bytes.fromhex("0000ffff")],
                         ids=["zero", "ones", "noise", "broken zlib"])
def test_binary_garbage_from_the_gateway_ends_nothing(vigie, simulator, data):
    pids = vigie.pids()
    simulator.post("gateway", do="raw_binary", base64=base64.b64encode(data).decode())
    channel = simulator.new_ticket()
    simulator.outcome(simulator.press(channel))
    assert_untouched(vigie, pids)


@pytest.mark.parametrize("type_, data", [
    ("MESSAGE_CREATE", {}), ("MESSAGE_CREATE", {"id": 5, "channel_id": [], "content": {}}),
    ("CHANNEL_CREATE", {"id": None}), ("CHANNEL_UPDATE", {"id": "x", "name": "【🎭】"}),
    ("GUILD_CREATE", {"id": "1", "channels": "many"}),
    ("INTERACTION_CREATE", {}), ("INTERACTION_CREATE", {"id": "1", "token": "t", "type": 3, "data": {}}),
    ("INTERACTION_CREATE", {"id": "../../users/@me", "token": "../..", "type": 3,
                            "data": {"custom_id": "validate_button"}, "member": {"user": {"id": "1"}}}),
    ("SOMETHING_NEW", {"a": [1, 2, 3]}), ("READY", {}), ("RESUMED", None)],
    ids=lambda v: v if isinstance(v, str) else "")
def test_events_of_an_unexpected_shape_end_nothing(vigie, simulator, type_, data):
    pids = vigie.pids()
    simulator.post("dispatch", t=type_, d=data)
    channel = simulator.new_ticket()
    simulator.outcome(simulator.press(channel))
    wait_until(lambda: simulator.validators(channel) == [ALICE], what="a press after the event")
    assert_untouched(vigie, pids)
