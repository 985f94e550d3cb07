"""Lets one system call of one program fail between its main and READY, and judges what becomes of the service: it gets
healthy, or says why not, and never spins nor dies without a word.
strace -D leaves the program its number: it is our child, or the supervisor's, as without strace."""
import contextlib
import os
import re
import shutil
import signal
import stat
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from pretend import Pretend
from processes import BIN, SANITIZED, living_in, wait_until
from service import WORKERS, Service

ERRORS = ("EPERM", "ENOSYS", "EMFILE", "EAGAIN", "ENOMEM", "EIO")
PROGRAMS = ("supervisor", *WORKERS)
MAIN = 'rt_sigaction(SIGPIPE, {sa_handler=SIG_IGN'  # fatal_init, the first thing in every main
# They cannot fail, or ending is what they are for. brk(2) has no errors: it answers with where the heap ends.
LEFT_OUT = {"brk", "exit", "exit_group", "rt_sigreturn", "execve", "restart_syscall", "+++", "---"}
STATUSES = (70, 75, 78)
STRACE_WAS_LATE = "killed by SIGALRM"  # strace -D gives itself three seconds to attach; no program of ours knows alarm(2)
STARTS_MOST = 8          # of a worker that cannot live, in the time that we watch it: its starts get slower
CPU_SHARE_MOST = 0.5     # of the watched time, for one process
BEGUN = re.compile(r"^\d+ +(?:<\.\.\. )?(\w+|\+\+\+|---)")
STARTED = re.compile(r" (\S+) démarre event=worker\.started")
DIED = re.compile(r" (\S+) (?:est mort|n'a pas pu être lancé|refuse sa configuration)")


class Sweep:
    """Starts services of one program under strace, each in a folder of its own, against a simulator of its own: two
    IDENTIFYs of one token would have to wait for each other."""

    def __init__(self, folder, program):
        if os.geteuid() != 0 or SANITIZED or not shutil.which("strace"):
            pytest.skip("needs root, strace, and no leak sanitizer, which is a tracer itself")
        self.folder, self.program = Path(folder), program
        self.runs = self.most_starts = 0

    def service(self, *options):
        """The service with `program` under strace with these options; and where strace writes."""
        self.runs += 1
        folder = self.folder / f"{self.program}-{self.runs}"
        folder.mkdir()
        self.simulator = Pretend.start(folder)
        settings = self.simulator.settings()
        trace = folder / "strace.txt"
        command = ["/usr/bin/strace", "-D", "-f", "-qq", "-a0", "-o", str(trace), *options]
        if self.program == "supervisor":
            service = Service(folder / "vigie", settings)
            service.before = [*command[:3], "-b", "execve", *command[3:], "--"]  # not into what it executes
        else:
            programs = folder / "programs"
            programs.mkdir()
            shutil.copy2(BIN / "supervisor", programs / "supervisor")
            for worker in WORKERS:
                if worker != self.program:
                    (programs / worker).symlink_to(BIN / worker)
            words = " ".join(f"'{word}'" for word in (*command, "--", BIN / self.program))
            wrapped = programs / self.program
            wrapped.write_text(f'#!/bin/sh\nexec {words} "$@"\n', "utf-8")
            wrapped.chmod(wrapped.stat().st_mode | stat.S_IXUSR)
            service = Service(folder / "vigie", settings, programs=programs)
        return service, trace

    def points(self):
        """(call, how often it was called before main, at READY), by name; as the program's first thread makes them."""
        service, trace = self.service("-s", "32")
        try:
            service.start_healthy()
            text = trace.read_text("utf-8", "replace")
        finally:
            self.end(service)
        lines = text.splitlines()
        first = lines[0].split()[0]
        before, after, in_main = Counter(), Counter(), False
        for line in lines:
            number, _, call = line.partition(" ")
            call = call.strip()
            if number != first or call.startswith("<..."):
                continue
            in_main |= call.startswith(MAIN)
            (after if in_main else before)[re.match(r"\w+|\+\+\+|---", call)[0]] += 1
        assert in_main, f"{self.program}: main was not seen"
        return [(call, before[call] + n + 1) for call in sorted(after) if call not in LEFT_OUT for n in range(after[call])]

    def judge(self, call, number, error, watched_s=8):
        """Raises what is wrong, else returns how it went."""
        for _ in range(5):
            service, trace = self.service("-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={number}")
            service.start()
            try:
                return self.watch(service, watched_s)
            except AssertionError as wrong:
                if STRACE_WAS_LATE in trace.read_text("utf-8", "replace"):
                    continue
                raise AssertionError(f"{self.program}: {call} number {number} fails with {error}: {wrong}\n"
                                     f"{service.output()[-3000:]}\n{trace.read_text('utf-8', 'replace')[-500:]}") from None
            finally:
                self.end(service)
                shutil.rmtree(service.folder.parent, ignore_errors=True)
        raise AssertionError("the machine is too slow for strace")

    def end(self, service):
        service.process.remember_family()
        service.end()
        self.simulator.process.end()
        wait_until(lambda: not killed_in(service.folder.parent), timeout=20, what="nothing runs in its folder any more")

    def watch(self, service, watched_s):
        def seen():
            if not service.process.is_running():
                return "ended"
            if self.starts(service) >= 3:
                return "restarting"
            return "healthy" if is_up(service) else None
        try:
            how = wait_until(seen, timeout=watched_s, what="")
        except AssertionError:
            # A slow machine gets there later. A worker that says nothing at all is replaced after a minute, with a line.
            how = wait_until(lambda: seen() or (self.has_words(service) and "waiting"), timeout=80,
                             what="healthy, or a word why not")
        self.most_starts = self.starts(service)
        if how == "ended":
            self.check_end(service)
        elif how == "healthy":
            if self.stop(service) != 0:
                self.check_end(service)  # the fault came as late as the stop
        else:
            wait_until(lambda: self.has_words(service), timeout=80, what="a word why it is not healthy")
            self.check_calm(service)
        return how

    def stop(self, service):
        """The status. A second signal, as an operator would send one: libuv's handler drops a signal when its own pipe
        fails, which no kernel does by itself."""
        for _ in range(2):
            service.process.signal(signal.SIGTERM)
            try:
                return service.process.wait(12)
            except subprocess.TimeoutExpired:
                continue
        raise AssertionError("it does not stop")

    def concerns(self, worker):
        return self.program in ("supervisor", worker)

    def starts(self, service):
        """Of the worker that was started most often."""
        started = Counter(filter(self.concerns, STARTED.findall(service.output())))
        return max(started.values(), default=0)

    def check_end(self, service):
        status = service.process.popen.returncode
        assert status in STATUSES, f"status {status}"
        assert any("Erreur critique" in line or line.startswith(("supervisor: ", "erreur : "))
                   for line in service.output().splitlines()), "no line says why"

    def deaths_in(self, line):
        return list(filter(self.concerns, DIED.findall(line)))

    def has_words(self, service):
        return any(self.deaths_in(line) for line in service.output().splitlines()) or reason(service)

    def check_calm(self, service):
        """Not healthy: no death is without a word, and nothing is done again and again without a pause."""
        assert self.starts(service) <= STARTS_MOST
        for pid in (service.process.pid, *service.pids().values()):
            assert cpu_share(pid) < CPU_SHARE_MOST, f"process {pid} spins"
        lines = service.output().splitlines()
        for i, worker in [(i, worker) for i, line in enumerate(lines) for worker in self.deaths_in(line)]:
            said = [line for line in lines[:i] if f" {worker} " in line and " info " not in line]
            assert said or "n'a pas pu être lancé" in lines[i], f"no word before: {lines[i]}"


def killed_in(folder):
    """The processes that ran there and are ended now. A strace -D is nobody's child, at times outlives what it traced, and
    may have been about to start it: one look is not enough."""
    found = living_in(folder)
    for pid in found:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return found


def is_up(service):
    try:
        return service.get("/health", timeout=2).json()["status"] == "healthy" and all(w["state"] == "up" for w in service.workers().values())
    except (OSError, ValueError, AssertionError, LookupError):
        return False


def reason(service):
    """What /health gives as the reason, or a line of level warn or above."""
    try:
        words = service.get("/health", timeout=2).json().get("reason")
    except (OSError, ValueError):
        words = None
    return words or [line for line in service.output().splitlines() if re.search(r"Z (warn|error|crit) ", line)]


def cpu_share(pid):
    """Of the time since its start, how much it computed."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        uptime_s = float(Path("/proc/uptime").read_text("utf-8").split()[0])
    except OSError:
        return 0.0
    ticks = os.sysconf("SC_CLK_TCK")
    age_s = uptime_s - int(fields[19]) / ticks
    return (int(fields[11]) + int(fields[12])) / ticks / age_s if age_s > 1 else 0.0
