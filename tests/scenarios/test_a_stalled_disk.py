"""A disk that takes seconds for each flush and each write holds up nobody (CONTRACT section 6)."""
import time

import pytest

from loop_calls import FLUSHES, WRITES, Stalled
from pretend import words_of
from processes import SANITIZED, wait_until

pytestmark = pytest.mark.skipif(SANITIZED, reason="the leak sanitizer cannot work under ptrace")

PRESSES = 8
READS_AND_LOCKS = "pread64,fcntl,flock"
HEARTBEAT_MS = 1000
# Whose disk stalls, for how many seconds, at which calls. Each program that bears it joins here, and stays.
BORNE = (pytest.param("gateway-worker", 3, f"{FLUSHES},{WRITES}", id="gateway-worker"),
         pytest.param("supervisor", 3, f"{FLUSHES},{WRITES}", id="supervisor"),
         pytest.param("sheets-worker", 5, FLUSHES, id="sheets-worker", marks=pytest.mark.slow),
         # A dozen of seconds for each transaction: who comes meanwhile goes with the next one.
         pytest.param("sheets-worker", 3, READS_AND_LOCKS, id="sheets-worker-reads", marks=pytest.mark.slow),
         pytest.param("health-server", 3, f"{FLUSHES},{WRITES}", id="health-server", marks=pytest.mark.slow))


@pytest.fixture
def vigie(simulator, new_service):
    simulator.mode(heartbeat_interval=HEARTBEAT_MS)
    return new_service(simulator.settings()).start_healthy()


def restarts(vigie):
    return {name: worker["restarts"] for name, worker in vigie.workers().items()}


def pressed_and_told(vigie, simulator, channel):
    """Presses by different people, one after the other, until each was told; /ping is asked all the while."""
    presses = []
    for n in range(PRESSES):
        presses.append(simulator.press(channel, user=str(500000000000000000 + n)))
        answer_within(vigie, 1.0)
        time.sleep(0.3)  # not one burst: each meets another moment of the disk

    def all_told():
        answer_within(vigie, 1.0)
        return all(words_of(simulator.interaction(press)) for press in presses)
    wait_until(all_told, what="every presser was told the outcome")
    return [simulator.interaction(press) for press in presses]


def answer_within(vigie, seconds):
    began = time.monotonic()
    assert vigie.get("/ping").text.strip() == "pong"
    assert time.monotonic() - began < seconds, "a probe was answered late"


@pytest.mark.parametrize("program, seconds, calls", BORNE)
def test_presses_heartbeats_and_probes_go_on(vigie, simulator, program, seconds, calls):
    channel = simulator.new_ticket()
    pid = vigie.process.pid if program == "supervisor" else vigie.pids()[program]
    before, was_restarted = simulator.state(), restarts(vigie)
    began = time.monotonic()
    with Stalled(vigie, pid, seconds, calls) as stalled:
        told = pressed_and_told(vigie, simulator, channel)
        wait_until(lambda: stalled.count() > 0, what="a call of the disk was held up")
        wait_until(lambda: simulator.state()["heartbeats"] >= before["heartbeats"] + 4, what="four heartbeats")
    passed_s = time.monotonic() - began
    assert [i["ack_ms"] for i in told if not i["acknowledged"] or i["ack_ms"] >= 1500] == []
    state = simulator.state()
    assert state["heartbeats"] - before["heartbeats"] >= passed_s * 1000 / HEARTBEAT_MS / 2, "heartbeats went on"
    assert (state["connections"], state["violations"]) == (before["connections"], []), "the connection held"
    assert restarts(vigie) == was_restarted
    wait_until(lambda: len(simulator.validators(channel) or []) == PRESSES, what="every press is in the sheet")


def test_a_stop_waits_for_a_stalled_disk_no_longer_than_a_stop_may_take(vigie, simulator):
    """The write under way never ends; what stands in STATE_DIR is older then, and whole."""
    channel = simulator.new_ticket()
    with Stalled(vigie, vigie.pids()["gateway-worker"], 300) as stalled:
        simulator.outcome(simulator.press(channel))
        wait_until(lambda: stalled.count() > 0, what="a write is held up")
        vigie.stop(within=10)
    assert "event=state.unsaved" in vigie.everything_logged()
    vigie.start_healthy()
    assert simulator.state()["identifies"] == 1, "the session was resumed"
    assert len(simulator.validators(channel)) == 1
