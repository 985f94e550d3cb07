"""Memory with nothing to do and one guild of 1,000 members: all our processes, beside discord.py alone and discord.js alone, each
on a simulator of its own with the same guild.

PSS shares each page with whoever else maps it: also with the simulator, this program and the other clients, which would
not be there in production. "alone" counts every page of the measured processes once and whole, whoever shares it;
it needs root."""
import time

from meter import alone_kib, memory_kib, resident_kib
from pretend import Pretend
from rivals import start_rivals
from service import Service
from traffic import guild_of

MEMBERS = 1000
SETTLE_S = 15  # the cache is swept every 10 s


def cached_bytes(service):
    return sum(service.metric(f'vigie_cache_bytes{{kind="{kind}"}}') for kind in ("channel", "role", "member", "message"))


def figures(pids):
    """(MiB of PSS, a note with the others)"""
    pss, rss, alone = sum(memory_kib(p) for p in pids), sum(resident_kib(p) for p in pids), alone_kib(pids)
    return pss / 1024, f"PSS; alone {alone / 1024:.1f} MiB; sum of RSS {rss / 1024:.1f}" if alone else f"PSS; sum of RSS {rss / 1024:.1f} MiB"


def measure(table, folder):
    table.title(f"Memory, idle with a guild of {MEMBERS} members")
    (folder / "ours").mkdir()
    pretend = Pretend.start(folder / "ours")
    service, rivals = Service(folder / "ours/service", pretend.settings()), []
    try:
        service.start_healthy()
        rivals = start_rivals(table, folder)
        for where in [pretend, *(rival.pretend for rival in rivals)]:
            where.post("dispatch", t="GUILD_CREATE", d=guild_of(MEMBERS))
        time.sleep(SETTLE_S)
        pids = {"supervisor": service.process.pid, **service.pids()}
        for name, pid in pids.items():
            table.row(f"Vigie: {name}", f"{memory_kib(pid) / 1024:.1f} MiB", f"PSS; of its own {memory_kib(pid, 'Private_Dirty') / 1024:.1f}; "
                      f"RSS {resident_kib(pid) / 1024:.1f}")
        ours, note = figures(list(pids.values()))
        table.row("Vigie: all processes", f"{ours:.1f} MiB", f"{note}; {cached_bytes(service) / 1024:.0f} KiB cached")
        theirs = []
        for rival in rivals:
            size, note = figures([rival.pid()])
            table.row(rival.name, f"{size:.1f} MiB", note)
            table.ratio("to Vigie", ours, size)
            theirs.append((rival.name, size))
        table.judge(f"PSS of all processes, {MEMBERS} members, idle", ours, "MiB", 12, theirs)
    finally:
        for rival in rivals:
            rival.end()
        service.end()
        pretend.process.end()
