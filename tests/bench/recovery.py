"""Start → healthy, gateway-worker killed → RESUMED, silent line → given up, stop; and beside it discord.py and discord.js killed
and started again by a shell's loop, which is the restart that a bot without a supervisor gets. The simulator says when
it sent RESUMED or READY (CLOCK_MONOTONIC, as Python's time.monotonic on Linux)."""
import os
import signal
import time

from pretend import Pretend
from processes import wait_until
from rivals import start_rivals
from service import WORKERS, Service
from table import median

ROUNDS, RIVAL_ROUNDS, SILENCES = 20, 3, 1
IDENTIFY_EVERY_S = 5.2  # the simulator keeps Discord's rule: one in 5 s


def spin_until(condition):
    """Seconds on the clock at the first true value; asked again at once, so that nothing is rounded up to the next look."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if condition():
                return time.monotonic()
        except (OSError, ValueError):
            continue
    raise AssertionError("nothing happened within 60 s")


def one_life(folder):
    """Milliseconds of a start, of a recovery and of a stop, on a Discord of its own: one lets a bot IDENTIFY every 5 s only."""
    folder.mkdir()
    pretend = Pretend.start(folder)
    service = Service(folder / "service", pretend.settings())
    try:
        began = time.monotonic()
        service.start()
        healthy = spin_until(lambda: service.health()["status"] == "healthy") - began
        wait_until(lambda: sorted(service.pids()) == sorted(WORKERS))
        wait_until(lambda: service.workers()["gateway-worker"]["state"] == "up")
        gateway = service.pids()["gateway-worker"]
        killed = time.monotonic()
        os.kill(gateway, signal.SIGKILL)
        pretend.wait_resumed()
        resumed = pretend.state()["resumed_at_us"] / 1e6 - killed
        pretend.check_kept_session()
        service.wait_healthy()
        return 1000 * healthy, 1000 * resumed, 1000 * service.stop()
    finally:
        service.end()
        pretend.process.end()


def one_death(rival):
    """Milliseconds from the kill of the client to READY: its session died with it."""
    time.sleep(IDENTIFY_EVERY_S)
    ready, killed = rival.pretend.state()["ready_at_us"], time.monotonic()
    os.kill(rival.pid(), signal.SIGKILL)
    after = wait_until(lambda: (at := rival.pretend.state()["ready_at_us"]) > ready and at, what=f"{rival.name} is back")
    return 1000 * (after / 1e6 - killed)


def silences(folder):
    """Seconds from the line's last byte to the end of the connection, TCP staying up."""
    folder.mkdir()
    pretend, times = Pretend.start(folder), []
    service = Service(folder / "service", pretend.settings())
    try:
        service.start_healthy()
        for number in range(SILENCES):
            pretend.mode(silent=True)
            began = time.monotonic()
            wait_until(lambda: pretend.state()["open_connections"] == 0)
            times.append(time.monotonic() - began)
            pretend.mode()
            pretend.wait_resumed(number + 1)
        return times
    finally:
        service.end()
        pretend.process.end()


def measure(table, folder):
    table.title("Start, recovery, stop")
    starts, recoveries, stops = zip(*(one_life(folder / str(number)) for number in range(ROUNDS)))
    start = table.times("Vigie: start → /health healthy", starts)
    back = table.times("Vigie: gateway-worker killed → RESUMED", recoveries, note="no event lost, no IDENTIFY spent")
    theirs = []
    rivals = start_rivals(table, folder, looped=True)
    try:
        times = {rival: [one_death(rival) for _ in range(RIVAL_ROUNDS)] for rival in rivals}
    finally:
        for rival in rivals:
            rival.end()
    for rival, values in times.items():
        theirs.append((rival.name, table.times(f"{rival.name}: killed → READY", values, note="in a shell's loop; a new session each time: "
                                               "an IDENTIFY spent, what happened meanwhile lost")))
        table.ratio("to Vigie", back, theirs[-1][1])
    silent = table.times("Vigie: silent line → given up", silences(folder / "silence"), "s")
    table.times("Vigie: stop", stops)
    table.judge("start → /health healthy", start, "ms", 200)
    table.judge("gateway-worker killed → RESUMED (peers: READY)", back, "ms", 25, theirs)
    table.judge("silent line → given up", silent, "s", 20)
    table.judge("SIGTERM → everybody gone", median(stops), "ms", 10000)
