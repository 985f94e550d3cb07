"""A million members in the gateway-worker's cache, by a program that holds nothing else (cache/bench_members.c)."""
import subprocess

from meter import RULERS


def measure(table, folder):
    table.title("A million members cached")
    program = RULERS / "cache/bench_members"
    if not program.is_file():
        table.missing("bench_members", "make bench-programs builds it")
        return
    answer = subprocess.run([program], cwd=folder, capture_output=True, text=True, check=True)
    values = {}
    for line in answer.stdout.splitlines():
        what, value, unit = line.split()
        values[what] = float(value)
        table.row(what, f"{value} {unit}")
    table.judge("1,000,000 members cached", values["resident"], "MB", 100)
