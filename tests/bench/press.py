"""What a press costs the four processes together: instructions, calls of functions, and calls of our own ones, counted one by one by
callgrind, so that the machine's load changes nothing. What they do in the same time when nobody presses is taken off. The
compiler takes calls of short functions away; `make BUILD=… OPTIMISE=-O0` leaves them, and VIGIE_BIN names those programs."""
import re
import shutil
import subprocess
import time
from pathlib import Path

from pretend import Pretend
from processes import BIN, wait_until
from service import WORKERS, Service

PRESSES, EVERY_S = 8, 3
PATIENCE_S = 300  # under callgrind everything takes fifty times as long
PROGRAMS = ("supervisor", *WORKERS)


class Counted(Service):
    """A service whose programs run under callgrind: in its folder each name is a script, and the supervisor looks beside itself."""

    def __init__(self, folder, settings):
        programs = folder / "programs"
        programs.mkdir(parents=True)
        self.counts = folder
        shutil.copy(BIN / "supervisor", programs / "itself")
        for name in PROGRAMS:
            real = programs / "itself" if name == "supervisor" else BIN / name
            script = programs / name
            script.write_text(f'#!/bin/sh\nexec valgrind -q --tool=callgrind --callgrind-out-file={folder}/{name} {real} "$@"\n')
            script.chmod(0o755)
        super().__init__(folder / "service", settings, programs=programs)

    def all_pids(self):
        """The supervisor's own children: valgrind gives its process another name."""
        found = {"supervisor": self.process.pid}
        for pid in map(int, Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()):
            words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
            found |= {name: pid for name in WORKERS if str(BIN / name) in words}
        assert sorted(found) == sorted(PROGRAMS), found
        return found

    def control(self, order):
        for pid in self.all_pids().values():
            subprocess.run(["callgrind_control", order, str(pid)], check=True, capture_output=True, timeout=120)

    def count(self, work):
        """Program → (instructions, calls, our own) while `work` runs, and how many seconds that took."""
        for name in PROGRAMS:
            for old in self.counts.glob(f"{name}.*"):
                old.unlink()
        self.control("--zero")
        began = time.monotonic()
        work()
        took = time.monotonic() - began
        self.control("--dump")
        return {name: counted(self.counts, name) for name in PROGRAMS}, took


def counted(folder, name):
    def dump():
        found = sorted(folder.glob(f"{name}.[0-9]*"))
        return found and re.search(r"^totals: (\d+)", found[-1].read_text("utf-8", "replace"), re.M) and found[-1]
    text = wait_until(dump, what=f"the counts of {name}").read_text("utf-8", "replace")
    return int(re.search(r"^totals: (\d+)", text, re.M)[1]), *calls_in(text, "itself" if name == "supervisor" else name)


def calls_in(text, program):
    """(all, those of functions of the program itself): `ob` names the file that a cost is in, `cob` that of a call that leaves it."""
    files, here, callee, every, own = {}, None, None, 0, 0
    for kind, number, name, count in re.findall(r"^(?:(c?ob)=\((\d+)\)(?: (.*))?|calls=(\d+).*)$", text, re.M):
        if name:
            files[number] = Path(name).name
        if kind == "ob":
            here = number
        elif kind == "cob":
            callee = number
        else:
            every += int(count)
            own += int(count) if files.get(callee or here) == program else 0
            callee = None
    return every, own


def measure(table, folder):
    table.title(f"A press: {PRESSES} of them, counted by callgrind")
    if not shutil.which("callgrind_control"):
        table.missing("instructions and calls of a press", "valgrind is not installed")
        return
    pretend = Pretend.start(folder)
    service = Counted(folder / "counted", {**pretend.settings(), "HANG_TIMEOUT_S": "600", "MEMORY_WARN_MB": "8000",
                                           "MEMORY_CRITICAL_MB": "9000"})
    try:
        service.start()
        wait_until(lambda: service.health()["status"] == "healthy", PATIENCE_S, "healthy under callgrind")
        channel = pretend.new_ticket()

        def press():
            for _ in range(PRESSES):
                due = time.monotonic() + EVERY_S
                pretend.outcome(pretend.press(channel))
                time.sleep(max(0, due - time.monotonic()))
        press()  # what is done once, such as a connection, is not a press's
        idle, idle_s = service.count(lambda: time.sleep(PRESSES * EVERY_S))
        busy, busy_s = service.count(press)
        sums = [0, 0, 0]
        for name in PROGRAMS:
            each = [(busy[name][i] - idle[name][i] * busy_s / idle_s) / PRESSES for i in range(3)]
            table.row(name, f"{each[2]:,.0f} calls", f"of our own functions; {each[1]:,.0f} of all, {each[0]:,.0f} instructions")
            sums = [a + b for a, b in zip(sums, each)]
        table.judge("calls of our own functions in a press", sums[2], "calls", None)
        table.judge("calls of all functions in a press", sums[1], "calls", None)
        table.judge("instructions in a press", sums[0] / 1e6, "million", None)
    finally:
        service.end()
        pretend.process.end()
