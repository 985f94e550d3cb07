"""The commands that speak to a running service: restart, stop; and what they say when there is none."""
import signal
import threading
import time

import pytest

from processes import wait_until
from service import WORKERS
from web import request


class Probes(threading.Thread):
    """Asks /ping without a pause and keeps every answer that is not 200."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port, self.wrong, self.asked, self.over = port, [], 0, threading.Event()

    def run(self):
        while not self.over.is_set():
            try:
                status = request(self.port, "/ping").status
            except OSError as error:
                status = repr(error)
            self.asked += 1
            if status != 200:
                self.wrong.append(status)
            time.sleep(0.01)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.join()


def test_restart_all_replaces_one_after_the_other_while_ping_is_answered(vigie, simulator):
    before = vigie.pids()
    identifies = simulator.state()["identifies"]
    with Probes(vigie.port) as probes:
        answer = vigie.command("restart", "all")
        assert answer.returncode == 0, answer.stderr
        assert all(worker in answer.stdout for worker in WORKERS)
        vigie.wait_log("event=worker.rolling_over")
    assert probes.asked and not probes.wrong
    after = vigie.pids()
    assert set(after) == set(before) and not set(after.values()) & set(before.values())
    assert simulator.state()["identifies"] == identifies
    steps = [line for line in vigie.log("supervisor").splitlines()
             if "event=worker.renewed" in line or "event=worker.ready" in line]
    names = [next(w for w in WORKERS if w in line.split(" event=")[0].split("supervisor ", 1)[1]) for line in steps[-6:]]
    assert names == [w for worker in WORKERS for w in (worker, worker)], steps
    kinds = ["renewed" if "renewed" in line else "ready" for line in steps[-6:]]
    assert kinds == ["renewed", "ready"] * 3


def test_stop_returns_when_everything_is_gone(vigie):
    vigie.process.remember_family()
    answer = vigie.command("stop")
    assert answer.returncode == 0, answer.stderr
    assert "Le service est arrêté." in answer.stdout
    assert not vigie.process.family_alive()
    assert vigie.process.wait(timeout=1) == 0
    again = vigie.start_healthy()  # the folder is free at once
    again.stop()


def test_a_second_stop_waits_too_and_kills_nothing(vigie, simulator):
    simulator.post("google", op="any", fate="stall", times=-1)
    simulator.press(simulator.new_ticket())
    first = threading.Thread(target=vigie.command, args=("stop",))
    first.start()
    wait_until(lambda: "event=supervisor.stopping" in vigie.log(), what="the stop has begun")
    answer = vigie.command("stop")
    first.join()
    assert answer.returncode in (0, 75), answer.stderr
    assert vigie.process.wait(timeout=1) == 0
    assert "event=supervisor.stop_now" not in vigie.log()


def test_stop_says_what_is_left_of_a_service_that_hangs(vigie):
    vigie.process.signal(signal.SIGSTOP)
    try:
        answer = vigie.command("stop", timeout=60)
    finally:
        vigie.process.signal(signal.SIGCONT)
    assert answer.returncode == 75
    assert "ne répond pas" in answer.stderr
    vigie.process.wait(timeout=15)  # it finds the request when it wakes


@pytest.mark.parametrize("command", [("stop",), ("restart", "all"), ("restart", "gateway"), ("status",)],
                         ids=" ".join)
def test_without_a_service_each_command_says_so(idle_vigie, command):
    answer = idle_vigie.command(*command)
    assert answer.returncode == 75
    assert "aucun service ne tourne" in answer.stderr and str(idle_vigie.state_dir) in answer.stderr


@pytest.mark.parametrize("command", [("stop", "now"), ("restart",), ("restart", "all", "all"),
                                     ("restart", "nobody")], ids=" ".join)
def test_a_mistyped_command_is_a_usage_error(idle_vigie, command):
    answer = idle_vigie.command(*command)
    assert answer.returncode == 64
    assert "Voir supervisor --help" in answer.stderr


def test_help_names_every_command(idle_vigie):
    text = idle_vigie.command("--help").stdout
    for command in ("run", "check", "status", "restart", "reload", "stop", "logs", "healthcheck"):
        assert f"\n  {command} " in text, command
    assert "all" in text
