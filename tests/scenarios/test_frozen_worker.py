"""A worker that stands still holds up nobody else. VIGIE_FROZEN_S says for how long: `make soak` takes five minutes."""
import os
import signal

from processes import PATIENCE_S, wait_until
from receiver import Receiver

FROZEN_S = int(os.environ.get("VIGIE_FROZEN_S", "10"))
INTERVAL_MS = 500 if FROZEN_S < 30 else 2000  # 120 messages a minute are all that Discord bears
HEARTBEATS = FROZEN_S * 1000 // INTERVAL_MS


def test_a_frozen_sheets_worker_costs_not_one_heartbeat(simulator, new_service):
    """The watchdog is told to wait, so that the worker stays frozen; the simulator closes on a heartbeat that is late."""
    simulator.mode(heartbeat_interval=INTERVAL_MS)
    service = new_service({**simulator.settings(), "HANG_TIMEOUT_S": "600"}).start_healthy()
    channel = simulator.new_ticket()
    frozen = service.kill("sheets-worker", signal.SIGSTOP)
    try:
        press = simulator.press(channel)
        before = simulator.state()["heartbeats"]
        wait_until(lambda: simulator.state()["heartbeats"] >= before + HEARTBEATS, timeout=FROZEN_S + PATIENCE_S,
                   what=f"{HEARTBEATS} heartbeats")
        assert simulator.interaction(press)["acknowledged"], "a press does not wait for the sheet to be acknowledged"
        assert service.pids()["sheets-worker"] == frozen
    finally:
        os.kill(frozen, signal.SIGCONT)
    state = simulator.state()
    assert (state["connections"], state["violations"]) == (1, [])
    simulator.outcome(press)
    service.wait_healthy()


def test_one_that_is_replaced_for_its_silence_is_named_in_the_alert(simulator, new_service):
    told = Receiver()
    service = new_service({**simulator.settings(), "HANG_TIMEOUT_S": "3", "ALERT_FALLBACK_URL": told.url("/alerts")}).start_healthy()
    service.was_made_to_crash = True
    frozen = service.kill("sheets-worker", signal.SIGSTOP)
    try:
        alert = wait_until(lambda: told.requests and told.requests[0].text, what="the alert")
        assert alert.startswith("Un programme ne répondait plus\n") and "\nCause : sheets-worker" in alert
        service.wait_replaced("sheets-worker", frozen)
        assert service.health()["workers"]["sheets-worker"]["last_exit"] == "hung, signal 6 (Aborted)"
    finally:
        told.close()
