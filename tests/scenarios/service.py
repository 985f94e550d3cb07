"""One running Vigie: the supervisor and its workers in a folder of their own."""
import itertools
import json
import os
import random
import re
import signal
import socket
import subprocess
import time
from pathlib import Path

from processes import BIN, PATIENCE_S, Process, children, is_alive, lines_with, program_of, wait_until
from web import request

WORKERS = ("gateway-worker", "sheets-worker", "health-server")
ENV_BASE = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
SANITIZER_WORDS = ("AddressSanitizer", "LeakSanitizer", "runtime error:", "UndefinedBehaviorSanitizer")


PORTS = range(15000, 32000)  # below those from which the kernel takes ports for outgoing connections
_tried = itertools.count(random.randrange(len(PORTS)))


def free_port():
    """A port that nobody listens on and that was not given before in this run. Processes that run scenarios beside each other
    have each a share of them; two runs at once may meet."""
    worker, count = os.environ.get("PYTEST_XDIST_WORKER", "gw0"), int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    own = PORTS[int(worker.removeprefix("gw"))::count]
    for n in itertools.islice(_tried, len(own)):
        port = own[n % len(own)]
        try:
            with socket.socket(socket.AF_INET6) as probe:
                probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
                probe.bind(("::", port))
                return port
        except OSError:
            continue
    raise RuntimeError("no port is free")


class Service:
    def __init__(self, folder, settings, arguments=("run",), programs=BIN):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        given = settings.get("PORT", "")
        self.port = int(given) if given.isdecimal() else free_port()
        self.state_dir = Path(settings.get("STATE_DIR", self.folder / "state"))
        self.log_dir = Path(settings.get("LOG_DIR", self.folder / "logs"))
        self.environment = {**ENV_BASE, "PORT": str(self.port), "STATE_DIR": str(self.state_dir),
                            "LOG_DIR": str(self.log_dir), **settings}
        self.arguments = arguments
        self.programs = Path(programs)  # the folder of the supervisor and, beside it, its workers
        self.before = ()    # a command that execs the supervisor: "prlimit", "--fsize=200000"
        self.stdout = None  # a file or descriptor instead of the file that output() reads
        self.process = None
        self.starts = 0
        self.was_made_to_crash = False

    # ---- life

    def start(self, before_exec=None):
        self.starts += 1
        self.process = Process([*self.before, self.programs / "supervisor", *self.arguments], self.folder,
                               self.environment, f"supervisor-{self.starts}", self.stdout, before_exec)
        return self

    def start_healthy(self, before_exec=None):
        self.start(before_exec)
        self.wait_healthy()
        wait_until(lambda: all(w["state"] == "up" for w in self.workers().values()), what="every worker is up")
        return self

    def wait_healthy(self):
        return self.wait_status("healthy")

    def start_connected(self):
        """Whatever else may be the matter with it."""
        self.start()
        self.wait_connected()
        return self

    def wait_connected(self):
        wait_until(lambda: self.get("/ready").status == 200, what="connected")

    def wait_status(self, status):
        def reached():
            assert self.process.is_running(), f"the supervisor ended with {self.process.popen.returncode}"
            health = self.health()
            return health if health["status"] == status else None
        health = wait_until(reached, what=f"/health says {status}")
        self.process.remember_family()
        return health

    def stop(self, number=signal.SIGTERM, within=10):
        """An ordered stop keeps every promise: in time, status 0, nobody left, no sanitizer complaint."""
        self.process.remember_family()
        began = time.monotonic()
        self.process.signal(number)
        status = self.process.wait()
        took = time.monotonic() - began
        assert status == 0, f"status {status} after signal {number}"
        assert took < within, f"the stop took {took:.1f} s"
        wait_until(lambda: not self.process.family_alive(), timeout=2, what="no process is left")
        self.check_sanitizers()
        return took

    def check_sanitizers(self):
        for word in SANITIZER_WORDS:
            if word == "AddressSanitizer" and self.was_made_to_crash:
                continue  # it reports the signal that the test sent
            assert word not in self.everything_logged(), f"{word} in the output"

    def end(self):
        if self.process:
            self.process.end()

    # ---- what it says

    def get(self, path, method="GET", **more):
        return request(self.port, path, method, **more)

    def health(self):
        return self.get("/health").json()

    def output(self):
        return self.process.output()

    def log(self, name="bot"):
        path = self.log_dir / f"{name}.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""

    def everything_logged(self):
        paths = [*sorted(self.folder.glob("*.output")), *sorted(self.log_dir.glob("*.log*"))]
        return "\n".join(p.read_text(encoding="utf-8", errors="replace") for p in paths if p.is_file())

    def wait_log(self, phrase, count=1, timeout=PATIENCE_S):
        """The lines with the phrase, once there are so many: lines are written beside the loop, a moment later."""
        wait_until(lambda: len(lines_with(phrase, self.log())) >= count, timeout=timeout, what=f"{count} × {phrase!r} in bot.log")
        return lines_with(phrase, self.log())

    def said(self, phrase, count=1):
        """As wait_log, on stdout."""
        wait_until(lambda: len(lines_with(phrase, self.output())) >= count, what=f"{count} × {phrase!r} on stdout")
        return lines_with(phrase, self.output())

    def wait_handed_on(self, simulator):
        """Until a successor of the gateway-worker will not be sent again what happened so far."""
        seq = simulator.state()["session"]["seq"]
        file = self.state_dir / "session.json"
        wait_until(lambda: max(map(int, re.findall(r'"sequence":(\d+)', file.read_text("utf-8")))) >= seq,
                   what=f"sequence {seq} on disk")

    def metric(self, name):
        """Value of a sample, by its whole name with labels; None if it is not there."""
        for line in self.get("/metrics").text.splitlines():
            if line.rpartition(" ")[0] == name:
                return float(line.rpartition(" ")[2])
        return None

    # ---- its processes

    def command(self, *arguments, timeout=30):
        """Another supervisor command in the same folder with the same settings."""
        return subprocess.run([str(self.programs / "supervisor"), *arguments], cwd=self.folder, env=self.environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout)

    def status(self):
        answer = self.command("status", "--json")
        assert answer.returncode == 0, f"status --json: {answer.returncode} {answer.stderr}"
        return json.loads(answer.stdout)

    def workers(self):
        return {w["name"]: w for w in self.status()["workers"]}

    def pids(self):
        """Worker name → process number, as the kernel knows them."""
        found = {}
        for pid in children(self.process.pid):
            try:
                if is_alive(pid) and program_of(pid) != "supervisor":
                    found[program_of(pid)] = pid
            except OSError:
                continue  # it ended meanwhile
        return found

    def kill(self, worker, number=signal.SIGKILL):
        """Sends the signal and returns the number of the process that got it."""
        pid = self.pids()[worker]
        self.process.remember_family()
        self.was_made_to_crash |= number in (signal.SIGSEGV, signal.SIGABRT)
        os.kill(pid, number)
        return pid

    def wait_replaced(self, worker, old_pid):
        def replaced():
            pid = self.pids().get(worker)
            if pid in (None, old_pid):
                return None
            return pid if self.workers()[worker]["state"] == "up" else None
        return wait_until(replaced, what=f"a successor of {worker} is up")
