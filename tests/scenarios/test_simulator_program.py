"""The simulator as a program: its command line, its settings, and its memory under load."""
import re
import socket
import subprocess
import time
from pathlib import Path

import pytest

from processes import SANITIZED
from test_simulator_discordpy import BIN, Simulator
from test_simulator_gateway import ready
from web import send_raw

STATE = b"GET /control/state HTTP/1.1\r\nHost: simulator\r\nConnection: close\r\n\r\n"

PROGRAM = str(BIN / "simulator")


def run(*arguments, **options):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL, **options)


def test_help_and_version_are_on_stdout():
    assert "--port N" in run("--help").stdout
    assert re.match(r"simulator \d+\.\d+\.\d+ ", run("--version").stdout)


@pytest.mark.parametrize("arguments", [["--port"], ["--port", "x"], ["--port", "65536"], ["--nonsense"], ["a", "b", "c"]])
def test_a_wrong_command_line_is_64(arguments):
    ended = run(*arguments)
    assert ended.returncode == 64 and "--help" in ended.stderr and ended.stdout == ""


def test_without_arguments_it_wants_a_supervisor():
    ended = run()
    assert ended.returncode == 64 and ended.stderr


def test_a_taken_port_is_75():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ended = run("--port", str(taken.getsockname()[1]))
    assert ended.returncode == 75 and "pris" in ended.stderr


def test_demo_settings_are_fresh_lines_of_env():
    first, second = run("--demo-settings"), run("--demo-settings")
    assert first.returncode == 0 and first.stdout != second.stdout
    token, key, sheet = first.stdout.splitlines()
    assert re.fullmatch(r"DISCORD_TOKEN=[\w-]{24,}\.[\w-]{6}\.[\w-]{27,}", token)
    assert key.startswith("SERVICE_ACCOUNT_JSON='{") and key.endswith("}'") and key.count("'") == 2
    assert re.fullmatch(r"GOOGLE_SHEET_ID_VALIDATION=[\w-]{20,}", sheet)


@pytest.fixture
def simulator():
    simulator = Simulator()
    simulator.port = int(simulator.url.rpartition(":")[2])
    simulator.token = simulator.env()["DISCORD_TOKEN"]
    yield simulator
    assert simulator.stop() == 0


def test_alone_it_takes_the_token_of_the_environment(monkeypatch, request):
    monkeypatch.setenv("DISCORD_TOKEN", "un-jeton-a-moi.abcdef.un-jeton-a-moi")
    simulator = request.getfixturevalue("simulator")
    assert simulator.token == "un-jeton-a-moi.abcdef.un-jeton-a-moi"


def resident_mb(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return int(re.search(r"VmRSS:\s+(\d+) kB", status.read()).group(1)) / 1024


def test_a_flood_of_events_comes_whole_in_order_and_within_bounds(simulator):
    gateway, _ = ready(simulator)
    before = resident_mb(simulator.process.pid)
    told = simulator.call("POST", "/control/dispatch",
                          {"t": "TYPING_START", "d": {"channel_id": "$n", "pad": "x" * 1000}, "count": 100000})
    assert (told["first_seq"], told["last_seq"]) == (3, 100002)
    # The client reads nothing yet: the flood comes to a stand, and others are served meanwhile.
    waiting = None
    while waiting != (waiting := simulator.state()["waiting"]):
        time.sleep(0.3)
    assert waiting > 50000
    seqs, seq_of = 0, re.compile(rb'"s":(\d+)')
    for expected in range(3, 100003):
        seqs += int(seq_of.search(gateway.frame()[1]).group(1)) == expected
    assert seqs == 100000
    assert simulator.state()["waiting"] == 0
    if not SANITIZED:
        assert resident_mb(simulator.process.pid) - before < 64
    gateway.close(4000)


def test_requests_in_great_number_leave_memory_flat(simulator):
    def batch():
        for _ in range(1500):
            assert send_raw(simulator.port, STATE).startswith(b"HTTP/1.1 200 ")
        return resident_mb(simulator.process.pid)
    batch()
    before, after = batch(), batch()
    if not SANITIZED:
        assert after - before < 2


def test_every_test_that_control_md_names_is_there():
    here = Path(__file__).parent
    named = re.findall(r"`(test_\w+)\.(test_\w+)`", (here.parent / "simulator/CONTROL.md").read_text("utf-8"))
    assert len(named) > 40
    missing = [f"{file}.{test}" for file, test in named
               if not re.search(rf"^def {test}\(", (here / f"{file}.py").read_text("utf-8"), re.M)]
    assert missing == []
