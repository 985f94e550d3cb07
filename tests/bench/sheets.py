#!/usr/bin/python3
"""Measures the sheets-worker: how fast it empties its outbox within Google's quota, beside google-spreadsheet (npm) on the
same simulator, and whether its memory stays where it is. Prints table rows; judges by the oracle of the scenarios only.

    make bench            or  VIGIE_BIN=build tests/bench/sheets.py [--writes N]"""
import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "scenarios"))
from oracle import judge, most_in_a_minute  # noqa: E402
from pretend import Pretend  # noqa: E402
from processes import BIN  # noqa: E402
from star import Star, key_of  # noqa: E402

INTEROP = Path(os.environ.get("VIGIE_INTEROP", BIN / "interop"))  # where `make interop` has npm put its packages
UPSERTS = 10000
KEYS = 1000  # of the writes that are coalesced
SAVED = 120  # rows that the rival saves: two minutes of quota are enough to know its pace
BATCH = 500


def memory_kib(pid, name):
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
    return int(re.search(rf"^{name}:\s+(\d+) kB", text, re.M).group(1))


def row(what, value, note=""):
    print(f"| {what:<44} | {value:>16} | {note}", flush=True)


def calls_note(pretend):
    google = pretend.get("google?calls=1000")
    return (f"{google['reads']} reads, {google['writes']} writes, at most {most_in_a_minute(google['calls'], 'read')} and "
            f"{most_in_a_minute(google['calls'], 'write')} a minute, {google['quota_exceeded']} refused")


def drain(pretend, star, what, numbers, version):
    began = time.monotonic()
    star.latencies.clear()
    star.offer_rows(numbers, version)
    star.answered()
    accepted = time.monotonic() - began
    star.drained(timeout=600)
    took = time.monotonic() - began
    judge(pretend, star.newest)
    p99 = 1000 * statistics.quantiles(star.latencies, n=100)[98]
    row(what, f"{took:.1f} s", f"accepted in {accepted:.2f} s, p99 {p99:.1f} ms; {calls_note(pretend)}")
    return took


def sheets_worker(folder):
    """Seconds for UPSERTS new rows, and for as many changes of known ones."""
    pretend = Pretend.start(folder)
    star = Star(folder / "star", pretend.settings()).start()
    try:
        pretend.post("google/mode", sliding_quota=True)  # stricter: no fresh budget at a full minute
        star.drained()
        fresh = drain(pretend, star, f"{UPSERTS} new rows → in the sheet", range(UPSERTS), 0)
        changed = drain(pretend, star, f"{UPSERTS} changed rows → in the sheet", range(UPSERTS), 1)
        lone = []
        for n in range(5):
            began = time.monotonic()
            star.offer_rows([n], 9)
            star.answered()
            while (star.newest[key_of(n)][2] not in {c["value"] for c in pretend.rows()[n][:4] if c}):
                star.pump(0.01)
            lone.append(time.monotonic() - began)
            star.pump(0.5)
            time.sleep(1.5)
        row("a lone change → in the sheet", f"{1000 * statistics.median(lone):.0f} ms", f"worst of {len(lone)}: {1000 * max(lone):.0f} ms")
        return fresh, changed
    finally:
        star.end()
        pretend.process.end()


def rival(folder):
    """google-spreadsheet: seconds for UPSERTS new rows in batches, and per row that it saves. None without it."""
    if not (INTEROP / "node_modules/google-spreadsheet").is_dir():
        row("google-spreadsheet (npm)", "not there", "make interop brings it")
        return None
    pretend = Pretend.start(folder)
    try:
        pretend.post("google/mode", sliding_quota=True)
        answer = subprocess.run(["node", str(INTEROP / "google_rival.mjs"), f"http://127.0.0.1:{pretend.port}/", str(UPSERTS),
                                 str(BATCH), str(SAVED)], capture_output=True, text=True, timeout=900, check=True)
        took = json.loads(answer.stdout)
        row(f"google-spreadsheet: addRows, {BATCH} at a time", f"{took['added_s']:.1f} s", "in memory until then: a kill loses them, a 503 doubles them")
        row(f"google-spreadsheet: save, {SAVED} known rows", f"{took['saved_s']:.1f} s",
            f"{took['saved_s'] / SAVED:.2f} s a row; {took['refusals']} refusals waited out; {calls_note(pretend)}")
        return took["added_s"], took["saved_s"] / SAVED
    finally:
        pretend.process.end()


def memory(folder, writes):
    """A worker that takes `writes` changes of KEYS rows, while it writes to Google as it can."""
    pretend = Pretend.start(folder)
    star = Star(folder / "memory", pretend.settings()).start()
    try:
        began, taken, marks = time.monotonic(), 0, []
        tenth = max(writes // 10, 1)
        while taken < writes:
            star.offer_rows((n % KEYS for n in range(taken, min(taken + tenth, writes))), taken // KEYS % 7)
            star.answered(600)
            taken = min(taken + tenth, writes)
            star.latencies.clear()
            marks.append((memory_kib(star.pid, "Pss"), memory_kib(star.pid, "Anonymous")))
        took = time.monotonic() - began
        star.drained(timeout=600)
        judge(pretend, star.newest)
        # Of its own: PSS goes up and down with other processes that share the same libraries.
        own = [mark[1] for mark in marks]
        row(f"{writes} writes to {KEYS} rows", f"{writes / took:.0f} /s", f"each on disk before it is answered; {calls_note(pretend)}")
        row("memory of its own, first to last tenth", f"{own[-1] - own[0]:+d} KiB",
            f"anonymous {own[0]} → {own[-1]} KiB, between {min(own)} and {max(own)}; PSS {marks[0][0]} → {marks[-1][0]} KiB")
    finally:
        star.end()
        pretend.process.end()


def run(folder, writes):
    for name in ("ours", "rival", "memory"):
        (folder / name).mkdir()
    ours = sheets_worker(folder / "ours")
    theirs = rival(folder / "rival")
    if theirs:
        row("ratio, new rows", f"{theirs[0] / ours[0]:.2f} ×", "above 1: the sheets-worker is faster")
        row("ratio, changed rows", f"{theirs[1] * UPSERTS / ours[1]:.0f} ×", f"{UPSERTS} saves at the measured pace: {theirs[1] * UPSERTS / 60:.0f} min")
    memory(folder / "memory", writes)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--writes", type=int, default=1000000)
    writes = arguments.parse_args().writes
    folder = Path(tempfile.mkdtemp(prefix="vigie-bench-"))
    try:
        print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.2f} before the start\n")
        run(folder, writes)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
