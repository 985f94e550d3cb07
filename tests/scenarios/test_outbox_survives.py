"""What is accepted survives: kills at any point of a flush, a full disk, a broken file."""
import ctypes
import os
import random
import resource
import signal
import subprocess
from pathlib import Path

import pytest

from oracle import judge
from star import cells_of, key_of

KILLS = int(os.environ.get("VIGIE_KILLS", "20"))
PARTS = 4  # they run side by side
BALLAST = "somebody-elses-file"
CLONE_NEWNS = 0x00020000


def writes_seen(simulator):
    return simulator.get("google?calls=0")["writes"]


@pytest.mark.parametrize("part", range(PARTS))
def test_kills_at_random_points_of_a_flush_lose_and_double_nothing(star, simulator, part):
    """A kill falls into the offering, the read, the write or the time after it; what Google got may be carried out or not."""
    random_ = random.Random(part)
    simulator.post("google/mode", reads_per_minute=0, writes_per_minute=0)
    for version in range(KILLS // PARTS):
        numbers = random_.sample(range(80), 40)
        seen = writes_seen(simulator)
        if random_.random() < 0.3:
            simulator.post("google", op="write", times=1, delay_ms=random_.randint(1, 300))
        star.offer_rows(numbers, version)  # answered or not: what was not is offered again after the kill
        if random_.random() < 0.7:
            star.wait(lambda: writes_seen(simulator) > seen, what="a write has arrived")
        star.pump(random_.random() * 0.02)
        star.restart()
    star.drained(timeout=90)
    judge(simulator, star.newest)
    assert not star.refused


def test_a_successor_of_a_successor_waits_too_for_the_write_that_was_under_way(star, simulator):
    """The insert is under way in the network when two workers die one after the other."""
    star.offer_rows(range(10))
    star.drained()
    simulator.post("google", op="write", times=1, delay_ms=300)
    star.offer_rows(range(10, 30))
    seen = writes_seen(simulator)
    star.wait(lambda: writes_seen(simulator) > seen, what="the insert has arrived")
    star.restart()
    kept = star.kept
    reads = simulator.get("google?calls=0")["reads"]
    star.wait(lambda: simulator.get("google?calls=0")["reads"] > reads, what="the successor reads the sheet")
    star.wait(lambda: star.kept != kept, what="it has something to keep")
    assert b"\nu " in star.kept, "the third worker would know nothing of the insert"
    star.restart()
    star.drained()
    judge(simulator, star.newest)


def test_offers_of_what_the_sheet_holds_already_are_all_answered(star, simulator):
    """Rows that change back and forth while batches leave: some need no write by the time it is their turn."""
    for round_ in range(30):
        star.offer_rows((n % 50 for n in range(1000)), round_ % 2)
        star.pump(0.05)
    star.answered(timeout=20)
    star.drained()
    judge(simulator, star.newest)


# ---- The disk.


def may_mount():
    return subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode == 0


def own_small_disk(folder):
    """For before_exec: the worker alone sees a disk of 700 KiB on `folder`, and somebody else's file in it."""
    libc = ctypes.CDLL(None, use_errno=True)

    def mount():
        for done in (libc.unshare(CLONE_NEWNS), libc.mount(b"none", b"/", None, 0x44000, None),  # private, recursive
                     libc.mount(b"tmpfs", str(folder).encode(), b"tmpfs", 0, b"size=700k")):
            if done != 0:
                raise OSError(ctypes.get_errno(), "mount")
        (folder / BALLAST).write_bytes(bytes(300000))
    return mount


def check_refusals(star):
    star.wait(lambda: star.refused, what="a refusal")
    assert all("disque" in reason for _, reason in star.refused), star.refused[:3]
    refused = {row["key"] for row, _ in star.refused}
    accepted = [key for key in star.newest if key not in refused]
    assert accepted, "the test itself: some rows were accepted before"
    star.said("❌ Erreur critique")


def offer_until_refused(star):
    for n in range(20000):
        star.offer_rows([n])
        if star.refused:
            break
    star.answered()


def test_on_a_full_disk_new_rows_are_refused_with_the_reason_and_old_ones_kept(new_star, simulator, tmp_path):
    if not may_mount():
        pytest.skip("mounting a small disk needs root")
    (tmp_path / "disk").mkdir()
    star = new_star(own_small_disk(tmp_path / "disk"), STATE_DIR=str(tmp_path / "disk")).start()
    star.drained()
    simulator.post("google", op="write", status=503, times=-1)
    offer_until_refused(star)
    check_refusals(star)
    assert all("plein" in reason for _, reason in star.refused)
    for key in list(star.newest)[:5]:  # old rows can be read
        answer = star.get(key)
        assert (answer["b"], answer["c"], answer["d"]) == star.newest[key]
    simulator.post("google", op="clear")
    star.drained()  # although the file cannot know it
    judge(simulator, star.newest)
    said = "ne peuvent pas quitter la file"
    star.wait(lambda: said in star.output(), what="it is said")
    writes = writes_seen(simulator)
    for n in range(0, 40, 8):  # what people change in the sheet counts again, and nothing is written twice
        assert star.get(key_of(n))["stored"] is False
        star.pump_for(0.5)
    assert writes_seen(simulator) == writes and star.output().count(said) == 1
    Path(f"/proc/{star.pid}/root{tmp_path}/disk/{BALLAST}").unlink()
    star.wait(lambda: "event=sheets.outbox_free" in star.output(), what="the disk takes everything again")
    star.refused.clear()
    star.offer_rows([30000], version=1)
    star.drained()
    assert not star.refused
    judge(simulator, star.newest)
    assert writes_seen(simulator) == writes + 1
    star.said("peut de nouveau être écrite")
    assert star.output().count(said) == 1


def test_with_a_file_that_may_not_grow_new_rows_are_refused_and_old_ones_kept(new_star, simulator):
    star = new_star(lambda: signal.signal(signal.SIGXFSZ, signal.SIG_IGN)).start()
    star.offer_rows(range(5))
    star.drained()
    simulator.post("google", op="write", status=503, times=-1)
    files = sum(path.stat().st_size for path in star.state_dir.iterdir())
    resource.prlimit(star.pid, resource.RLIMIT_FSIZE, (files + 20000, resource.RLIM_INFINITY))
    offer_until_refused(star)
    check_refusals(star)
    resource.prlimit(star.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    star.wait(lambda: "event=sheets.outbox_free" in star.output(), what="the disk takes everything again")
    star.refused.clear()
    simulator.post("google", op="clear")
    star.offer_rows(range(3), version=1)
    star.drained()
    assert not star.refused
    judge(simulator, star.newest)


# ---- A broken file.


def spoil_head(data, random_):
    data[:100] = bytes(100)


def spoil_pages(data, random_):
    """Everything but the head, so that it opens well."""
    for at in range(4096, len(data), 4096):
        data[at:at + 4096] = random_.randbytes(min(4096, len(data) - at))


def spoil_some(data, random_):
    for _ in range(40):
        data[random_.randrange(100, len(data))] ^= 1 << random_.randrange(8)


def cut_short(data, random_):
    del data[len(data) // 2:]


def fill_with_text(data, random_):
    data[:] = b"this is not a database\n" * 400


@pytest.mark.parametrize("spoil", [spoil_head, spoil_pages, spoil_some, cut_short, fill_with_text])
def test_a_corrupted_outbox_is_moved_aside_said_and_the_service_goes_on(star, simulator, spoil):
    star.offer_rows(range(200))
    star.drained()
    simulator.post("google", op="write", status=503, times=-1)
    star.offer_rows(range(100, 300), version=1)
    star.answered()
    assert star.stop() == 0
    path = Path(star.state_dir) / "outbox.db"
    data = bytearray(path.read_bytes())
    assert len(data) > 16384 and not list(star.state_dir.glob("outbox.db-*")), "the test itself: all is in the one file"
    spoil(data, random.Random(1))
    path.write_bytes(data)
    simulator.post("google", op="clear")
    star.newest.clear()
    star.start()
    star.offer_rows(range(300), version=2)
    star.drained()
    judge(simulator, star.newest)
    assert star.get(key_of(5))["c"] == cells_of(5, 2)[1]
    if list(star.state_dir.glob("outbox.db.corrupt-*")):
        star.said("❌ Erreur critique")
    else:
        assert spoil is spoil_some, "the file was not moved aside"
