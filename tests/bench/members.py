"""A million members in the gateway-worker's cache, by a program that fills it and holds nothing else (cache/bench_members.c)."""
import subprocess

from meter import RULERS


def measure(table, folder):
    table.title("A million members cached")
    answer = subprocess.run([RULERS / "cache/bench_members"], cwd=folder, capture_output=True, text=True, check=True)
    said = {what: float(value) for what, value, _ in (line.split() for line in answer.stdout.splitlines())}
    table.row(f"{said['members']:,.0f} members cached", f"{said['resident']:.1f} MB",
              f"growth of RSS; {said['counted']:.1f} MB by our own count; {said['put']:.1f} µs to put one, {said['find']:.2f} to find one")
    table.row("... and halved", f"{said['resident-after-halving']:.1f} MB", f"growth of RSS that is left; {said['halved']:.0f} ms")
    table.judge("1,000,000 members cached", said["resident"], "MB", 100)
