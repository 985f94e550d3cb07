"""A supervisor that is killed leaves a sheets-worker behind, which writes what waits before it ends, or is frozen. Its successor,
which may be started the same moment, writes nothing beside it: the outbox has one holder."""
import contextlib
import os
import signal
import subprocess
import sys

import pytest

from pretend import ALICE
from processes import is_alive, never_while, program_of, wait_until
from star import Leap, cells_of, key_of

HOLD = """
import fcntl, sys
f = open(sys.argv[1], "a")
fcntl.flock(f, fcntl.LOCK_EX)
fcntl.lockf(f, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@contextlib.contextmanager
def held_by_somebody(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    with subprocess.Popen([sys.executable, "-c", HOLD, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"held\n"
        yield other
        other.stdin.close()


@contextlib.contextmanager
def orphaned(vigie, simulator):
    """A confirmed row waits when the supervisor dies alone, and Google works again."""
    channel = simulator.new_ticket()
    wait_until(lambda: simulator.row(channel), what="the ticket's row")
    simulator.post("google", op="write", status=503, times=-1)
    new = simulator.new_ticket("anselme")
    simulator.outcome(simulator.press(new))
    old, orphan = vigie.process, vigie.pids()["sheets-worker"]
    old.remember_family()
    try:
        yield new, orphan
    finally:
        old.end()


def kill_supervisor_alone(vigie):
    os.kill(vigie.process.pid, signal.SIGKILL)
    vigie.process.wait()


def check_written_once(vigie, simulator, channel):
    wait_until(lambda: simulator.validators(channel) == [ALICE], what="the confirmed vote")
    wait_until(lambda: vigie.metric("sheets_queue_length") == 0, what="the outbox is empty")
    assert len(simulator.rows_of(channel)) == 1
    assert simulator.get("google")["violations"] == []


def test_an_orphan_that_still_writes_is_waited_for(new_fast_service, simulator):
    """It reads before it writes; its successor would read meanwhile, and write the same new row."""
    vigie = new_fast_service(simulator.settings()).start_healthy()
    vigie.let_pass(3)  # what was read at the start is too old to write by
    simulator.post("google", op="read", delay_ms=1500, times=1)
    reads = simulator.get("google?calls=0")["reads"]
    channel = simulator.new_ticket()
    wait_until(lambda: simulator.get("google?calls=0")["reads"] > reads, what="its row is accepted, and about to be written")
    old, orphan = vigie.process, vigie.pids()["sheets-worker"]
    old.remember_family()
    try:
        kill_supervisor_alone(vigie)
        vigie.start()
        wait_until(lambda: not is_alive(orphan), what="the orphan ends by itself")
        vigie.wait_healthy()
        simulator.outcome(simulator.press(channel))
        check_written_once(vigie, simulator, channel)
    finally:
        old.end()
    assert "event=sheets.orphan_ended" not in vigie.log()


def test_a_frozen_orphan_is_ended_before_anything_is_written(new_fast_service, simulator):
    vigie = new_fast_service(simulator.settings()).start_healthy()
    with orphaned(vigie, simulator) as (channel, orphan):
        os.kill(orphan, signal.SIGSTOP)
        simulator.post("google", op="clear")
        writes = simulator.get("google?calls=0")["writes"]
        kill_supervisor_alone(vigie)
        vigie.start()
        vigie.wait_connected()
        press = simulator.press(channel, user="500000000000000007")
        wait_until(lambda: simulator.interaction(press)["acknowledged"], what="it is acknowledged all the same")

        def is_over():
            vigie.leap.forward(0.5)
            return not is_alive(orphan)
        never_while(lambda: simulator.get("google?calls=0")["writes"] > writes, is_over, what="a write beside the frozen one")
        assert "Enregistré : " in (simulator.outcome(press)["edits"] + simulator.outcome(press)["followups"])[-1]["content"]
        vigie.wait_healthy()
        wait_until(lambda: simulator.validators(channel) == [ALICE, "500000000000000007"], what="both votes")
        assert len(simulator.rows_of(channel)) == 1
    ended = vigie.wait_log("event=sheets.orphan_ended")
    assert len(ended) == 1 and f"pid={orphan}" in ended[0]


def test_another_program_that_holds_the_lock_is_named_waited_for_and_never_killed(new_star, simulator, tmp_path):
    star = new_star(leap=Leap(tmp_path))
    with held_by_somebody(star.state_dir / "outbox.lock") as other:
        star.start()
        star.hasten(lambda: star.metric("STATE_FAILING_SHEETS") and "event=sheets.outbox_failed" in star.output(), what="the reason is known")
        star.said("un autre programme tient outbox.db ou outbox.lock")
        star.live(20)
        assert other.poll() is None
        assert simulator.get("google")["reads"] == 0 and not (star.state_dir / "outbox.db").exists()
    star.hasten(lambda: "event=sheets.works" in star.output(), what="the lock is its own")
    star.offer_rows(range(2))
    star.answered()
    star.drained()
    assert star.newest == {key_of(n): cells_of(n, 0) for n in range(2)}
    assert "event=sheets.orphan_ended" not in star.output()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_sheets_worker_whose_supervisor_lives_is_left_alone(new_star, simulator, tmp_path, number):
    """Two of them in one folder, by whatever mistake: the second one waits for as long as the first one lives."""
    leap = Leap(tmp_path)
    first, second = new_star(leap=leap), new_star(leap=leap)
    second.settings["STATE_DIR"] = first.settings["STATE_DIR"]
    first.start()
    first.offer_rows(range(2))
    first.drained()
    second.start()
    second.live(10)
    assert program_of(first.pid) == "sheets-worker" and "event=sheets.orphan_ended" not in second.output()
    assert "event=sheets.works" not in second.output(), "it asks Google nothing"
    os.kill(first.pid, number)
    first.popen.wait(10)
    second.hasten(lambda: "event=sheets.works" in second.output(), what="the lock is its own")
    second.offer_rows([3])
    second.answered()
    second.drained()
    assert key_of(3) in second.newest
