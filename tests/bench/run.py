#!/usr/bin/python3
"""Measures what DESIGN budgets: start, memory, recovery, /health. Prints a table; judges nothing.

    make bench            or  VIGIE_BIN=build tests/bench/run.py [--rounds N]

Everything runs on this machine's loopback against the simulator, so the figures hold Vigie's share only."""
import argparse
import os
import re
import shutil
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scenarios"))
from pretend import Pretend  # noqa: E402
from processes import children, is_alive, program_of, wait_until  # noqa: E402
from service import Service  # noqa: E402
from web import request  # noqa: E402


def proportional_kib(pid):
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
    return int(re.search(r"^Pss:\s+(\d+) kB", text, re.M).group(1))


def resident_kib(pid):
    return int(re.search(r"^VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.M).group(1))


def spin_until(condition):
    """Like wait_until, without its pause: a measurement must not round up to the next look."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if condition():
                return time.monotonic()
        except (OSError, ValueError):
            pass
    raise SystemExit("bench: nothing happened within 60 s")


def start_time(service):
    """Seconds from exec of the supervisor to the first healthy answer."""
    began = time.monotonic()
    service.start()
    healthy = spin_until(lambda: service.health()["status"] == "healthy")
    wait_until(lambda: len(service.pids()) == 3)
    return healthy - began


def start_times(pretend, folder, rounds):
    """Each start but the last on a Discord of its own: one Discord lets a bot IDENTIFY every 5 s only, and that is not
    ours to measure. The last service is left running."""
    times = []
    for number in range(rounds - 1):
        alone = folder / f"start-{number}"
        alone.mkdir()
        other = Pretend.start(alone)
        service = Service(alone / "service", other.settings())
        times.append(start_time(service))
        service.stop()
        other.process.end()
    service = Service(folder / "service", pretend.settings())
    return times + [start_time(service)], service


def child_started_after(parent, program, old):
    for pid in children(parent):
        try:
            if pid != old and program_of(pid) == program and is_alive(pid):
                return pid
        except OSError:
            continue
    return None


def recovery_times(service, pretend, rounds):
    """Seconds from kill -9 of the gateway-worker to its successor's process, and to RESUMED."""
    spawned, resumed = [], []
    for _ in range(rounds):
        before = pretend.state()["resumed"]
        old = service.kill("gateway-worker")
        began = time.monotonic()
        spawned.append(spin_until(lambda: child_started_after(service.process.pid, "gateway-worker", old)) - began)
        resumed.append(spin_until(lambda: pretend.state()["resumed"] > before) - began)
        # A life of some length is forgiven at once; a short one earns a delay, which is not what is measured here.
        time.sleep(11)
    return spawned, resumed


def silence_times(pretend, rounds):
    """Seconds from the line's last byte to the end of the connection, TCP staying up: promised are 20."""
    times = []
    for _ in range(rounds):
        before = pretend.state()["resumed"]
        pretend.mode(silent=True)
        began = time.monotonic()
        times.append(spin_until(lambda: pretend.state()["open_connections"] == 0) - began)
        pretend.mode()
        wait_until(lambda: pretend.state()["resumed"] > before)
    return times


def requests_per_second(port, seconds, clients):
    """Kept-alive requests by a client of our own: Python threads, so a lower bound of what the server can do."""
    import http.client
    latencies, stop = [], time.monotonic() + seconds

    def ask():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        own = []
        while (began := time.monotonic()) < stop:
            connection.request("GET", "/health")
            connection.getresponse().read()
            own.append(time.monotonic() - began)
        latencies.extend(own)
    threads = [threading.Thread(target=ask) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(latencies) / seconds, latencies


def load(port):
    """(name of the client, requests per second, p99 in milliseconds)"""
    wrk = shutil.which("wrk")
    if wrk:
        import subprocess
        text = subprocess.run([wrk, "-t1", "-c32", "-d5s", "--latency", f"http://127.0.0.1:{port}/health"],
                              capture_output=True, text=True, check=True).stdout
        value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", text).groups()
        return "wrk, 32 connections", float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)), \
            float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
    rate, latencies = requests_per_second(port, 5, 4)
    return "own Python client, 4 connections (lower bound)", rate, 1000 * statistics.quantiles(latencies, n=100)[98]


def all_kib(service):
    return sum(proportional_kib(pid) for pid in [service.process.pid, *service.pids().values()])


def cached_bytes(service):
    return sum(service.metric(f'vigie_cache_bytes{{kind="{kind}"}}') for kind in ("channel", "role", "member", "message"))


def guild_of(members, channels=50):
    """A GUILD_CREATE as Discord sends it to a bot that asks for members: about 300 bytes each."""
    people = [{"user": {"id": str(700000000000000000 + n), "username": f"membre{n}", "global_name": f"Membre {n}",
                        "discriminator": "0", "avatar": f"{n:032x}", "bot": False}, "nick": None, "roles": [str(n % 20 + 1)],
               "joined_at": "2024-01-01T12:00:00.000000+00:00", "deaf": False, "mute": False, "flags": 0}
              for n in range(members)]
    return {"id": "600000000000000000", "name": "Mille", "member_count": members, "members": people,
            "channels": [{"id": str(610000000000000000 + n), "type": 0, "name": f"salon-{n}"} for n in range(channels)],
            "roles": [{"id": str(n + 1), "name": f"role-{n}", "permissions": "0"} for n in range(20)]}


def row(what, value, note=""):
    print(f"| {what:<44} | {value:>16} | {note}")


def milliseconds(times):
    return f"{1000 * statistics.median(times):.1f} ms", f"median of {len(times)}, worst {1000 * max(times):.1f} ms"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=5)
    rounds = arguments.parse_args().rounds
    folder = Path(tempfile.mkdtemp(prefix="vigie-bench-"))
    pretend, service = Pretend.start(folder), None
    try:
        print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.2f} before the start\n")
        times, service = start_times(pretend, folder, rounds)
        row("start → /health healthy", *milliseconds(times))
        time.sleep(3)
        pids = {"supervisor": service.process.pid, **service.pids()}
        for name, pid in pids.items():
            row(f"memory of {name}", f"{proportional_kib(pid) / 1024:.1f} MiB", f"PSS; RSS {resident_kib(pid) / 1024:.1f} MiB")
        row("memory of all processes", f"{all_kib(service) / 1024:.1f} MiB", "PSS, idle")
        pretend.post("dispatch", t="GUILD_CREATE", d=guild_of(1000))
        time.sleep(15)  # the cache is swept every 10 s
        row("... and a guild of 1,000 members", f"{all_kib(service) / 1024:.1f} MiB",
            f"PSS, idle; {cached_bytes(service) / 1024:.0f} KiB cached")
        spawned, resumed = recovery_times(service, pretend, rounds)
        row("gateway-worker killed → successor's process", *milliseconds(spawned))
        row("gateway-worker killed → RESUMED", *milliseconds(resumed))
        row("silent line → given up (promised: 20 s)", *milliseconds(silence_times(pretend, min(rounds, 3))))
        client, rate, p99 = load(service.port)
        row("/health", f"{rate:.0f} req/s", f"p99 {p99:.2f} ms, {client}")
        row("memory of the supervisor at the end", f"{resident_kib(service.process.pid) / 1024:.1f} MiB", "RSS")
        row("stop", f"{1000 * service.stop():.0f} ms")
    finally:
        if service:
            service.end()
        pretend.process.end()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
