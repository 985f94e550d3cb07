"""A worker alone on the star, a sheets-worker where nothing else is said: this file speaks the supervisor's and the gateway-worker's side of its channel
(common/ipc/frame.h), so that a test can offer it thousands of rows and kill it at any moment."""
import fcntl
import functools
import json
import os
import re
import select
import signal
import socket
import struct
import subprocess
import tempfile
import time
from pathlib import Path

from processes import BIN, PATIENCE_S, lines_with, preloaded

IPC = Path(__file__).resolve().parents[2] / "common/ipc"
HEADER = struct.Struct("<IBBBBIIQQ")  # magic, type, from, to, 0, length, generation, seq, ref
MAGIC = 0x31474956
FD_CHANNEL, FD_SECRETS = 3, 5  # workers.h
RECORD_MOST = 32 + 60 * 1024
SETTLE_S = 5
WINDOW = 200  # questions under way; the worker keeps at most 256


def names(file, row):
    """The first member of each row of a .def table: its number is its place."""
    return {name: number for number, name in enumerate(re.findall(rf"^{row}\((\w+),", (IPC / file).read_text("utf-8"), re.M))}


MESSAGE = names("messages.def", "MESSAGE")
WORKER = names("workers.def", "WORKER")
SUPERVISOR = len(WORKER)
SECRETS = ("SERVICE_ACCOUNT_JSON",)
PUBLIC = ("GOOGLE_SHEET_ID_VALIDATION", "GOOGLE_TOKEN_URL", "GOOGLE_SHEETS_URL", "VALIDATION_SHEET_TITLE", "STATE_DIR",
          "LOG_LEVEL")


def key_of(n):
    """Beyond 2^53 and with no digit to spare: an id that a double, or fifteen digits, would not hold."""
    return str(1020827427888435211 + 1000003 * n)


def cells_of(n, version):
    validators = [234567890123456789 + n + v for v in range(version % 3)]
    return (json.dumps(validators), json.dumps({"234567890123456789": f"Revoir l'âge n° {n}, version {version} 🎭"}, ensure_ascii=False),
            str(1130000000000000001 + n * 100 + version))


def numbers_of(report):
    """Name → value of a METRICS body; its lines of words, as reasons are, have none."""
    return {name: float(value) for name, value in re.findall(r"^(\S+) (-?[\d.]+(?:e[-+]?\d+)?)$", report, re.M)}


LEAP_SOURCE = Path(__file__).with_name("leap_clock.c")


@functools.cache
def leap_library():
    """Compiled once for the whole run; its folder goes with the last reference."""
    folder = tempfile.TemporaryDirectory(prefix="leap-")
    library = Path(folder.name) / "leap.so"
    subprocess.run([os.environ.get("CC", "cc"), "-shared", "-fPIC", "-O1", "-o", library, LEAP_SOURCE], check=True)
    return library, folder


class Leap:
    """The monotonic clock of the programs that it is preloaded into, to be set forward (leap_clock.c)."""

    def __init__(self, folder):
        self.file, self.ahead_ms = Path(folder) / "leap", 0
        self.library, _ = leap_library()
        self.forward(0)

    def environment(self):
        return {"LD_PRELOAD": preloaded(self.library), "LEAP_FILE": str(self.file)}

    def forward(self, seconds):
        self.ahead_ms += int(seconds * 1000)
        with open(self.file, "r+b" if self.file.exists() else "wb") as file:
            file.write(struct.pack("<q", self.ahead_ms))

    def under_way(self, pid):
        """How many requests and disk calls of that process have no answer yet."""
        return sum(self._pending(pid)[:2])

    def disk_calls(self, pid):
        """Of those, what its pool does."""
        return self._pending(pid)[1]

    def call_ports(self, pid):
        """From which ports that process has a TCP connection of its own making open."""
        return set(self._pending(pid)[2:]) - {0}

    def _pending(self, pid):
        try:
            return [number for number, in struct.iter_unpack("<i", Path(f"{self.file}.{pid}").read_bytes())] or [0, 0]
        except (OSError, struct.error):
            return [0, 0]


class Star:
    """Starts workers, one after the other, and remembers what a supervisor would hand to the next one."""

    PROGRAM, NAME, PUBLIC, SECRETS = "sheets-worker", "SHEETS", PUBLIC, SECRETS

    def __init__(self, folder, settings, before_exec=None, leap=None):
        self.leap = leap  # a Leap that it lives by
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.state_dir = Path(settings.get("STATE_DIR", self.folder / "state"))
        self.settings = {"STATE_DIR": str(self.state_dir), **settings}
        self.before_exec = before_exec  # runs in the worker's process before the program does
        self.output_path = self.folder / f"{self.PROGRAM}.output"
        self.popen = self.channel = None
        self.generation = self.seq = 0
        self.kept = self.metrics_body = b""
        self.metrics = {}
        self.reports = 0  # METRICS bodies that came
        self.replies = {}  # seq of a question → its answer
        self.open_puts = {}  # seq → the row that was offered
        self.newest = {}  # key → (b, c, d): the newest accepted row
        self.refused = []  # (row, reason)
        self.latencies = []  # seconds from an offer to its acceptance
        self.ready = False

    # ---- life

    def start(self):
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        secrets = self._secrets()
        # Low numbers are taken meanwhile, so that nothing of Popen's own gets 3 or 5.
        taken = [os.open("/dev/null", os.O_RDONLY) for _ in range(8)]
        channel, sealed = (fcntl.fcntl(fd, fcntl.F_DUPFD, 20) for fd in (theirs.fileno(), secrets))
        more = {number: fcntl.fcntl(fd, fcntl.F_DUPFD, 20) for number, fd in self.descriptors().items()}

        def arrange():
            os.dup2(channel, FD_CHANNEL)
            os.dup2(sealed, FD_SECRETS)
            for number, fd in more.items():
                os.dup2(fd, number)
            if self.before_exec:
                self.before_exec()
        environment = {"PATH": "/usr/bin:/bin", **{n: self.settings[n] for n in self.PUBLIC if n in self.settings}}
        environment.update({n: v for n, v in os.environ.items() if n.endswith("SAN_OPTIONS")})
        environment.update(self.leap.environment() if self.leap else {})
        with open(self.output_path, "ab") as output:
            self.popen = subprocess.Popen([str(BIN / self.PROGRAM)], cwd=self.folder, env=environment, stdout=output,
                                          stdin=subprocess.DEVNULL, stderr=output, preexec_fn=arrange,
                                          pass_fds=(FD_CHANNEL, FD_SECRETS, *more))
        for fd in (*taken, channel, sealed, secrets, *more.values()):
            os.close(fd)
        theirs.close()
        self.channel, self.ready = ours, False
        self.generation += 1
        self._hand_over()
        self.wait(lambda: self.ready, what=f"the {self.PROGRAM} is READY")
        return self

    def descriptors(self):
        """Number in the worker → ours: what it inherits beside its channel and its secrets."""
        return {}

    def _secrets(self):
        fd = os.memfd_create("secrets", os.MFD_CLOEXEC)
        for name in self.SECRETS:
            if name in self.settings:
                os.write(fd, f"{name}={self.settings[name]}".encode() + b"\0")
        return fd

    def _hand_over(self):
        """What a supervisor kept of the predecessor, then WELCOME; what was not answered is asked again."""
        if self.metrics_body:
            self._send("METRICS", self.metrics_body, ref=WORKER[self.NAME] + 1)
        if self.kept:
            self._send("KEEP", self.kept)
        self._send("WELCOME")
        asked, self.open_puts = [{**row, "again": True} for row in self.open_puts.values()], {}
        for row in asked:
            self._offer(row)

    @property
    def pid(self):
        return self.popen.pid

    def kill(self, number=signal.SIGKILL):
        self.popen.send_signal(number)
        self.popen.wait(PATIENCE_S)
        self._drop_channel()

    def restart(self):
        """SIGKILL and a successor."""
        self.kill()
        return self.start()

    def stop(self):
        """An ordered stop; returns the exit status."""
        self._send("STOP")
        deadline = time.monotonic() + 10
        while self.popen.poll() is None and time.monotonic() < deadline:
            self.pump(0.05)
        status = self.popen.wait(1)
        self._drop_channel()
        return status

    def _drop_channel(self):
        while self.channel and self._read_one(0):
            pass
        if self.channel:
            self.channel.close()
        self.channel = None

    def end(self):
        if self.popen and self.popen.poll() is None:
            self.popen.kill()
            self.popen.wait()
        if self.channel:
            self.channel.close()
            self.channel = None

    def output(self):
        return self.output_path.read_text("utf-8", "replace") if self.output_path.exists() else ""

    def said(self, phrase, count=1):
        """The lines with the phrase, once there are so many: an answer may come before the line that tells of it."""
        self.wait(lambda: len(lines_with(phrase, self.output())) >= count, what=f"{count} × {phrase!r} is said")
        return lines_with(phrase, self.output())

    # ---- frames

    def _send(self, message, body=b"", ref=0, sender=SUPERVISOR):
        self.seq += 1
        record = HEADER.pack(MAGIC, MESSAGE[message], sender, WORKER[self.NAME], 0, len(body), self.generation, self.seq,
                             ref) + body
        self.channel.send(record)
        return self.seq

    def _read_one(self, timeout):
        """Handles one record; False if none came. A channel that the worker closed counts as silent."""
        if not select.select([self.channel], [], [], timeout)[0]:
            return False
        try:
            record = self.channel.recv(RECORD_MOST)
        except ConnectionResetError:
            return False
        if not record:
            return False
        magic, message, _, _, _, length, _, _, ref = HEADER.unpack_from(record)
        assert magic == MAGIC and len(record) == HEADER.size + length
        self._take(message, record[HEADER.size:], ref)
        return True

    def _take(self, message, body, ref):
        if message == MESSAGE["READY"]:
            self.ready = True
        elif message == MESSAGE["KEEP"]:
            self.kept = body
        elif message == MESSAGE["METRICS"]:
            self.metrics_body = body
            self.reports += 1
            self.metrics = numbers_of(body.decode())
        elif message == MESSAGE["ROW"]:
            self._answered(ref, json.loads(body))

    def _answered(self, ref, answer):
        row = self.open_puts.pop(ref, None)
        if row is None:
            self.replies[ref] = answer
        elif answer.get("stored"):
            # Offered again after a kill: it may have been stored before it, and a newer one since; the answer tells what stands.
            stands = answer if row.get("again") and answer.get("known") else row
            self.newest[row["key"]] = (stands["b"], stands["c"], stands["d"])
            self.latencies.append(time.monotonic() - row["at"])
        elif answer.get("undecided"):
            self._offer(row)
        else:
            self.refused.append((row, answer["refused"]))

    def pump(self, timeout=0.0):
        """Handles what has arrived; waits at most `timeout` for something."""
        if self._read_one(timeout):
            while self._read_one(0):
                pass

    def pump_for(self, seconds):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.pump(0.05)

    def hasten(self, condition, what):
        """Waits for what it does after some seconds of its own; without a clock to set forward these are true ones."""
        def closer():
            if self.leap:
                self.leap.forward(0.2)
            return condition()
        self.wait(closer, what=what)

    def age(self, seconds):
        """Lets that much of its time go by."""
        if self.leap:
            self.live(seconds, step=seconds)
        else:
            self.pump_for(seconds)

    def live(self, seconds, step=1.0):
        """Lets that much of its time go by, in small steps, and hears what it says meanwhile."""
        for _ in range(int(seconds / step)):
            if seconds > step:
                self.settle()
            seen = self.reports
            self.leap.forward(step)
            self.pump_for(0.03)  # it looks at its clock every 20 ms
            if step >= 2:  # it reports each second of its own: by that it has been awake, however slow the machine is
                self.wait(lambda: self.reports > seen, what="the worker has noticed the time")

    def settle(self):
        """What it asked of Google and of the disk is answered: on a slow machine a step would make that look late. Who never
        gets an answer is not waited for long."""
        deadline = time.monotonic() + SETTLE_S
        while self.leap.under_way(self.pid) and time.monotonic() < deadline:
            self.pump(0.01)

    def wait(self, condition, timeout=PATIENCE_S, what="it"):
        deadline = time.monotonic() + timeout
        while not condition():
            self.pump(0.02)
            assert time.monotonic() < deadline, f"not within {timeout} s: {what}\n{self.output()[-4000:]}"
            assert self.popen.poll() is None, f"the worker ended with {self.popen.returncode}\n{self.output()[-4000:]}"

    # ---- questions

    def _offer(self, row):
        body = json.dumps({name: row[name] for name in ("op", "key", "b", "c", "d")}, ensure_ascii=False).encode()
        self.open_puts[self._send("ROW_PUT", body, sender=WORKER["GATEWAY"])] = row

    def offer(self, key, b="[]", c="{}", d="", op=None):
        """Offers a row; its answer is awaited later. At most WINDOW wait."""
        self.wait(lambda: len(self.open_puts) < WINDOW, what="room in the window")
        self._offer({"op": op or f"op-{self.seq}-{key}", "key": key, "b": b, "c": c, "d": d, "at": time.monotonic()})

    def answered(self, timeout=PATIENCE_S):
        """Waits until every offer was answered."""
        self.wait(lambda: not self.open_puts, timeout, what=f"answers to {len(self.open_puts)} offers")

    def get(self, key):
        return self.reply(self.ask(key), key)

    def ask(self, key):
        """The question's number, by which reply() knows it."""
        return self._send("ROW_GET", json.dumps({"key": key}).encode(), sender=WORKER["GATEWAY"])

    def reply(self, seq, key):
        self.wait(lambda: seq in self.replies, what=f"the answer about {key}")
        return self.replies.pop(seq)

    def offer_rows(self, numbers, version=0):
        """One row for each number; all versions of a row differ in each cell but the key."""
        for n in numbers:
            self.offer(key_of(n), *cells_of(n, version))

    # ---- what it counts

    def metric(self, name):
        return self.metrics.get(name)

    def drained(self, timeout=PATIENCE_S):
        """Waits until everything offered was accepted and has left the outbox."""
        self.answered(timeout)
        self.metrics = {}  # a report from before the last acceptance says nothing
        self.wait(lambda: self.metric("SHEETS_QUEUE") == 0, timeout, what="the outbox is empty")
