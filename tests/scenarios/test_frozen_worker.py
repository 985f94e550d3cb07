"""A worker that stands still holds up nobody else. VIGIE_FROZEN_S says for how long: `make soak` takes five minutes."""
import os
import signal

from fast_clock import FastService
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


STRIDE_S = 9


def test_one_that_is_replaced_for_its_silence_is_named_in_the_alert_which_ends_five_minutes_later(simulator, tmp_path):
    title, told = "Un programme ne répondait plus", Receiver()
    service = FastService(tmp_path / "fast", {**simulator.settings(), "ALERT_FALLBACK_URL": told.url("/alerts")})
    service.environment["HANG_TIMEOUT_S"] = "3"  # true seconds: nobody is judged by a leap of the clock
    try:
        service.start_healthy()
        service.was_made_to_crash = True
        frozen = service.kill("sheets-worker", signal.SIGSTOP)
        alert = wait_until(lambda: told.requests and told.requests[0].text, what="the alert")
        assert alert.startswith(f"{title}\n") and "\nCause : sheets-worker" in alert
        service.wait_replaced("sheets-worker", frozen)
        assert service.health()["workers"]["sheets-worker"]["last_exit"] == "hung, signal 6 (Aborted)"
        if not service.leap:
            return
        began = service.uptime()
        while service.metric('vigie_alerts_firing{rule="worker_hung"}'):
            before = service.uptime()
            assert len(told.requests) == 1 and before < began + 400, [r.text.splitlines()[0] for r in told.requests]
            service.leap.forward(STRIDE_S)
            for _ in range(2):
                service.status()  # by the second answer the supervisor has told health-server of itself again
            wait_until(lambda: service.uptime() >= before + STRIDE_S, what="the step is noticed")
        assert service.uptime() > began + 290, "over before its time"  # it began when the worker was still silent
        wait_until(lambda: len(told.requests) > 1, what="its end")
        assert told.requests[1].text.startswith(f"Terminé : {title}\n")
        service.wait_healthy()
        service.stop()
    finally:
        service.end()
        told.close()
