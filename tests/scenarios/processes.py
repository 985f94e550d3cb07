"""Starting, finding and ending processes. Only processes started here are ever signalled, by their number."""
import contextlib
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

BIN = Path(os.environ.get("VIGIE_BIN", Path(__file__).resolve().parents[2] / "build"))

# Its allocator keeps what was freed, so that memory grows and holds what would be gone.
SANITIZED = b"__asan_init" in (BIN / "supervisor").read_bytes() if (BIN / "supervisor").exists() else False


def preloaded(library):
    """The value of LD_PRELOAD for it. A sanitizer's own library must come first: what it puts in the place of a call of the C
    library calls the next one of that name, which is ours then."""
    linked = subprocess.run(["ldd", BIN / "supervisor"], capture_output=True, text=True, check=True).stdout if SANITIZED else ""
    return ":".join([*re.findall(r"=> (\S*/lib[at]san\S*)", linked), str(library)])


# Generous: a condition that holds is noticed at once, so only a failing test ever waits this long.
PATIENCE_S = float(os.environ.get("VIGIE_PATIENCE_S", "60"))


def lines_with(phrase, text):
    return [line for line in text.splitlines() if phrase in line]


def wait_until(condition, timeout=PATIENCE_S, what=None):
    """The first true value of condition(). Errors of a peer that is not there yet count as "not yet"."""
    deadline = time.monotonic() + timeout
    while True:
        seen = None
        try:
            seen = condition()
        except (OSError, ValueError, LookupError) as error:
            seen_error = repr(error)
        else:
            seen_error = repr(seen)
            if seen:
                return seen
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout} s: {what or condition.__name__}; last seen: {seen_error}")
        time.sleep(0.02)


def never_while(forbidden, until, timeout=PATIENCE_S, what=None):
    """Polls both; fails if `forbidden` becomes true before `until` does."""
    def step():
        seen = forbidden()
        assert not seen, f"{what or forbidden.__name__}: {seen!r}"
        return until()
    return wait_until(step, timeout, what)


def is_alive(pid):
    """True while the process runs; a zombie is not alive."""
    try:
        return stat_field(pid, 0) not in ("Z", "X")
    except OSError:
        return False


def stat_field(pid, index):
    """Field of /proc/PID/stat, counted from the state (0), which follows the name in parentheses."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[index]


def children(pid):
    """Direct children, zombies included."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                if int(stat_field(entry, 1)) == pid:
                    found.append(int(entry))
            except OSError:
                continue
    return found


def living_in(folder):
    """pid → name of the processes that run in this folder or below; those that this user may not look at are not found."""
    found = {}
    for entry in os.listdir("/proc"):
        try:
            if entry.isdigit() and Path(os.readlink(f"/proc/{entry}/cwd")).is_relative_to(folder) and is_alive(entry):
                found[int(entry)] = program_of(entry)
        except OSError:
            continue  # it ended meanwhile, or is somebody else's
    return found


def program_of(pid):
    """Its name; that of its parent between fork and exec. Readable for everybody, unlike /proc/PID/exe."""
    return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()


def proc_file(pid, name):
    """A path below /proc/PID that only root may open when the process has secrets; skips the test for others."""
    path = f"/proc/{pid}/{name}"
    if not os.access(path, os.R_OK):
        pytest.skip(f"{path} is closed to this user; root sees more")
    return path


def memory_of(pid):
    """Each readable mapping of the process: its line in maps, its bytes."""
    with open(proc_file(pid, "mem"), "rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights = line.split()[:2]
            begin, end = (int(x, 16) for x in span.split("-"))
            if "r" not in rights or "[v" in line or end - begin > 1 << 30:
                continue
            try:
                memory.seek(begin)
                yield line, memory.read(end - begin)
            except OSError:
                continue


def without_a_terminal():
    """For `before_exec`: SIGHUP then means a reload, wherever the tests themselves were started, nohup(1) included."""
    os.setsid()
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class Process:
    """One program with its output in a file, so that it can never block on a full pipe; or where `stdout` goes."""

    def __init__(self, arguments, folder, environment, name, stdout=None, before_exec=None):
        self.output_path = Path(folder) / f"{name}.output"
        self.name = name
        self.family = set()  # every process that was ever seen below it
        with open(self.output_path, "ab") as output:
            self.popen = subprocess.Popen([str(a) for a in arguments], cwd=folder, env=environment,
                                          stdin=subprocess.DEVNULL, stdout=stdout or output, stderr=output,
                                          preexec_fn=before_exec)

    @property
    def pid(self):
        return self.popen.pid

    def output(self):
        return self.output_path.read_text(encoding="utf-8", errors="replace")

    def is_running(self):
        return self.popen.poll() is None

    def remember_family(self):
        """Adds the present children to those that must be gone at the end."""
        for pid in children(self.pid):
            try:
                self.family.add((pid, stat_field(pid, 19)))
            except OSError:
                continue  # it ended meanwhile

    def family_alive(self):
        """Members of the family that still run. The start time tells a process from a later one of the same number."""
        alive = []
        for pid, started in self.family:
            try:
                if is_alive(pid) and stat_field(pid, 19) == started:
                    alive.append(pid)
            except OSError:
                continue
        return alive

    def signal(self, number):
        self.popen.send_signal(number)

    def wait(self, timeout=PATIENCE_S):
        return self.popen.wait(timeout)

    def end(self):
        """Ends it and its family at once, however the test went. It is stopped meanwhile, so as to start nobody anew, and goes
        last: a worker that lives to see its supervisor gone ends in order."""
        if self.is_running():
            self.signal(signal.SIGSTOP)
            self.remember_family()
        for pid in self.family_alive():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self.is_running():
            self.popen.kill()
            self.popen.wait()
        # One that is still dying holds the port for which the next start would ask.
        wait_until(lambda: not self.family_alive(), what="all of the family are gone")
