"""The sheets-worker: how fast it empties its outbox within Google's quota, beside google-spreadsheet (npm) on the same
simulator, and whether its memory stays where it is. Judges what was written by the oracle of the scenarios."""
import json
import statistics
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from meter import INTEROP, memory_kib
from oracle import judge, most_in_a_minute
from pretend import Pretend
from star import Star, key_of
from table import median, tail

UPSERTS = 10000
KEYS = 1000  # of the writes that are coalesced
SAVED = 120  # rows that the rival saves: two minutes of quota are enough to know its pace
BATCH = 500
WARM_UP, LEG, WRITES = 100000, 100000, 1000000  # of the look at its memory


def calls_note(pretend):
    google = pretend.get("google?calls=1000")
    return (f"{google['reads']} reads, {google['writes']} writes, at most {most_in_a_minute(google['calls'], 'read')} and "
            f"{most_in_a_minute(google['calls'], 'write')} a minute, {google['quota_exceeded']} refused")


def drain(table, pretend, star, what, numbers, version):
    began = time.monotonic()
    star.latencies.clear()
    star.offer_rows(numbers, version)
    star.answered()
    accepted = time.monotonic() - began
    star.drained(timeout=600)
    took = time.monotonic() - began
    judge(pretend, star.newest)
    name, slow = tail(star.latencies)
    table.row(what, f"{took:.1f} s", f"accepted in {accepted:.2f} s, {name} {1000 * slow:.1f} ms; {calls_note(pretend)}")
    return took


def sheets_worker(table, folder):
    """Seconds for UPSERTS new rows, and for as many changes of known ones."""
    pretend = Pretend.start(folder)
    star = Star(folder / "star", pretend.settings()).start()
    try:
        pretend.post("google/mode", sliding_quota=True)  # stricter: no fresh budget at a full minute
        star.drained()
        fresh = drain(table, pretend, star, f"{UPSERTS} new rows → in the sheet", range(UPSERTS), 0)
        changed = drain(table, pretend, star, f"{UPSERTS} changed rows → in the sheet", range(UPSERTS), 1)
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
        table.row("a lone change → in the sheet", f"{1000 * median(lone):.0f} ms", f"worst of {len(lone)}: {1000 * max(lone):.0f} ms")
        return fresh, changed
    finally:
        star.end()
        pretend.process.end()


def rival(table, folder):
    """google-spreadsheet: seconds for UPSERTS new rows in batches, and per row that it saves. None without it."""
    if not (INTEROP / "node_modules/google-spreadsheet").is_dir():
        table.missing("google-spreadsheet (npm)", "make interop-folder brings it")
        return None
    pretend = Pretend.start(folder)
    try:
        pretend.post("google/mode", sliding_quota=True)
        answer = subprocess.run(["node", str(INTEROP / "google_rival.mjs"), f"http://127.0.0.1:{pretend.port}/", str(UPSERTS),
                                 str(BATCH), str(SAVED)], capture_output=True, text=True, timeout=900, check=True)
        took = json.loads(answer.stdout)
        table.row(f"google-spreadsheet: addRows, {BATCH} at a time", f"{took['added_s']:.1f} s", "in memory until then: a kill loses them, a 503 doubles them")
        table.row(f"google-spreadsheet: save, {SAVED} known rows", f"{took['saved_s']:.1f} s",
            f"{took['saved_s'] / SAVED:.2f} s a row; {took['refusals']} refusals waited out; {calls_note(pretend)}")
        return took["added_s"], took["saved_s"] / SAVED
    finally:
        pretend.process.end()


def memory(table, folder):
    """A worker that takes WRITES changes of KEYS rows after a warm-up, while it writes to Google as it can: its own memory (what
    it wrote to itself, whatever it shares with others), at the end of the warm-up and after each LEG writes."""
    pretend = Pretend.start(folder)
    star = Star(folder / "memory", pretend.settings()).start()
    try:
        marks, began = [], 0
        for taken in range(0, WARM_UP + WRITES, LEG):
            star.offer_rows((n % KEYS for n in range(taken, taken + LEG)), taken // KEYS % 7)
            star.answered(600)
            star.latencies.clear()
            if taken + LEG >= WARM_UP:
                marks.append(memory_kib(star.pid, "Anonymous"))
                began = began or time.monotonic()
        took = time.monotonic() - began
        star.drained(timeout=600)
        judge(pretend, star.newest)
        slope = statistics.linear_regression(range(len(marks)), marks).slope * 1000000 / LEG
        table.row(f"{WRITES} writes to {KEYS} rows", f"{WRITES / took:,.0f} /s", f"each on disk before it is answered; {calls_note(pretend)}")
        table.row(f"its own memory, {WARM_UP} writes → {WARM_UP + WRITES}", f"{marks[-1] - marks[0]:+d} KiB", f"anonymous {marks[0]} → {marks[-1]} KiB, "
                  f"between {min(marks)} and {max(marks)}; slope {slope:+.0f} KiB per million writes")
        table.judge("growth of the sheets-worker over a million writes", marks[-1] - marks[0], "KiB", None)
    finally:
        star.end()
        pretend.process.end()


def measure(table, folder):
    table.title("Sheets")
    for name in ("ours", "rival", "memory"):
        (folder / name).mkdir()
    # Meanwhile: the rival waits for its quota nearly all the time, as we do.
    with ThreadPoolExecutor(1) as beside:
        waiting = beside.submit(rival, table, folder / "rival")
        fresh, changed = sheets_worker(table, folder / "ours")
        memory(table, folder / "memory")
        theirs = waiting.result()
    if theirs:
        table.ratio("new rows, to Vigie", fresh, theirs[0])
        table.ratio("changed rows, to Vigie", changed, theirs[1] * UPSERTS)
    table.judge(f"{UPSERTS} new rows → in the sheet", fresh, "s", 60, [("google-spreadsheet", theirs and theirs[0])])
    table.judge(f"{UPSERTS} changed rows → in the sheet", changed, "s", 60, [("google-spreadsheet (at its pace)", theirs and theirs[1] * UPSERTS)])
