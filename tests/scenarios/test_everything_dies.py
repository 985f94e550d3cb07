"""Supervisor and workers killed at one instant, as by a host that takes its container away. What was acknowledged is answered by
the next start, once: from the record beside the session, or because the sequence beside it is older than the press."""
import os
import signal

import pytest

from loop_calls import Stalled
from pretend import ALICE
from processes import SANITIZED, wait_until
from test_corrections import form, wait_corrections

LONGEST = "𝔙" * 4000  # four bytes each: two records of it fit into what a successor is handed, three do not
UNRECORDED = "vigie_operations_unrecorded"


@pytest.fixture
def vigie(simulator, new_service):
    """Its sheets-worker may be held for as long as a test likes."""
    return new_service({**simulator.settings(), "HANG_TIMEOUT_S": "600"}).start_healthy()


def kill_everything(vigie):
    vigie.process.end()
    wait_until(lambda: not vigie.process.family_alive(), what="all of it is gone")


def record(vigie):
    return (vigie.state_dir / "session.json").read_text("utf-8")


def wait_acknowledged(simulator, interaction):
    wait_until(lambda: simulator.interaction(interaction)["acknowledged"], what="the acknowledgement")


def check_told_once(interaction):
    said = [m for m in interaction["edits"] + interaction["followups"] if m.get("content")]
    assert len(said) == 1, f"the presser was told {len(said)} times: {said}"


def check_pressed_once(vigie, simulator, channel, press):
    check_told_once(simulator.outcome(press))
    wait_until(lambda: simulator.validators(channel) == [ALICE], what="the row")
    wait_until(lambda: vigie.metric("sheets_queue_length") == 0, what="the outbox is empty")
    assert simulator.validators(channel) == [ALICE]
    check_told_once(simulator.interaction(press))


def settle(vigie, simulator):
    """A ticket, and everything about it on disk: what comes next has a higher sequence."""
    channel = simulator.new_ticket()
    wait_until(lambda: simulator.row(channel), what="the ticket's row")
    wait_until(lambda: f'"sequence":{simulator.state()["session"]["seq"]},' in record(vigie), what="the sequence on disk")
    wait_until(lambda: '"pending":[]' in record(vigie), what="nothing is under way")
    return channel


def test_a_press_that_is_recorded_is_answered_by_the_next_start(vigie, simulator):
    channel = settle(vigie, simulator)
    vigie.kill("sheets-worker", signal.SIGSTOP)
    press = simulator.press(channel)
    wait_acknowledged(simulator, press)
    wait_until(lambda: press in record(vigie), what="the press is on disk")
    kill_everything(vigie)
    vigie.start_healthy()
    check_pressed_once(vigie, simulator, channel, press)
    assert simulator.state()["identifies"] == 1


def test_a_press_that_is_recorded_is_answered_though_the_session_is_gone(vigie, simulator):
    channel = settle(vigie, simulator)
    vigie.kill("sheets-worker", signal.SIGSTOP)
    press = simulator.press(channel)
    wait_acknowledged(simulator, press)
    wait_until(lambda: press in record(vigie), what="the press is on disk")
    simulator.mode(resume_close=4009)
    kill_everything(vigie)
    vigie.start_healthy()
    check_pressed_once(vigie, simulator, channel, press)
    assert simulator.state()["identifies"] == 2


@pytest.mark.skipif(SANITIZED, reason="the leak sanitizer cannot work under ptrace")
def test_a_press_that_the_disk_had_no_time_to_record_is_brought_again_and_is_our_own(vigie, simulator):
    channel = settle(vigie, simulator)
    vigie.kill("sheets-worker", signal.SIGSTOP)
    with Stalled(vigie, vigie.pids()["gateway-worker"], 300):
        press = simulator.press(channel)
        wait_acknowledged(simulator, press)
        assert simulator.interaction(press)["ack_ms"] < 1500
        assert press not in record(vigie)
        kill_everything(vigie)
    vigie.start_healthy()
    check_pressed_once(vigie, simulator, channel, press)
    assert simulator.state()["identifies"] == 1
    assert vigie.metric("discord_interactions_elsewhere_total") == 0


@pytest.mark.parametrize("everything", [True, False], ids=["everything", "gateway-worker"])
def test_what_the_record_has_no_room_for_is_brought_again(vigie, simulator, everything):
    channels = [settle(vigie, simulator) for _ in range(3)]
    forms = [form(simulator, channel)["custom_id"] for channel in channels]
    vigie.kill("sheets-worker", signal.SIGSTOP)
    submits = [simulator.submit(channel, custom_id, LONGEST) for channel, custom_id in zip(channels, forms)]
    for submit in submits:
        wait_acknowledged(simulator, submit)
    wait_until(lambda: vigie.metric(UNRECORDED) == 1, what="one does not fit")
    wait_until(lambda: submits[1] in record(vigie), what="the others are on disk")
    assert submits[2] not in record(vigie)
    sheets = vigie.pids()["sheets-worker"]
    if everything:
        kill_everything(vigie)
        vigie.start_healthy()
    else:
        vigie.kill("gateway-worker")
        os.kill(sheets, signal.SIGCONT)
    for channel, submit in zip(channels, submits):
        check_told_once(simulator.outcome(submit))
        wait_corrections(simulator, channel, {ALICE: LONGEST})
    wait_until(lambda: vigie.metric(UNRECORDED) == 0, what="all has room again")
    assert simulator.state()["identifies"] == 1
