"""/health under load: requests a second at 32 connections by wrk, and beside it a handler over h2o that does nothing but send
the same bytes (rulers/bare_h2o.c), and one of aiohttp, round by round in turn. All servers on one processor, wrk on the other; on a machine of
two that is all there is, so that the kernel's own work shares it."""
import os
import re
import subprocess
from pathlib import Path

from meter import RULERS, programs_of
from pretend import Pretend
from processes import Process, wait_until
from service import Service
from table import median

ROUNDS, SECONDS, CONNECTIONS = 5, 3, 32
SERVER_CPU, CLIENT_CPU = 0, 1
HERE = Path(__file__).resolve().parent
BARE = "bare h2o handler, the same bytes"
UNITS_MS = {"us": 0.001, "ms": 1, "s": 1000}


def milliseconds(text):
    value, unit = re.match(r"([\d.]+)(us|ms|s)", text).groups()
    return float(value) * UNITS_MS[unit]


def load(wrk, port):
    """(requests a second, p50 and p99 in milliseconds)"""
    answer = subprocess.run(["taskset", "-c", str(CLIENT_CPU), wrk, "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency",
                             f"http://127.0.0.1:{port}/health"], capture_output=True, text=True, check=True).stdout
    assert "Socket errors" not in answer and "Non-2xx" not in answer, answer
    shares = dict(re.findall(r"(\d+)%\s+([\d.]+\w+)", answer))
    return float(re.search(r"Requests/sec:\s+([\d.]+)", answer).group(1)), milliseconds(shares["50"]), milliseconds(shares["99"])


def peer(command, folder, name):
    process = Process([*command, folder / "body"], folder, {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}, name)
    return process, int(wait_until(process.output, what=f"{name} says its port"))


def peers(table, folder, body):
    """name → (process, port) of those that are there; the bare handler is the first."""
    (folder / "body").write_bytes(body)
    found = {BARE: peer([RULERS / "bare_h2o"], folder, "bare")}
    probe = subprocess.run(["/usr/bin/python3", "-c", "import aiohttp; print(aiohttp.__version__)"], capture_output=True, text=True)
    if probe.returncode == 0:
        name = f"aiohttp {probe.stdout.strip()}, the same bytes"
        found[name] = peer(["/usr/bin/python3", HERE / "clients/aiohttp_health.py"], folder, "aiohttp")
    else:
        table.missing("aiohttp", "Debian: python3-aiohttp")
    return found


def report(table, ours, theirs):
    """`theirs`: the peers' rounds by name."""
    for name, rounds in {"health-server: GET /health": ours, **theirs}.items():
        table.row(name, f"{median([r[0] for r in rounds]):,.0f} /s", f"median of {len(rounds)} rounds; p50 {median([r[1] for r in rounds]):.2f} ms, "
                  f"p99 {median([r[2] for r in rounds]):.2f} ms; worst p99 {max(r[2] for r in rounds):.2f} ms; {CONNECTIONS} connections")
    share = 100 * median([o[0] for o in ours]) / median([t[0] for t in theirs[BARE]])
    table.judge("/health: share of a bare h2o handler's requests", share, "%", 85, at_least=True)
    table.judge("/health: p99 at 32 connections", median([o[2] for o in ours]), "ms", 1.2 * median([t[2] for t in theirs[BARE]]),
                [(name.split(",")[0], median([t[2] for t in rounds])) for name, rounds in theirs.items()])


def measure(table, folder):
    table.title("/health under load")
    wrk = programs_of("wrk", "taskset")
    if not wrk:
        table.missing("wrk", "not installed")
        return
    if os.cpu_count() < 2:
        table.missing("a second processor", "server and client would take turns on the only one")
        return
    pretend = Pretend.start(folder)
    service, others = Service(folder / "service", pretend.settings()), {}
    try:
        service.start_healthy()
        others = peers(table, folder, service.get("/health").body)
        for pid in (service.pids()["health-server"], *(process.pid for process, _ in others.values())):
            os.sched_setaffinity(pid, {SERVER_CPU})
        ours, theirs = [], {name: [] for name in others}
        for _ in range(ROUNDS):
            ours.append(load(wrk[0], service.port))
            for name, (_process, port) in others.items():
                theirs[name].append(load(wrk[0], port))
        report(table, ours, theirs)
    finally:
        for process, _port in others.values():
            process.end()
        service.end()
        pretend.process.end()
