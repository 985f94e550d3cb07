"""What a Gateway event costs: processor time of the gateway-worker, and of discord.py and discord.js, per event of the same
stream, each on a simulator of its own, the rounds in turn. No TLS on the loopback, for anyone. Each client uses the
compression that it asks for; ours zstd, discord.py zlib, discord.js none."""
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scenarios/clients"))
from meter import RULERS, cpu_s, settled_cpu_s  # noqa: E402
from pretend import Pretend  # noqa: E402
from processes import wait_until  # noqa: E402
from rivals import start_rivals  # noqa: E402
from service import Service  # noqa: E402
from traffic import PEOPLE, STREAMS, message  # noqa: E402
from raw_gateway import RawGateway  # noqa: E402

ROUNDS = 3
PAYLOADS = 10000  # of the codec alone
OURS, THEIRS = 200000, 20000  # events of a round
BUDGET_US = {"mixed community traffic": 1.5, "MESSAGE_CREATE": 3}


class Ours:
    name = "Vigie"

    def __init__(self, folder):
        self.pretend = Pretend.start(folder)
        self.service = Service(folder / "service", self.pretend.settings()).start_healthy()
        self.pid = self.service.pids()["gateway-worker"]

    def feed(self, stream):
        """Microseconds per event; the worker's own count says that all of them came."""
        self.service.wait_healthy()
        before = self.count()
        spent = settled_cpu_s(self.pid)
        self.pretend.post("dispatch", mix=STREAMS[stream], count=OURS)
        wait_until(lambda: self.pretend.state()["waiting"] == 0, timeout=300)
        spent = settled_cpu_s(self.pid) - spent
        wait_until(lambda: self.count() == before + OURS, what="every event was counted")
        return 1e6 * spent / OURS

    def count(self):
        return self.service.metric("discord_gateway_events_total")

    def end(self):
        self.service.end()
        self.pretend.process.end()


def feed_rival(rival, stream):
    pid, seen = rival.pid(), rival.process.output().count("seen")
    spent = settled_cpu_s(pid)
    rival.pretend.post("dispatch", mix=STREAMS[stream], count=THEIRS)
    rival.pretend.post("dispatch", t="MESSAGE_CREATE", d=message(PEOPLE[0], "fin"))
    rival.wait_said("seen", seen + 1)
    return 1e6 * (cpu_s(pid) - spent) / THEIRS


def check(pretend):
    state = pretend.state()
    assert (state["connections"], state["violations"]) == (1, []), f"the line did not hold: {state}"


def streams(table, ours, rivals):
    for stream in STREAMS:
        times, rival_times = [], {r: [] for r in rivals}
        ours.feed(stream)  # everybody has seen such a stream once before it counts
        for rival in rivals:
            feed_rival(rival, stream)
        for _ in range(ROUNDS):
            times.append(ours.feed(stream))
            for rival in rivals:
                rival_times[rival].append(feed_rival(rival, stream))
        own = table.times(f"Vigie: {stream}", times, "µs", f"{OURS} events a round")
        theirs = []
        for rival in rivals:
            theirs.append((rival.name, table.times(f"{rival.name}: {stream}", rival_times[rival], "µs", f"{THEIRS} events a round")))
            table.ratio("to Vigie", own, theirs[-1][1])
        table.judge(f"processor time per event, {stream}", own, "µs", BUDGET_US.get(stream), theirs)


def codec(table, folder):
    """Decompression and the look at a payload alone, without a connection."""
    payloads = folder / "payloads"
    pretend = Pretend.start(folder)
    try:
        gateway = RawGateway(pretend.port)
        gateway.receive_until(10)
        gateway.identify(pretend.settings()["DISCORD_TOKEN"])
        gateway.receive_until("GUILD_CREATE")
        pretend.post("dispatch", mix=STREAMS["mixed community traffic"], count=PAYLOADS)
        payloads.write_bytes(b"".join(gateway.frame()[1] + b"\n" for _ in range(PAYLOADS)))
    finally:
        pretend.process.end()
    answer = subprocess.run([RULERS / "codec", payloads], capture_output=True, text=True, check=True)
    for line in answer.stdout.splitlines():
        name, nanoseconds, note = line.split(" ", 2)
        table.row(f"inflate and look alone, {name}", f"{float(nanoseconds) / 1000:.2f} µs", note)


def measure(table, folder):
    table.title("Gateway: processor time per event")
    codec(table, folder)
    (folder / "ours").mkdir()
    ours, rivals = Ours(folder / "ours"), []
    try:
        rivals = start_rivals(table, folder)
        streams(table, ours, rivals)
        for pretend in [ours.pretend, *(r.pretend for r in rivals)]:
            check(pretend)
    finally:
        ours.end()
        for rival in rivals:
            rival.end()
