"""Death of a process → main of the next one, under our supervisor and under its peers, the same idle program under all. The
successor itself takes the time (rulers/mark.c), right before its main; rulers/killer.c took it right before the kill.

Each supervisor runs as its package brings it, and each kill comes when its policy restarts at once: 1.2 s after the start,
because runit, supervisord and PM2 call a shorter life a failed start. Ours restarts at once after a worker's first death
and after every life of 10 s, so that it is started anew for each round."""
import os
import shutil
import signal
import subprocess
import time

from meter import RULERS, memory_kib, programs_of, resident_kib
from pretend import Pretend
from processes import BIN, Process, children, is_alive, program_of, wait_until
from service import WORKERS, Service
from table import median

PM2 = BIN / "bench/npm/node_modules/pm2/bin/pm2"
ENVIRONMENT = {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LANG": "C.UTF-8"}
LIFE_S = 1.2
PAUSE_S = 0.05  # between two kills: a supervisor goes on working after its child has started
ROUNDS, SLOW_ROUNDS = 30, 8  # those that wait a second before each restart are measured less often


class Contender:
    def __init__(self, name, policy, folder, rounds=ROUNDS):
        self.name, self.policy, self.folder, self.rounds = name, policy, folder, rounds
        self.supervisor = self.child = self.process = None
        self.times = []

    def prepare(self):
        """A folder with the program and the FIFO for its mark."""
        self.folder.mkdir(parents=True)
        shutil.copy(RULERS / "idle", self.folder / "run")
        os.mkfifo(self.folder / "marks")
        return self

    def launch(self, *command):
        self.process = Process(command, self.folder, ENVIRONMENT, "supervisor")
        return self.watch(self.process.pid)

    def watch(self, supervisor):
        self.supervisor = supervisor
        self.child = wait_until(lambda: [p for p in children(supervisor) if program_of(p) in ("run", "idle")],
                                what=f"{self.name} starts its child")[0]
        return self

    def kill(self):
        self.child, took_ms = kill(self.folder, self.child)
        self.times.append(took_ms)

    def end(self):
        if self.process:
            self.process.end()
        if self.child and is_alive(self.child):
            os.kill(self.child, signal.SIGKILL)


def kill(folder, pid):
    """(the successor's number, milliseconds from the kill to its main)"""
    answer = subprocess.run([RULERS / "killer", folder / "marks", str(pid)], capture_output=True, text=True, check=True)
    successor, nanoseconds = answer.stdout.split()
    return int(successor), int(nanoseconds) / 1e6


# ---- The peers: each returns a contender that runs, or the name of what is missing.

def runit(folder):
    if not programs_of("runsv"):
        return "Debian: runit"
    return Contender("runit", "at once after 1 s of life", folder).prepare().launch("runsv", folder)


def s6(folder, ready):
    if not programs_of("s6-supervise"):
        return "Debian: s6"
    policy = "at once after readiness" if ready else "at least 1 s apart"
    contender = Contender(f"s6, {'with' if ready else 'without'} readiness", policy, folder, ROUNDS if ready else SLOW_ROUNDS).prepare()
    if ready:
        (folder / "notification-fd").write_text("10\n")
    return contender.launch("s6-supervise", folder)


def supervisord(folder):
    if not programs_of("supervisord"):
        return "Debian: supervisor"
    contender = Contender("supervisord", "at its next look, once a second", folder, SLOW_ROUNDS).prepare()
    (folder / "conf").write_text(f"[supervisord]\nnodaemon=true\nlogfile={folder}/log\npidfile={folder}/pid\n"
                                 f"[program:idle]\ncommand={folder}/run\ndirectory={folder}\nautorestart=true\n")
    return contender.launch("supervisord", "-c", folder / "conf")


class Pm2(Contender):
    def command(self, *arguments):
        subprocess.run(["node", PM2, *arguments], env={**ENVIRONMENT, "PM2_HOME": str(self.folder / "home")}, cwd=self.folder,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, timeout=60)

    def begin(self):
        self.command("start", str(self.folder / "run"), "--name", "idle", "--interpreter", "none")
        return self.watch(int((self.folder / "home/pm2.pid").read_text()))

    def end(self):
        self.command("kill")
        super().end()


def pm2(folder):
    if not programs_of("node") or not PM2.is_file():
        return "npm: pm2"
    return Pm2("PM2", "at once after 1 s of life", folder).prepare().begin()


def start_peers(table, folder, running):
    """Appends those that are there, running; the others get a row that says so."""
    makers = {"runit": runit, "s6-ready": lambda f: s6(f, True), "s6-plain": lambda f: s6(f, False),
              "supervisord": supervisord, "pm2": pm2}
    for name, maker in makers.items():
        made = maker(folder / name)
        if isinstance(made, str):
            table.missing(f"{name} ({made})", "not installed")
        else:
            running.append(made)


# ---- Ours.

def program_folder(folder, workers):
    """Our supervisor beside those programs, under the names under which it looks for its workers."""
    folder.mkdir(parents=True)
    shutil.copy(BIN / "supervisor", folder)
    for name, program in workers.items():
        shutil.copy(program, folder / name)
    return folder


class Ours:
    """The supervisor with three workers, each killed once in its life."""

    def __init__(self, name, folder, settings, workers, healthy):
        self.name, self.healthy, self.times = name, healthy, {worker: [] for worker in WORKERS}
        self.service = Service(folder / "service", settings, programs=program_folder(folder / "programs", workers))
        os.mkfifo(self.service.folder / "marks")
        self.memory = (0, 0)

    def start(self):
        if self.healthy:
            self.service.start_healthy()
        else:
            self.service.start()
        wait_until(lambda: sorted(self.service.pids()) == sorted(WORKERS), what="three workers run")

    def round(self):
        for worker, pid in self.service.pids().items():
            time.sleep(PAUSE_S)
            self.times[worker].append(kill(self.service.folder, pid)[1])
            if self.healthy:
                self.service.wait_replaced(worker, pid)  # or the next one would share a processor with its start
        self.memory = resident_kib(self.service.process.pid), memory_kib(self.service.process.pid)
        if self.healthy:
            self.service.wait_healthy()
        self.service.stop()


def rounds(ours, others):
    for number in range(ROUNDS):
        for contender in ours:
            contender.start()
        time.sleep(LIFE_S)
        for contender in (o for o in others if number < o.rounds):
            time.sleep(PAUSE_S)
            contender.kill()
        for contender in ours:
            contender.round()


def report(table, idle, real, others):
    first = table.times("Vigie: a worker killed → next one's main", sum(idle.times.values(), []), note=f"RSS {idle.memory[0] / 1024:.1f} MiB, PSS "
                        f"{idle.memory[1] / 1024:.1f}; at once after the first death and after 10 s of service")
    for other in others:
        theirs = table.times(other.name, other.times, note=f"RSS {resident_kib(other.supervisor) / 1024:.1f} MiB, PSS "
                             f"{memory_kib(other.supervisor) / 1024:.1f}; {other.policy}")
        table.ratio("to Vigie", first, theirs)
    for worker, times in real.times.items():
        table.times(f"Vigie: the same with its real {worker}", times, note="its libraries are linked in that time")
    figures = [(o.name, median(o.times)) for o in others]
    table.judge("a worker killed → next one's main", first, "ms", 2, figures)
    for worker, times in real.times.items():
        table.judge(f"… the real {worker}, its libraries linked", median(times), "ms", 2)
    table.judge("RSS of the supervisor", idle.memory[0] / 1024, "MiB", 2.5, [(o.name, resident_kib(o.supervisor) / 1024) for o in others])


def measure(table, folder):
    table.title("Supervision: death of a process → main of the next one")
    pretend = Pretend.start(folder)
    others, ours = [], []
    try:
        start_peers(table, folder, others)
        settings = pretend.settings()
        idle = Ours("idle", folder / "idle", settings, {name: RULERS / "idle" for name in WORKERS}, False)
        real = Ours("real", folder / "real", settings, {name: RULERS / "marked" / name for name in WORKERS}, True)
        ours = [idle, real]
        rounds(ours, others)
        report(table, idle, real, others)
    finally:
        for contender in others:
            contender.end()
        for contender in ours:
            contender.service.end()
        pretend.process.end()
