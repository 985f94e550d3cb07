"""Stopping in order, in time, with everything on disk; starting again where it left off."""
import signal
import socket

import pytest

from pretend import ALICE
from processes import stat_field, wait_until


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda n: n.name)
def test_a_signal_stops_everything_within_ten_seconds(idle_vigie, number):
    idle_vigie.start_healthy().stop(number, within=10)


def test_a_stop_while_nothing_answers_is_no_slower(vigie, simulator):
    channel = simulator.new_ticket()
    simulator.post("google", op="any", fate="stall", times=-1)
    simulator.post("gateway/mode", silent=True)
    simulator.press(channel)
    vigie.stop(within=10)


def test_a_stop_during_the_start_is_an_ordered_one(idle_vigie):
    idle_vigie.start()
    wait_until(lambda: idle_vigie.pids(), what="the first worker")
    idle_vigie.stop(within=10)


def test_two_signals_are_not_worse_than_one(vigie):
    vigie.process.signal(signal.SIGTERM)
    vigie.stop(within=10)


def test_no_worker_is_restarted_during_the_stop(vigie):
    before = set(vigie.pids().values())
    vigie.stop()
    assert {pid for pid, _ in vigie.process.family} == before


def test_a_restarted_service_resumes_its_session(vigie, simulator):
    session = simulator.state()["session"]["id"]
    vigie.stop()
    channel = simulator.new_channel("【🎭】pendant-l-absence")
    vigie.start()
    vigie.wait_healthy()
    vigie.wait_log("🔄 Reconnexion réussie")
    state = simulator.state()
    assert (state["identifies"], state["resumed"], state["session"]["id"]) == (1, 1, session)
    wait_until(lambda: simulator.panel(channel), what="the panel of a ticket created meanwhile")


def test_a_session_that_ended_meanwhile_costs_one_identify(vigie, simulator):
    vigie.stop()
    simulator.post("gateway/mode", session_ttl_ms=1)
    wait_until(lambda: simulator.state()["session"] is None, what="the session has ended")
    vigie.start()
    vigie.wait_healthy()
    assert simulator.state()["identifies"] == 2


def test_old_panels_keep_working_after_a_restart(vigie, simulator):
    channel = simulator.new_ticket()
    vigie.stop()
    vigie.start()
    vigie.wait_healthy()
    simulator.outcome(simulator.press(channel))
    wait_until(lambda: simulator.validators(channel) == [ALICE], what="the row")


def test_a_press_during_a_restart_is_not_applied_twice(vigie, simulator):
    """An interaction that is replayed after RESUME must not toggle a second time."""
    channel = simulator.new_ticket()
    simulator.outcome(simulator.press(channel))
    wait_until(lambda: simulator.validators(channel) == [ALICE], what="the row")
    for count in range(1, 4):
        vigie.kill("gateway-worker")
        wait_until(lambda: simulator.state()["resumed"] == count, what=f"RESUMED number {count}")
    simulator.outcome(simulator.press(channel, user="500000000000000001"))
    wait_until(lambda: simulator.validators(channel) == [ALICE, "500000000000000001"], what="both validators")


def test_an_unreadable_state_folder_content_is_forgotten_not_fatal(vigie, simulator):
    vigie.stop()
    for path in vigie.state_dir.rglob("*"):
        if path.is_file():
            path.write_bytes(b"\x00\xff truncated")
    vigie.start()
    vigie.wait_healthy()
    # One more, or two: that the last IDENTIFY was less than 5 s ago was forgotten too, and Discord then refuses one.
    assert simulator.state()["identifies"] in (2, 3)


def test_a_second_service_in_the_same_folder_is_refused_and_the_first_goes_on(vigie):
    pids = vigie.pids()
    second = vigie.command("run")
    assert second.returncode in (75, 78), second
    assert "Traceback" not in second.stderr and (second.stderr or second.stdout).strip()
    assert vigie.pids() == pids
    assert vigie.health()["status"] == "healthy"


def test_a_start_waits_for_a_port_that_an_orphan_still_holds(idle_vigie):
    """Workers of a supervisor that was killed let it go as soon as they are gone, a moment after it."""
    with socket.socket(socket.AF_INET6) as orphan:
        orphan.bind(("::", idle_vigie.port))
        orphan.listen()
        idle_vigie.start()
        lock = idle_vigie.state_dir / "supervisor.lock"
        wait_until(lambda: lock.exists() and stat_field(idle_vigie.process.pid, 0) == "S", what="it waits")
    idle_vigie.wait_healthy()
    idle_vigie.stop()
