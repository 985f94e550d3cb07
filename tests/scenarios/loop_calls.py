"""Watches a running service with strace: which calls of its loops' threads may wait for a disk, a terminal or a name?
A thread whose number is its process's is the loop's; the others are libuv's pool and those that exist to wait. A new
process has no loop before its first epoll_wait; one that exits has none after the last that waited.
Also stalls chosen calls of a process, as a disk does that takes seconds for each."""
import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

from processes import is_alive, wait_until
from service import WORKERS

FLUSHES = "fsync,fdatasync,sync,syncfs,sync_file_range,msync"
WRITES = "write,writev,pwrite64,pwritev,pwritev2,sendfile,copy_file_range,splice"
FOLDERS = ("rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,link,linkat,symlink,symlinkat,truncate,"
           "ftruncate,fallocate,chmod,fchmod,fchmodat,chown,fchown,utimensat")
OPENS = "open,openat,openat2,creat"
LOCKS = "flock,fcntl"
SLEEPS = "nanosleep,clock_nanosleep"
LIFE = "epoll_wait,epoll_pwait,epoll_pwait2,exit_group"
NAMES = "connect,sendto"
TRACED = ",".join((FLUSHES, WRITES, FOLDERS, OPENS, LOCKS, SLEEPS, LIFE, NAMES))

LINE = re.compile(r"^(?P<thread>\d+) +(?P<name>\w+)\((?P<rest>.*)$")
FIRST_FD = re.compile(r"^-?\d+<(?P<path>[^>]*)>")
RESOLVER_FILES = ('"/etc/resolv.conf"', '"/etc/hosts"', '"/etc/nsswitch.conf"', '"/etc/gai.conf"')
NO_DISK = ("/proc/", "/dev/null", "/dev/shm/", "/dev/full", "/sys/", "/memfd:")


def is_disk_or_terminal(path):
    """True for what strace -y shows for a regular file or a terminal; sockets, pipes and the like are "kind:[number]"."""
    return path.startswith("/") and not path.startswith(NO_DISK)


def may_wait(name, rest):
    """Why the call may wait; None if it does not."""
    fd = FIRST_FD.match(rest)
    path = fd.group("path") if fd else ""
    if name in FLUSHES.split(","):
        return "flush"
    if name in WRITES.split(","):
        return "write" if is_disk_or_terminal(path) else None
    if name in FOLDERS.split(","):
        return None if fd and not is_disk_or_terminal(path) else "folder"
    if name in OPENS.split(","):
        if any(file in rest for file in RESOLVER_FILES):
            return "name lookup"
        return "folder" if "O_CREAT" in rest or "O_TRUNC" in rest or name == "creat" else None
    if name == "flock":
        return None if "LOCK_NB" in rest or "LOCK_UN" in rest else "lock"
    if name == "fcntl":
        return "lock" if "F_SETLKW" in rest or "F_OFD_SETLKW" in rest else None
    if name in SLEEPS.split(","):
        return "sleep"
    if name in NAMES.split(","):
        return "name lookup" if "sin_port=htons(53)" in rest or "sin6_port=htons(53)" in rest else None
    return None


def waits_for_events(rest):
    """Of an epoll_wait: it does not come back at once, as the last turns of a loop that is being taken apart do."""
    timeout = re.search(r", (-?\d+)(?:, NULL, \d+)?\) += ", rest)
    return not timeout or timeout.group(1) != "0"


def threads(pid):
    return [int(entry) for entry in os.listdir(f"/proc/{pid}/task")]


class Strace:
    """strace on running processes, from the start of the `with` block to its end."""

    def __init__(self, folder, pids, *options):
        self.pids = list(pids)
        self.output = Path(folder) / f"strace-{'-'.join(map(str, self.pids))}.txt"
        self.complaints = self.output.with_suffix(".stderr")
        self.arguments = ["strace", "-f", "-y", "-o", self.output, *options]
        for pid in self.pids:
            self.arguments += ["-p", str(pid)]

    def __enter__(self):
        if os.geteuid() != 0:
            pytest.skip("workers that hold secrets are closed to other processes of this user; root sees more")
        every_thread = [t for pid in self.pids for t in threads(pid)]
        with open(self.complaints, "wb") as complaints:
            self.popen = subprocess.Popen([str(a) for a in self.arguments], stdin=subprocess.DEVNULL, stderr=complaints)

        def attached():
            said = self.complaints.read_text("utf-8", "replace")
            assert self.popen.poll() is None, f"strace ended: {said}"
            return all(self.is_traced(t) for t in every_thread)
        try:
            wait_until(attached, what="strace is attached to every thread")
        except BaseException:
            self.detach()
            raise
        return self

    def is_traced(self, thread):
        status = Path(f"/proc/{thread}/status").read_text("utf-8")
        return int(re.search(r"^TracerPid:\t(\d+)", status, re.M).group(1)) == self.popen.pid

    def __exit__(self, *_):
        self.detach()

    def detach(self):
        """strace leaves its processes running. One that was killed while it was held up, strace would wait for."""
        if self.popen.poll() is None:
            self.popen.send_signal(signal.SIGINT if any(map(is_alive, self.pids)) else signal.SIGKILL)
        try:
            self.popen.wait(20)
        except subprocess.TimeoutExpired:  # the process died just after we looked
            self.popen.kill()
            self.popen.wait(60)


class LoopCalls(Strace):
    """All processes of the service, and those that it starts meanwhile."""

    def __init__(self, service):
        self.programs = {service.process.pid: "supervisor", **{pid: name for name, pid in service.pids().items()}}
        super().__init__(service.folder, self.programs, "-qq", "-s", "64", "-e", "signal=none", "-e", f"trace={TRACED}")

    def __enter__(self):
        self.loops = set(self.programs)
        return super().__enter__()

    def name_newcomers(self, service):
        """Learns the names of the processes that were started meanwhile; call it while they run."""
        self.programs.update({pid: name for name, pid in service.pids().items()})

    def calls(self):
        """(process, thread, name, rest) of each call that was begun, in order."""
        for line in self.output.read_text("utf-8", "replace").splitlines():
            found = LINE.match(line)
            if found:
                yield int(found["thread"]), found["name"], found["rest"]

    def waits(self, program):
        """What the program's loops did that may wait, as "program: why: call". Call it after the `with` block."""
        found = {}  # thread → its calls; a thread that waits in epoll is a process's loop, or one that should not be there
        settled = {thread: 0 for thread in self.loops}  # how many of them came before the loop last waited
        for thread, name, rest in self.calls():
            mine = found.setdefault(thread, [])
            if name.startswith("epoll_"):
                settled[thread] = len(mine) if waits_for_events(rest) else settled.get(thread, 0)
            elif name == "exit_group":
                del mine[settled.get(thread, 0):]
            elif thread in settled and (why := may_wait(name, rest)):
                mine.append(f"{self.programs.get(thread, f'process {thread}')}: {why}: {name}({rest}")
        return [line for lines in found.values() for line in lines if line.startswith(f"{program}:")]

    def count(self, program):
        """How many calls of the program's loop were seen: a trace that saw none proves nothing."""
        return sum(self.programs.get(thread) == program for thread, _, _ in self.calls())


class Stalled(Strace):
    """Each flush and each write to a file, of one process on whatever thread, takes so long. Files are those of STATE_DIR,
    of LOG_DIR and the one that stdout goes to: known ones by name, so that pipes and sockets stay quick."""

    NAMES = ("session.json", "limits.json", "commands.json", "outbox.db", "outbox.db-wal", "outbox.db-journal", "health/history.db",
             "health/history.db-wal", "bot.log", *(f"{name}.log" for name in ("supervisor", *WORKERS)))

    def __init__(self, service, pid, seconds, calls=f"{FLUSHES},{WRITES}"):
        paths = {service.process.output_path}
        for folder in (service.state_dir, service.log_dir):
            paths |= {folder / name for name in self.NAMES} | {folder / f"{name}.new" for name in self.NAMES}
            paths |= {path for path in folder.rglob("*") if path.is_file()}
        super().__init__(service.folder, [pid], "-qq", "-e", "signal=none", "-e", f"trace={calls}",
                         "-e", f"inject={calls}:delay_enter={int(seconds * 1_000_000)}",
                         *(word for path in sorted(paths) for word in ("-P", path)))

    def count(self):
        """How many calls were held up: a stall that met none proves nothing."""
        return len(self.output.read_text("utf-8", "replace").splitlines())
