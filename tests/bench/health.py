"""/health under load: requests a second at 32 connections by wrk, and beside it a handler over h2o that does nothing but send
the same bytes (rulers/bare_h2o.c), round by round in turn. Both servers on one processor, wrk on the other; on a machine of
two that is all there is, so that the kernel's own work shares it."""
import os
import re
import subprocess

from meter import RULERS, programs_of
from pretend import Pretend
from processes import Process, wait_until
from service import Service
from table import median

ROUNDS, SECONDS, CONNECTIONS = 5, 3, 32
SERVER_CPU, CLIENT_CPU = 0, 1
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


def bare(folder, body):
    (folder / "body").write_bytes(body)
    process = Process([RULERS / "bare_h2o", folder / "body"], folder, {"PATH": "/usr/bin:/bin"}, "bare")
    return process, int(wait_until(process.output, what="the bare handler says its port"))


def report(table, ours, theirs):
    rate, bare_rate = median([o[0] for o in ours]), median([t[0] for t in theirs])
    p99 = median([o[2] for o in ours])
    for name, rounds in (("health-server: GET /health", ours), ("bare h2o handler, the same bytes", theirs)):
        table.row(name, f"{median([r[0] for r in rounds]):,.0f} /s", f"median of {len(rounds)} rounds; p50 {median([r[1] for r in rounds]):.2f} ms, "
                  f"p99 {median([r[2] for r in rounds]):.2f} ms; worst p99 {max(r[2] for r in rounds):.2f} ms; {CONNECTIONS} connections")
    table.judge("/health: share of a bare h2o handler's requests", 100 * rate / bare_rate, "%", 60, at_least=True)
    table.judge("/health: p99 at 32 connections", p99, "ms", 1, [("bare h2o", median([t[2] for t in theirs]))])


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
    service, peer = Service(folder / "service", pretend.settings()), None
    try:
        service.start_healthy()
        peer, port = bare(folder, service.get("/health").body)
        for pid in (service.pids()["health-server"], peer.pid):
            os.sched_setaffinity(pid, {SERVER_CPU})
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(load(wrk[0], service.port))
            theirs.append(load(wrk[0], port))
        report(table, ours, theirs)
    finally:
        if peer:
            peer.end()
        service.end()
        pretend.process.end()
