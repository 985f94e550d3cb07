"""STATE_DIR full, failing, read-only, its outbox.db emptied, foreign, a folder or held by somebody: the verdict names the
disk, whoever presses is answered soon, nothing that was confirmed is lost, and all is well by itself afterwards."""
import contextlib
import os
import resource
import shutil
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from loop_calls import FLUSHES, Stalled, Strace
from oracle import judge
from pretend import ALICE, BERTRAND, is_told_to_wait, texts_of, words_of
from processes import SANITIZED, preloaded, wait_until
from star import cells_of, key_of

ANSWERED_WITHIN_S = 5
REASON = "state_dir_failing"
STORED, NOT_STORED = " Enregistré : ", "Non enregistré"


def told(simulator, press, within=ANSWERED_WITHIN_S):
    """What the presser was told, in time, by the simulator's clock."""
    interaction = simulator.outcome(press)
    words, told_s = words_of(interaction), max(interaction["ack_ms"], interaction["told_ms"]) / 1000
    assert told_s < within, f"told after {told_s:.1f} s: {words}"
    return words


def wait_degraded(vigie):
    """Whatever else is the matter, the disk is the reason."""
    health = wait_until(lambda: vigie.health() if vigie.health()["reason"] == REASON else None, what="the disk is the reason")
    assert health["status"] == "degraded"
    page = vigie.get("/health/detailed").text
    assert "STATE_DIR" in page and "Faites de la place" in page, "the French sentence with the repair"
    assert vigie.metric('vigie_state_dir_failing_timestamp_seconds{worker="sheets-worker"}') > 0
    return health


def wait_all_clear(vigie):
    wait_until(lambda: vigie.health()["reason"] != REASON, what="the all-clear")


def google_is_down(simulator):
    simulator.post("google", op="write", status=503, times=-1)


def google_is_back(simulator):
    simulator.post("google", op="clear")


def outbox(vigie):
    return vigie.state_dir / "outbox.db"


# ---- Faults that come while it runs.

@contextlib.contextmanager
def full_disk(vigie):
    """No file of the sheets-worker may grow; SQLite is told EFBIG, as a full disk tells it ENOSPC."""
    pid = vigie.pids()["sheets-worker"]
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    yield
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@contextlib.contextmanager
def failing_flushes(vigie):
    """Each flush of the sheets-worker says EIO."""
    with Strace(vigie.folder, [vigie.pids()["sheets-worker"]], "-qq", "-e", "signal=none", "-e", f"trace={FLUSHES}",
                "-e", f"inject={FLUSHES}:error=EIO"):
        yield


@contextlib.contextmanager
def failing_writes(vigie):
    """Each write to its files says that the disk has no room."""
    with Strace(vigie.folder, [vigie.pids()["sheets-worker"]], "-qq", "-e", "signal=none", "-e", "trace=pwrite64",
                "-e", "inject=pwrite64:error=ENOSPC"):
        yield


@contextlib.contextmanager
def held_file(vigie):
    other = sqlite3.connect(outbox(vigie), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


FAULTS = {"full": full_disk, "flushes_fail": failing_flushes, "writes_fail": failing_writes, "held": held_file}


@pytest.mark.slow
@pytest.mark.skipif(SANITIZED, reason="the leak sanitizer cannot work under ptrace")
@pytest.mark.parametrize("fault", FAULTS)
def test_a_disk_that_takes_nothing_is_named_and_all_is_well_afterwards(vigie, simulator, fault):
    channel = simulator.new_ticket()
    assert STORED in told(simulator, simulator.press(channel))
    google_is_down(simulator)
    assert STORED in told(simulator, simulator.press(channel, user=BERTRAND))  # confirmed, and not yet in the sheet
    with FAULTS[fault](vigie):
        began = time.monotonic()
        refused = told(simulator, simulator.press(channel, user="500000000000000007"))
        assert NOT_STORED in refused and "STATE_DIR" in refused, refused
        wait_degraded(vigie)
        assert time.monotonic() - began >= 30, "30 s of it, which keep a short fault from being news"
        assert NOT_STORED in told(simulator, simulator.press(channel, user="500000000000000007"))
    wait_all_clear(vigie)
    vigie.wait_log("event=sheets.outbox_free")
    assert vigie.log().count("event=sheets.outbox_failed") == 1
    assert "refusées" not in vigie.log()
    assert STORED in told(simulator, simulator.press(channel, user="500000000000000008"))
    google_is_back(simulator)
    wait_until(lambda: simulator.validators(channel) == [ALICE, BERTRAND, "500000000000000008"], what="what was confirmed, alone")
    vigie.stop()


def all_told(simulator, channel, count=8):
    """What so many people in one ticket's line are told, each in time: they do not wait for the disk in turn."""
    presses = [simulator.press(channel, user=str(500000000000000100 + n)) for n in range(count)]
    return [told(simulator, press) for press in presses]


@pytest.mark.parametrize("fault", ["full", "held"])
def test_eight_people_in_one_ticket_are_all_answered_soon(vigie, simulator, fault):
    channel = simulator.new_ticket()
    assert STORED in told(simulator, simulator.press(channel))
    with FAULTS[fault](vigie):
        for _ in range(2):  # while the disk is waited for, and when it was waited for
            assert all(NOT_STORED in words for words in all_told(simulator, channel))
    wait_until(lambda: STORED in told(simulator, simulator.press(channel, user=BERTRAND)), what="stored again")


@pytest.mark.skipif(SANITIZED, reason="the leak sanitizer cannot work under ptrace")
def test_what_was_refused_for_a_failed_flush_is_not_stored_by_a_kill(vigie, simulator):
    channel = simulator.new_ticket()
    assert STORED in told(simulator, simulator.press(channel))
    with failing_flushes(vigie):
        assert NOT_STORED in told(simulator, simulator.press(channel, user=BERTRAND))
        old = vigie.kill("sheets-worker")
    vigie.wait_replaced("sheets-worker", old)
    assert STORED in told(simulator, simulator.press(channel, user="500000000000000008"))
    wait_until(lambda: simulator.validators(channel) == [ALICE, "500000000000000008"], what="the row")


def test_somebody_who_holds_the_file_for_four_seconds_is_not_felt(vigie, simulator):
    channel = simulator.new_ticket()
    told(simulator, simulator.press(channel))
    for n in range(5):  # a busy machine holds it for longer than it is told to, and then it may be felt
        user, said_before = str(500000000000000100 + n), len(vigie.log())
        with held_file(vigie):
            began = time.monotonic()
            press = simulator.press(channel, user=user)
            wait_until(lambda: simulator.interaction(press)["acknowledged"], what="acknowledged")
            time.sleep(max(0.0, began + 4 - time.monotonic()))  # the time is the claim
        held_s = time.monotonic() - began
        words = words_of(simulator.outcome(press))
        if held_s < 4.3:
            break
    assert STORED in words, f"held for {held_s:.2f} s: {words}"
    told(simulator, press)
    wait_until(lambda: user in simulator.validators(channel), what="the row")
    since = vigie.log()[said_before:]
    assert "❌" not in since and "refusées" not in since


def delete(path):
    path.unlink()


def empty(path):
    os.truncate(path, 0)


def put_another_in_its_place(path):
    other = path.with_name("other")
    other.write_bytes(b"this is not a database\n" * 400)
    os.replace(other, path)


def put_a_folder_in_its_place(path):
    while not path.is_dir():
        path.unlink(missing_ok=True)
        with contextlib.suppress(FileExistsError):  # written anew meanwhile
            path.mkdir()


@pytest.mark.parametrize("spoil", [delete, empty, put_another_in_its_place])
def test_a_file_that_goes_away_while_it_runs_is_made_anew(vigie, simulator, spoil):
    channel = simulator.new_ticket()
    told(simulator, simulator.press(channel))
    google_is_down(simulator)
    assert STORED in told(simulator, simulator.press(channel, user=BERTRAND))
    spoil(outbox(vigie))
    assert STORED in told(simulator, simulator.press(channel, user="500000000000000007"))
    vigie.wait_log("event=sheets.outbox_rebuilt")
    old = vigie.kill("sheets-worker")  # all is in the new file
    google_is_back(simulator)
    vigie.wait_replaced("sheets-worker", old)
    wait_until(lambda: simulator.validators(channel) == [ALICE, BERTRAND, "500000000000000007"], what="everything that was confirmed")


@pytest.mark.slow
def test_a_folder_in_its_place_is_named_and_the_file_comes_back_once_it_goes(vigie, simulator):
    channel = simulator.new_ticket()
    google_is_down(simulator)
    assert STORED in told(simulator, simulator.press(channel))
    put_a_folder_in_its_place(outbox(vigie))
    assert NOT_STORED in told(simulator, simulator.press(channel, user=BERTRAND))
    wait_degraded(vigie)
    outbox(vigie).rmdir()
    wait_all_clear(vigie)
    old = vigie.kill("sheets-worker")
    google_is_back(simulator)
    vigie.wait_replaced("sheets-worker", old)
    wait_until(lambda: simulator.validators(channel) == [ALICE], what="what was confirmed")


@pytest.mark.slow
@pytest.mark.parametrize("worker", ["sheets-worker", "gateway-worker"])
def test_a_fault_is_as_old_as_it_is_whoever_was_killed_meanwhile(vigie, simulator, worker):
    """30 s of it, not 30 s of the newest process."""
    since = f'vigie_state_dir_failing_timestamp_seconds{{worker="{worker}"}}'
    in_its_place, is_at_work = {"sheets-worker": (outbox(vigie), "event=sheets.outbox_failed"),
                                "gateway-worker": (vigie.state_dir / "session.json", "🔄 Reconnexion réussie")}[worker]
    channel = simulator.new_ticket()
    put_a_folder_in_its_place(in_its_place)
    simulator.press(channel)
    began = wait_until(lambda: vigie.metric(since), what="the fault is known")
    for _ in range(2):
        count = vigie.log().count(is_at_work)
        vigie.wait_replaced(worker, vigie.kill(worker))
        vigie.wait_log(is_at_work, count + 1)
    wait_until(lambda: vigie.health()["reason"] == REASON, what="the disk is the reason")
    assert abs(vigie.metric(since) - began) < 0.1
    in_its_place.rmdir()
    wait_all_clear(vigie)
    assert vigie.metric(since) == 0


def garbage(path):
    path.write_bytes(b"\x00\xffthis is no JSON")


@pytest.mark.parametrize("name, spoil, event", [
    ("rows.db", put_a_folder_in_its_place, "sheets.rows_not_kept"), ("rows.db", put_another_in_its_place, "sheets.rows_moved_aside"),
    ("limits.json", garbage, "state.garbled"), ("session.json", garbage, "state.garbled"), ("session.json", empty, "state.garbled"), ("commands.json", garbage, "state.garbled"),
    ("limits.json", put_a_folder_in_its_place, "state.unreadable"), ("commands.json", put_a_folder_in_its_place, "state.unreadable")])
def test_a_file_of_no_use_is_named_once_and_the_service_goes_on(idle_vigie, simulator, name, spoil, event):
    def spoilt(vigie):
        path = vigie.state_dir / name
        path.touch()
        for log in path.parent.glob(f"{name}-*"):
            log.unlink()
        spoil(path)
    channel = started_after(idle_vigie, simulator, spoilt)
    wait_until(lambda: simulator.validators(channel) == [ALICE], what="the confirmed vote")
    lines = idle_vigie.said(f"event={event}")
    assert len(lines) == 1 and f"path={idle_vigie.state_dir / name}" in lines[0] and " warn " in lines[0], lines
    assert STORED in told(simulator, simulator.press(channel, user=BERTRAND))


@pytest.mark.slow
def test_what_the_health_server_cannot_write_is_named_too(simulator, new_service):
    """Quickly and file by file in test_history.py; here with the true 30 s."""
    vigie = new_service(simulator.settings())
    in_its_place = vigie.state_dir / "health/alerts.json"
    in_its_place.mkdir(parents=True)
    began = time.monotonic()
    vigie.start_connected()
    wait_until(lambda: vigie.health()["reason"] == REASON, what="the disk is the reason")
    assert vigie.health()["status"] == "degraded" and time.monotonic() - began >= 30
    in_its_place.rmdir()
    vigie.wait_healthy()


# ---- A disk that says nothing at all.

def told_to_wait(simulator, press):
    """Nobody knows yet whether it will be stored: that is said, in time, and no more."""
    said = wait_until(lambda: texts_of(simulator.interaction(press)), what="the presser was told something")
    told_s = simulator.interaction(press)["told_ms"] / 1000
    assert told_s < ANSWERED_WITHIN_S, f"told after {told_s:.1f} s: {said}"
    assert is_told_to_wait(simulator.interaction(press)) and "STATE_DIR" in said[0], said
    assert words_of(simulator.interaction(press)) == "", "neither stored nor refused"


@contextlib.contextmanager
def hanging_flushes(vigie):
    """No flush of the sheets-worker comes back before the end of the block."""
    with Stalled(vigie, vigie.pids()["sheets-worker"], 600, FLUSHES) as stalled:
        yield stalled


@pytest.mark.skipif(SANITIZED, reason="the leak sanitizer cannot work under ptrace")
@pytest.mark.parametrize("until_degraded", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["short", "long"])
def test_while_a_disk_hangs_pressers_are_told_that_they_wait_and_then_how_it_ended(vigie, simulator, until_degraded):
    channel, other = simulator.new_ticket(), simulator.new_ticket("anselme")
    assert STORED in told(simulator, simulator.press(channel))
    people = ["500000000000000007", "500000000000000008"]
    with hanging_flushes(vigie) as stalled:
        first = simulator.press(channel, user=people[0])
        wait_until(lambda: stalled.count() > 0, what="a flush hangs")
        presses = [first, simulator.press(channel, user=people[1]), simulator.press(other)]
        for press in presses:
            told_to_wait(simulator, press)
        if until_degraded:
            wait_degraded(vigie)
            vigie.wait_log("event=sheets.outbox_failed")
        assert not any(words_of(simulator.interaction(press)) for press in presses)
    for press in presses:
        assert STORED in words_of(simulator.outcome(press))
    wait_all_clear(vigie)
    assert "event=validation.refused" not in vigie.log()
    wait_until(lambda: simulator.validators(channel) == [ALICE, *people], what="the row")
    vigie.stop()


# ---- A disk that is only slow.

FLUSH_S = 0.5  # of each flush; an outbox that is made anew has about ten


class SlowFlushes:
    """Stands where a Star takes a Leap: what its programs are to be started with."""

    def __init__(self, folder, flush_s=0):
        self.library, self.done, self.gate = folder / "slow_flush.so", folder / "flushes", folder / "gate"
        self.flush_s = flush_s
        self.done.write_bytes(b"")
        source = Path(__file__).with_name("slow_flush.c")
        subprocess.run([os.environ.get("CC", "cc"), "-shared", "-fPIC", "-O1", "-o", self.library, source], check=True)

    def environment(self):
        return {"LD_PRELOAD": preloaded(self.library), "SLOW_FLUSH_MS": str(int(self.flush_s * 1000)), "SLOW_FLUSH_WHILE": str(self.gate),
                "SLOW_FLUSH_DONE": str(self.done)}

    @contextlib.contextmanager
    def no_flush_ends(self):
        self.gate.touch()
        yield
        self.gate.unlink()

    def flushes_done(self):
        return self.done.stat().st_size


def test_while_a_row_is_on_its_way_to_a_slow_disk_others_are_read_and_it_is_waited_for(new_star, simulator, tmp_path):
    star = new_star(leap=SlowFlushes(tmp_path)).start()
    star.offer_rows([1])
    star.drained()
    with star.leap.no_flush_ends():
        star.offer_rows([2])
        assert star.get(key_of(1))["c"] == cells_of(1, 0)[1], "read while the disk is busy"
        asked = star.ask(key_of(2))
        star.pump_for(0.3)
        assert star.open_puts and asked not in star.replies, "the row is on its way, and so is who asks for it"
    assert star.reply(asked, key_of(2))["c"] == cells_of(2, 0)[1], "a read sees what was put before it"
    assert not star.open_puts
    star.drained()
    judge(simulator, star.newest)


def test_while_the_outbox_opens_on_a_slow_disk_the_worker_lives_and_presses_wait(new_star, simulator, tmp_path):
    """The first start of all writes the file, flush by flush."""
    star = new_star(leap=SlowFlushes(tmp_path, FLUSH_S))
    began = time.monotonic()
    star.start()
    assert star.leap.flushes_done() == 0, "READY before the file is there"
    reports = []
    star.offer_rows([1])

    def lives_until_it_is_stored():
        if not reports or star.metrics is not reports[-1]:
            reports.append(star.metrics)
        return not star.open_puts
    star.wait(lives_until_it_is_stored, what="the row is stored")
    took_s = time.monotonic() - began
    assert took_s > FLUSH_S * 5.9 and star.leap.flushes_done() > 5, "the test itself: flush after flush"
    assert len(reports) > took_s / 2, "it reports each second all the while"
    assert not star.refused
    star.drained()
    judge(simulator, star.newest)


# ---- Faults that are there at the start.

def started_after(vigie, simulator, spoil):
    """A vote that is confirmed and not in the sheet, everything killed, the file spoilt, a new start."""
    vigie.start_healthy()
    channel = simulator.new_ticket()
    google_is_down(simulator)
    press = simulator.press(channel)
    assert STORED in told(simulator, press)
    wait_until(lambda: press not in (vigie.state_dir / "session.json").read_text("utf-8"),
               what="the gateway-worker would not carry it out again")
    vigie.process.remember_family()
    vigie.process.end()
    spoil(vigie)
    vigie.start()
    wait_until(lambda: vigie.get("/ready").status == 200, what="connected")
    google_is_back(simulator)
    return channel


def test_an_emptied_file_does_not_take_the_votes_in_its_log_along(idle_vigie, simulator):
    """SQLite would take it for a new file and delete the log, without a word."""
    channel = started_after(idle_vigie, simulator, lambda vigie: empty(outbox(vigie)))
    wait_until(lambda: simulator.validators(channel) == [ALICE], what="the confirmed vote")
    idle_vigie.wait_log("event=sheets.outbox_emptied")
    idle_vigie.wait_log("❌")


def foreign(vigie):
    for path in vigie.state_dir.glob("outbox.db*"):
        path.unlink()
    other = sqlite3.connect(outbox(vigie))
    other.executescript("CREATE TABLE rows (title TEXT); INSERT INTO rows VALUES ('à moi'); PRAGMA user_version = 2")
    other.close()


def test_another_programs_database_is_kept_and_the_service_goes_on(idle_vigie, simulator):
    channel = started_after(idle_vigie, simulator, foreign)
    assert STORED in told(simulator, simulator.press(channel, user=BERTRAND))
    wait_until(lambda: simulator.validators(channel) == [BERTRAND], what="the row")
    idle_vigie.wait_log("event=sheets.outbox_corrupt")
    kept = next(path for path in idle_vigie.state_dir.glob("outbox.db.corrupt-*") if not path.name.endswith(("-wal", "-shm")))
    with contextlib.closing(sqlite3.connect(kept)) as other:
        assert other.execute("SELECT title FROM rows").fetchall() == [("à moi",)]
    assert idle_vigie.workers()["sheets-worker"]["restarts"] == 0


@pytest.mark.slow
def test_a_file_that_is_held_at_the_start_is_waited_for(idle_vigie, simulator):
    holder = []

    def hold(vigie):
        other = sqlite3.connect(outbox(vigie), isolation_level=None)
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        holder.append(other)
    channel = started_after(idle_vigie, simulator, hold)
    refused = told(simulator, simulator.press(channel, user=BERTRAND))
    assert NOT_STORED in refused and "autre programme" in refused
    assert all(NOT_STORED in words for words in all_told(simulator, channel))
    wait_degraded(idle_vigie)
    assert idle_vigie.workers()["sheets-worker"]["restarts"] == 0
    holder[0].close()
    wait_all_clear(idle_vigie)
    wait_until(lambda: simulator.validators(channel) == [ALICE], what="the confirmed vote")


@pytest.mark.slow
def test_without_a_state_folder_rows_are_accepted_named_and_move_into_it_once_it_is_there(simulator, new_service, tmp_path):
    in_its_place = tmp_path / "a-file"
    in_its_place.write_text("", "utf-8")
    vigie = new_service({**simulator.settings(), "STATE_DIR": str(in_its_place)}).start()
    wait_until(lambda: vigie.get("/ready").status == 200, what="connected")
    google_is_down(simulator)
    channel = simulator.new_ticket()
    assert STORED in told(simulator, simulator.press(channel), within=30)
    wait_degraded(vigie)
    in_its_place.unlink()
    wait_until(lambda: "event=sheets.outbox_in_file" in vigie.output(), what="it moved")
    wait_all_clear(vigie)
    old = vigie.kill("sheets-worker")
    google_is_back(simulator)
    wait_until(lambda: vigie.pids().get("sheets-worker") not in (None, old), what="a successor")
    wait_until(lambda: simulator.validators(channel) == [ALICE], what="what was accepted without a folder")


def may_mount():
    return subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("waits", [False, True], ids=["nothing_waits", "a_row_waits"])
@pytest.mark.parametrize("how", ["full", "read_only"])
def test_a_start_on_a_disk_that_takes_nothing_loses_nothing(new_star, simulator, tmp_path, how, waits):
    """A worker of its own sees the disk so: tmpfs with no room left, or mounted read-only."""
    if not may_mount():
        pytest.skip("mounting a disk needs root")
    disk, origin = tmp_path / "disk", tmp_path / "origin"
    disk.mkdir()
    star = new_star(STATE_DIR=str(disk)).start()
    star.offer_rows(range(3))
    star.drained()
    if waits:
        simulator.post("google", op="write", status=503, times=-1)
        star.offer_rows(range(2, 5), version=1)
        star.answered()
    assert star.stop() == 0
    google_is_back(simulator)
    shutil.copytree(disk, origin)
    star.before_exec = spoilt_disk(disk, origin, how)
    star.start()
    accepts = how == "read_only" and not waits  # STATE_DIR cannot be had at all, and no row can come back from it
    star.offer_rows([7])
    star.answered(timeout=ANSWERED_WITHIN_S + 1)
    assert bool(star.refused) != accepts, (star.refused, star.output())
    if accepts:
        star.drained()
    elif how == "full":  # what waits is carried to the sheet all the same
        star.wait(lambda: star.metric("SHEETS_QUEUE") == 0, what="the outbox is empty")
        judge(simulator, star.newest)
    else:
        assert star.get(key_of(2)).get("refused"), "an older row than the one that waits is not shown"
    star.kill()
    star.before_exec = None  # the disk is well again, as it was
    star.refused.clear()
    star.start()
    star.offer_rows([8])
    star.drained()
    judge(simulator, star.newest)
    assert not star.refused


def spoilt_disk(disk, origin, how):
    import ctypes

    from test_outbox_survives import CLONE_NEWNS
    libc = ctypes.CDLL(None, use_errno=True)

    def mount(source, kind, flags, options=None):
        if libc.mount(source, str(disk).encode(), kind, flags, options) != 0:
            raise OSError(ctypes.get_errno(), "mount")

    def spoil():
        if libc.unshare(CLONE_NEWNS) != 0 or libc.mount(b"none", b"/", None, 0x44000, None) != 0:  # private, recursive
            raise OSError(ctypes.get_errno(), "unshare")
        mount(b"tmpfs", b"tmpfs", 0, b"size=400k")
        for path in origin.iterdir():
            shutil.copy(path, disk / path.name)
        if how == "full":
            with contextlib.suppress(OSError), open(disk / "ballast", "wb", buffering=0) as ballast:
                while ballast.write(bytes(4096)):
                    pass
        else:
            mount(b"tmpfs", None, 0x21, None)  # MS_REMOUNT | MS_RDONLY
    return spoil
