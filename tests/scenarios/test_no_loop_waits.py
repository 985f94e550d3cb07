"""No loop waits for a disk, a terminal or a name (CONVENTIONS, BLOCKING): seen call by call under strace."""
import signal

import pytest

from loop_calls import LoopCalls
from pretend import ALICE
from processes import SANITIZED, wait_until, without_a_terminal
from service import WORKERS

pytestmark = pytest.mark.skipif(SANITIZED, reason="the leak sanitizer cannot work under ptrace")

# Programs whose loops wait for nothing. Each that is mended joins here, and stays.
CLEAN = ("supervisor", "gateway-worker", "sheets-worker", "health-server")


def check(calls):
    """Nothing that waits in the programs that are clean; and each of them was really watched."""
    for program in CLEAN:
        assert calls.count(program) > 0, f"no call of {program} was seen"
    assert [line for program in CLEAN for line in calls.waits(program)] == []


def test_a_press(vigie, simulator):
    channel = simulator.new_ticket()
    with LoopCalls(vigie) as calls:
        simulator.outcome(simulator.press(channel))
        wait_until(lambda: simulator.validators(channel) == [ALICE], what="the row")
        wait_until(lambda: vigie.metric("sheets_queue_length") == 0, what="the outbox is empty")
    check(calls)


def test_heartbeats(simulator, idle_vigie):
    simulator.mode(heartbeat_interval=1000)
    idle_vigie.start_healthy()
    with LoopCalls(idle_vigie) as calls:
        before = simulator.state()["heartbeats"]
        wait_until(lambda: simulator.state()["heartbeats"] >= before + 3, what="three heartbeats")
    check(calls)


@pytest.mark.parametrize("victim", WORKERS)
def test_a_crash(vigie, victim):
    with LoopCalls(vigie) as calls:
        old = vigie.kill(victim)
        vigie.wait_replaced(victim, old)
        calls.name_newcomers(vigie)
        vigie.wait_healthy()
    check(calls)


@pytest.mark.parametrize("worker", WORKERS)
def test_a_restart_on_demand(vigie, worker):
    old = vigie.pids()[worker]
    with LoopCalls(vigie) as calls:
        assert vigie.command("restart", worker).returncode == 0
        vigie.wait_replaced(worker, old)
        calls.name_newcomers(vigie)
        vigie.wait_healthy()
    check(calls)


def test_a_reload(idle_vigie):
    """Of a setting that concerns every worker: .env is read again, and all of them are replaced one after the other."""
    env = idle_vigie.folder / ".env"
    env.write_text("LOG_LEVEL=info\n", "utf-8")
    idle_vigie.start_healthy(before_exec=without_a_terminal)
    before = set(idle_vigie.pids().values())
    with LoopCalls(idle_vigie) as calls:
        env.write_text("LOG_LEVEL=debug\n", "utf-8")
        idle_vigie.process.signal(signal.SIGHUP)
        idle_vigie.wait_log("event=worker.rolling_over")
        assert not before & set(idle_vigie.pids().values()), "every worker was replaced"
        calls.name_newcomers(idle_vigie)
        idle_vigie.wait_healthy()
    check(calls)


def test_a_reconnection_by_name(simulator, new_service):
    """Hosts are looked up beside the loop too."""
    settings = {name: value.replace("127.0.0.1", "localhost") if name.endswith("_URL") else value
                for name, value in simulator.settings().items()}
    vigie = new_service(settings).start_healthy()
    with LoopCalls(vigie) as calls:
        simulator.do("close", code=4009)  # the session ends, and with it the address that it came with
        wait_until(lambda: simulator.state()["identifies"] == 2, what="connected anew")
        channel = simulator.new_ticket()
        simulator.outcome(simulator.press(channel))
        wait_until(lambda: simulator.validators(channel) == [ALICE], what="the row")
    assert any(name == "openat" and "/etc/hosts" in rest for _, name, rest in calls.calls()), "a name was looked up"
    check(calls)
