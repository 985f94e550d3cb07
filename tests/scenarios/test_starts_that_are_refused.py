"""Without descriptors, threads, memory or /proc: the service starts, or ends with one line that names the fault and the
repair, and a status of the contract. Never a restart loop without a word."""
import os
import re
import shutil
import subprocess
import sys

import pytest

from loop_calls import Strace
from pretend import ALICE, BERTRAND
from processes import BIN, SANITIZED, wait_until
from service import Service
from start_sweep import DIED, STARTED
from test_disk_faults import STORED, told

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may trace, mount, or lift a limit")
no_sanitizer = pytest.mark.skipif(SANITIZED, reason="the leak sanitizer cannot work under ptrace")


def refused(service):
    """Ends by itself; the one line that says why, and the status."""
    service.start()
    status = service.process.wait()
    said = service.said("❌ Erreur critique")
    assert len(said) == 1, service.output()
    return said[0], status


@pytest.mark.parametrize("limit", (16, 40, 63))
def test_too_few_descriptors(simulator, new_service, limit):
    service = new_service(simulator.settings())
    service.before = ("prlimit", f"--nofile={limit}:{limit}")
    line, status = refused(service)
    assert status == 75 and str(limit) in line and "ulimit -n" in line


@pytest.mark.parametrize("limits", ("64:64", "20:4096"), ids=("just enough", "may be raised"))
def test_few_descriptors_are_enough(simulator, new_service, limits):
    service = new_service(simulator.settings())
    service.before = ("prlimit", f"--nofile={limits}")
    service.start_healthy()
    simulator.outcome(simulator.press(simulator.new_ticket()))
    service.stop()


@pytest.mark.skipif(SANITIZED, reason="a sanitizer needs more of both")
@pytest.mark.parametrize("limit, repair", [("--stack=32768:32768", "ulimit -s"), ("--fsize=1000", "ulimit -f"),
                                           ("--fsize=4000", "LimitFSIZE=")], ids=("stack", "shorter files", "short files"))
def test_a_limit_that_nothing_can_work_under_is_named(simulator, new_service, limit, repair):
    service = new_service(simulator.settings())
    service.before = ("prlimit", limit)
    line, status = refused(service)
    assert status == 75 and repair in line


@pytest.mark.skipif(SANITIZED, reason="a sanitizer needs more")
def test_a_small_stack_that_may_be_raised_is(simulator, new_service):
    service = new_service(simulator.settings())
    service.before = ("prlimit", "--stack=32768:8388608")
    service.start_healthy()
    simulator.outcome(simulator.press(simulator.new_ticket()))
    service.stop()


@needs_root
@no_sanitizer
def test_no_thread_for_the_supervisor(simulator, new_service):
    service = new_service(simulator.settings())
    service.before = ("strace", "-D", "-f", "-b", "execve", "-qq", "-o", "/dev/null", "-e", "trace=clone3",
                      "-e", "inject=clone3:error=EAGAIN", "--")
    line, status = refused(service)
    assert status == 75 and "ulimit -u" in line


def in_the_way_of(worker, folder, command):
    """A folder of programs in which `worker` is executed behind `command`."""
    folder.mkdir()
    shutil.copy2(BIN / "supervisor", folder / "supervisor")
    for program in ("gateway-worker", "sheets-worker", "health-server"):
        if program != worker:
            (folder / program).symlink_to(BIN / program)
    wrapped = folder / worker
    wrapped.write_text(f'#!/bin/sh\nexec {command} {BIN / worker} "$@"\n', "utf-8")
    wrapped.chmod(0o755)
    return folder


@needs_root
@no_sanitizer
@pytest.mark.parametrize("worker", ("gateway-worker", "sheets-worker", "health-server"))
def test_no_threads_for_a_worker(simulator, tmp_path, worker):
    """libuv would abort at the first use of its pool."""
    command = "/usr/bin/strace -D -f -qq -o /dev/null -e trace=clone3 -e inject=clone3:error=EAGAIN --"
    service = Service(tmp_path / "vigie", simulator.settings(), programs=in_the_way_of(worker, tmp_path / "programs", command))
    service.start()
    try:
        wait_until(lambda: DIED.findall(service.output()).count(worker) >= 3, what="three deaths")
        lines = service.output().splitlines()
        own = [line for line in lines if f" {worker} " in line and "❌ Erreur critique" in line]
        assert own and all("ulimit -u" in line for line in own)
        assert [line for line in lines if f"{worker} est mort" in line and "status 75" not in line] == []
        assert STARTED.findall(service.output()).count(worker) <= 5
        service.stop()
    finally:
        service.end()


@needs_root
@no_sanitizer
def test_while_no_thread_can_be_started_presses_are_answered_and_what_needs_one_is_tried_again(simulator, new_service):
    """Somebody else takes the last of `ulimit -u`: what a press needs was started by then, a dial by name needs a thread."""
    service = new_service({name: value.replace("127.0.0.1", "localhost") if name.endswith("_URL") else value
                           for name, value in simulator.settings().items()}).start_healthy()
    channel = simulator.new_ticket()
    told(simulator, simulator.press(channel, user=BERTRAND))
    with Strace(service.folder, [service.process.pid, *service.pids().values()], "-qq", "-e", "signal=none",
                "-e", "trace=clone,clone3,fork,vfork", "-e", "inject=clone,clone3,fork,vfork:error=EAGAIN"):
        assert STORED in told(simulator, simulator.press(channel))
        wait_until(lambda: simulator.validators(channel) == [BERTRAND, ALICE], what="the row")
        simulator.do("drop")
        wait_until(lambda: re.search(r"event=gateway\.unreachable .*Resource temporarily unavailable", service.log()), what="that is said")
        old = service.kill("sheets-worker")
        service.wait_log("sheets-worker n'a pas pu être lancé")
        assert service.get("/ping").status == 200
    simulator.wait_resumed()
    service.wait_replaced("sheets-worker", old)
    assert STORED in told(simulator, simulator.press(channel, user="500000000000000007"))
    service.stop()


@pytest.mark.skipif(SANITIZED, reason="the sanitizer's own memory is terabytes")
def test_too_little_memory(simulator, new_service):
    """From where the loader finds no room for the libraries up to where the supervisor starts."""
    refusals = 0
    for limit_kb in range(2000, 20000, 100):
        service = new_service(simulator.settings())
        service.before = ("prlimit", f"--as={limit_kb * 1024}")
        service.start()
        wait_until(lambda s=service: not s.process.is_running() or "Vigie démarre" in s.output(), what="it starts, or not")
        if service.process.is_running():
            break
        status = service.process.wait()
        if status != 127:  # the loader says so itself
            assert status in (70, 75), (limit_kb, status, service.output())
            service.said("Erreur critique")
            refusals += 1
    assert refusals > 0, "a limit at which main runs and the supervisor does not start"


WITHOUT_PROC = ("unshare", "-m", "sh", "-c", 'umount -l /proc && exec "$@"', "sh")
BY_DESCRIPTOR = "import os, sys; os.execve(os.open(sys.argv[1], os.O_RDONLY), sys.argv[1:], os.environ)"


@pytest.fixture
def without_proc():
    if SANITIZED:
        pytest.skip("a sanitizer cannot start without /proc")
    if os.geteuid() != 0 or subprocess.run([*WITHOUT_PROC, "true"], check=False, capture_output=True).returncode != 0:
        pytest.skip("nothing can be unmounted here")


def test_without_proc_it_works(simulator, new_service, without_proc):
    service = new_service(simulator.settings())
    service.before = WITHOUT_PROC
    service.start_healthy()
    simulator.outcome(simulator.press(simulator.new_ticket()))
    answer = service.command("reload")
    assert (answer.returncode, "Réglages relus" in answer.stdout) == (0, True), answer.stdout + answer.stderr
    service.stop()


def test_without_proc_and_without_a_path_it_says_why_not(simulator, new_service, without_proc):
    service = new_service(simulator.settings())
    service.before = (*WITHOUT_PROC, sys.executable, "-c", BY_DESCRIPTOR)
    line, status = refused(service)
    assert status in (70, 75) and "/proc" in line
