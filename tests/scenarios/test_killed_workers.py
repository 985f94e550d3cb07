"""Any worker may be killed at any instant: the others go on, its successor takes over, nothing is lost."""
import os
import re
import signal
import threading
from pathlib import Path

import pytest

from pretend import ALICE, TICKET_PREFIX
from processes import SANITIZED, never_while, wait_until
from service import WORKERS
from web import request


@pytest.mark.parametrize("victim", WORKERS)
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM], ids=lambda n: n.name)
def test_a_killed_worker_is_replaced_and_the_others_keep_their_process(vigie, victim, number):
    before = vigie.pids()
    vigie.kill(victim, number)
    vigie.wait_replaced(victim, before[victim])
    vigie.wait_healthy()
    after = vigie.pids()
    assert {name: after[name] for name in WORKERS if name != victim} == \
           {name: before[name] for name in WORKERS if name != victim}
    assert vigie.workers()[victim]["restarts"] == 1
    assert vigie.metric(f'vigie_worker_restarts_total{{worker="{victim}"}}') == 1
    vigie.stop()


def test_a_killed_gateway_worker_resumes_and_spends_no_identify(vigie, simulator):
    old = vigie.kill("gateway-worker")
    vigie.wait_log("🔄 Reconnexion réussie")
    vigie.wait_replaced("gateway-worker", old)
    state = simulator.state()
    assert (state["identifies"], state["resumed"]) == (1, 1)
    assert state["violations"] == []


def test_no_event_is_lost_over_a_kill_of_the_gateway_worker(vigie, simulator):
    """Each new ticket whose event was handled has a panel: a ledger of handled events."""
    def tickets(numbers):
        return [simulator.new_channel(f"{TICKET_PREFIX}{n}") for n in numbers]
    sent = tickets(range(5))
    vigie.kill("gateway-worker")
    sent += tickets(range(5, 15))
    vigie.wait_log("🔄 Reconnexion réussie")
    sent += tickets(range(15, 20))
    wait_until(lambda: not [c for c in sent if not simulator.panel(c)], what="all twenty tickets have a panel")
    assert [len(simulator.panels(c)) for c in sent] == [1] * 20, "none has two"
    assert simulator.state()["identifies"] == 1


def test_kills_in_a_row_spend_no_identify(vigie, simulator):
    for count in range(1, 6):  # each life shorter than 10 s doubles the wait: the fifth start waits up to 2 s
        old = vigie.kill("gateway-worker")
        wait_until(lambda: simulator.state()["resumed"] >= count, what=f"RESUMED number {count}")
        vigie.wait_replaced("gateway-worker", old)
    assert simulator.state()["identifies"] == 1
    channel = simulator.new_ticket()
    simulator.outcome(simulator.press(channel))
    wait_until(lambda: simulator.validators(channel) == [ALICE], what="the row after the kills")


def test_a_press_ends_in_the_sheet_once_although_the_sheets_worker_is_killed_while_google_writes(vigie, simulator):
    channel = simulator.new_ticket()
    simulator.post("google", op="write", delay_ms=1500, times=1)
    press = simulator.press(channel)
    wait_until(lambda: simulator.get("google")["writes"] >= 1, what="Google has got the write")
    old = vigie.kill("sheets-worker")
    vigie.wait_replaced("sheets-worker", old)
    assert simulator.outcome(press)["acknowledged"]
    wait_until(lambda: simulator.validators(channel) == [ALICE], what="the row")
    wait_until(lambda: vigie.metric("sheets_queue_length") == 0, what="the outbox is empty")
    assert len(simulator.rows_of(channel)) == 1


def test_a_press_while_the_sheets_worker_is_dead_is_answered_in_time_and_never_half_stored(vigie, simulator):
    channel = simulator.new_ticket()
    vigie.kill("sheets-worker")
    interaction = simulator.outcome(simulator.press(channel))
    assert interaction["ack_ms"] < 3000
    # Confirmed or not, the next press of somebody else finds a consistent row.
    stored_already = vigie.metric("vigie_validations_stored_total")
    vigie.wait_healthy()
    simulator.outcome(simulator.press(channel, user="500000000000000001"))
    expected = [ALICE, "500000000000000001"] if stored_already else ["500000000000000001"]
    wait_until(lambda: simulator.validators(channel) == expected, what=f"column B is {expected}")


def test_a_confirmed_press_survives_the_kill_of_everything(simulator, new_service):
    """Google refuses while the press is confirmed; then the whole service is killed and started again."""
    service = new_service(simulator.settings()).start_healthy()
    channel = simulator.new_ticket()
    simulator.post("google", op="write", status=503, times=-1)
    simulator.outcome(simulator.press(channel))
    assert service.metric("vigie_validations_stored_total") == 1
    service.process.remember_family()
    os.kill(service.process.pid, signal.SIGKILL)
    wait_until(lambda: not service.process.family_alive(), what="the orphans end by themselves")
    service.process.wait()
    assert simulator.validators(channel) != [ALICE], "the test itself: Google must not have it yet"
    simulator.post("google", op="clear")
    service.start()
    service.wait_healthy()
    wait_until(lambda: simulator.validators(channel) == [ALICE], what="the confirmed row")
    assert len(simulator.rows_of(channel)) == 1


class Prober(threading.Thread):
    """Asks /ping and /health without a pause; notes what was refused and whether request_count ever fell."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port = port
        self.done = threading.Event()
        self.answers, self.refused, self.cut, self.falls = 0, [], 0, []

    def run(self):
        greatest = 0
        while not self.done.is_set():
            try:
                assert request(self.port, "/ping").text == "pong"
                count = request(self.port, "/health").json()["request_count"]
            except ConnectionRefusedError as error:
                self.refused.append(error)
            except (OSError, ValueError):
                self.cut += 1  # the request that the killed process held in its hands
            else:
                self.answers += 2
                if count <= greatest:
                    self.falls.append((greatest, count))
                greatest = count


def test_no_probe_is_refused_while_the_health_server_is_killed_again_and_again(vigie):
    kills = 5  # a sixth within a minute would be a crash loop, and rightly degraded
    probers = [Prober(vigie.port) for _ in range(4)]
    for prober in probers:
        prober.start()
    try:
        for _ in range(kills):
            old = vigie.kill("health-server")
            answers = sum(p.answers for p in probers)
            vigie.wait_replaced("health-server", old)
            wait_until(lambda: sum(p.answers for p in probers) > answers + 20, what="the successor answers")
    finally:
        for prober in probers:
            prober.done.set()
        for prober in probers:
            prober.join(60)
    assert [p.refused for p in probers] == [[]] * 4
    assert [p.falls for p in probers] == [[]] * 4
    assert sum(p.cut for p in probers) <= kills * len(probers)
    vigie.wait_healthy()
    assert vigie.health()["request_count"] > sum(p.answers for p in probers)


def test_a_stopped_worker_is_noticed_and_replaced(simulator, new_service):
    service = new_service({**simulator.settings(), "HANG_TIMEOUT_S": "2"}).start_healthy()
    old = service.kill("gateway-worker", signal.SIGSTOP)
    service.wait_replaced("gateway-worker", old)
    service.wait_healthy()
    assert simulator.state()["identifies"] == 1
    service.stop()


def test_restart_replaces_the_named_worker_only(vigie, simulator):
    before = vigie.pids()
    answer = vigie.command("restart", "gateway-worker")
    assert answer.returncode == 0, answer.stderr
    vigie.wait_replaced("gateway-worker", before["gateway-worker"])
    vigie.wait_healthy()
    assert vigie.pids()["sheets-worker"] == before["sheets-worker"]
    assert simulator.state()["identifies"] == 1


def test_the_supervisor_keeps_its_memory_and_its_descriptors_over_many_restarts(vigie):
    def burden():
        """Descriptors, and kB of memory of its own: pages of files come and go as the kernel likes."""
        status = Path(f"/proc/{vigie.process.pid}/status").read_text("utf-8")
        return len(os.listdir(f"/proc/{vigie.process.pid}/fd")), int(re.search(r"^RssAnon:\s+(\d+) kB$", status, re.M)[1])
    old = vigie.kill("sheets-worker")
    vigie.wait_replaced("sheets-worker", old)
    descriptors, memory_kb = burden()
    for _ in range(4):
        old = vigie.kill("sheets-worker")
        vigie.wait_replaced("sheets-worker", old)
    wait_until(lambda: burden()[0] <= descriptors, what=f"no more than {descriptors} descriptors")
    assert SANITIZED or burden()[1] <= memory_kb + 256, "the resident memory grew by over 256 kB"


def test_an_orphaned_supervisorless_worker_ends_by_itself(vigie):
    vigie.process.remember_family()
    os.kill(vigie.process.pid, signal.SIGKILL)
    vigie.process.wait()
    wait_until(lambda: not vigie.process.family_alive(), what="the workers end")


def test_readiness_comes_back_within_the_hold_time(vigie, simulator):
    """A kill of the gateway-worker is not news: /health stays healthy throughout."""
    old = vigie.kill("gateway-worker")
    never_while(lambda: vigie.health()["status"] != "healthy",
                lambda: vigie.pids().get("gateway-worker") not in (None, old) and simulator.state()["resumed"] == 1,
                what="/health says something else than healthy")
