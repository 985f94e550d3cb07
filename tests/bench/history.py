"""The history's database: what one sample costs, what a year of them weighs, and how long a start reads it
(history/bench_year.c)."""
import subprocess

from meter import RULERS

DAYS = 365
BUDGET_MB = 32


def measure(table, folder):
    table.title("A year of history")
    answer = subprocess.run([RULERS / "history/bench_year", folder / "health", str(DAYS)], capture_output=True, text=True,
                            check=True)
    said = {what: float(value) for what, value, _ in (line.split() for line in answer.stdout.splitlines())}
    table.row("one sample, with what a successor must know", f"{said['sample']:.0f} µs",
              f"median of 2,000 commits beside the loop; p99 {said['sample-p99']:.0f} µs; {said['sample-cpu']:.0f} µs of processor time; "
              "one every 30 s")
    table.row(f"{DAYS} days of samples, incidents and transitions", f"{said['year']:.2f} MB", "database and its log, at their largest")
    table.row("a start that reads all of it", f"{said['load']:.1f} ms", "the file is checked whole; beside the loop")
    table.judge("a year of history on the disk", said["year"], "MB", BUDGET_MB)
