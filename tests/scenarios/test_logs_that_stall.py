"""Terminals that nobody reads, files at their limit, full log disks: whole lines are dropped, counted and said; nothing
waits, and nothing ends (CONTRACT sections 4 and 6)."""
import os
import pty
import re
import signal
import subprocess
import threading

import pytest

import worker_lines
from loop_calls import Strace
from pretend import ALICE
from processes import SANITIZED, wait_until
from test_log_lines import is_ours

LOST = re.compile(r" (\d+) lignes perdues event=log\.lines_lost lines=\1$")
CUT = " …[coupé]"


def lost_in(lines):
    return sum(int(found.group(1)) for found in map(LOST.search, lines) if found)


def numbers_in(lines):
    return [int(found.group(1)) for found in (re.search(r" numéro (\d+) ", line) for line in lines) if found]


def check_service_goes_on(vigie, simulator, pids):
    before = simulator.state()["heartbeats"]
    channel = simulator.new_ticket()
    simulator.outcome(simulator.press(channel))
    wait_until(lambda: simulator.validators(channel) == [ALICE], what="the row")
    wait_until(lambda: simulator.state()["heartbeats"] >= before + 2, what="two heartbeats")
    assert vigie.get("/ping").text.strip() == "pong"
    assert vigie.pids() == pids, "nobody was restarted"


def read_terminal(master):
    """Everything that comes out of it, until it is closed."""
    got = bytearray()

    def read():
        try:
            while chunk := os.read(master, 65536):
                got.extend(chunk)
        except OSError:
            pass  # the last writer is gone
    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    return got, reader


def test_a_terminal_that_nobody_reads_holds_up_nothing(simulator, new_service):
    simulator.mode(heartbeat_interval=1000)
    master, slave = pty.openpty()
    vigie = new_service(simulator.settings())
    vigie.stdout = slave
    vigie.start_healthy()
    pids = vigie.pids()
    count = 5000  # a megabyte: more than the terminal and our queue hold
    worker_lines.put(pids["sheets-worker"], count)
    wait_until(lambda: f"numéro {count - 1:06}" in vigie.log("sheets-worker"), what="the last line is in the file")
    check_service_goes_on(vigie, simulator, pids)
    in_files = "\n".join(p.read_text("utf-8") for p in vigie.log_dir.glob("sheets-worker.log*")).splitlines()
    assert sorted(numbers_in(in_files)) == list(range(count)), "no line of the files is missing"
    os.close(slave)
    got, reader = read_terminal(master)
    wait_until(lambda: b"lignes perdues" in got, what="the terminal is told what it missed")
    vigie.stop()
    reader.join(60)
    os.close(master)
    lines = got.decode("utf-8").replace("\r\n", "\n").splitlines()
    assert [line for line in lines if not is_ours(line)] == [], "whole lines only"
    assert len(numbers_in(lines)) + lost_in(lines) >= count
    assert "Vigie est arrêtée" in lines[-1]


def test_a_stop_does_not_wait_for_a_terminal(simulator, new_service):
    master, slave = pty.openpty()
    vigie = new_service(simulator.settings())
    vigie.stdout = slave
    vigie.start_healthy()
    worker_lines.put(vigie.pids()["sheets-worker"], 2000)
    wait_until(lambda: "numéro 001999" in vigie.log("sheets-worker"), what="the last line is in the file")
    vigie.stop()
    vigie.wait_log("Vigie est arrêtée")
    os.close(slave)
    os.close(master)


@pytest.mark.skipif(SANITIZED, reason="the leak sanitizer cannot work under ptrace")
def test_a_stop_does_not_wait_for_a_disk_and_says_what_is_missing(vigie):
    files = [word for path in vigie.log_dir.glob("*.log") for word in ("-P", path)]
    with Strace(vigie.folder, [vigie.process.pid], "-qq", "-e", "trace=write",
                "-e", f"inject=write:delay_enter={3_000_000}", *files):
        vigie.stop()
    last = vigie.output().splitlines()[-1]
    assert "Les fichiers de journal n'ont pas pu être finis" in last and is_ours(last)


def test_a_stopped_supervisor_stops_no_worker(simulator, new_service):
    """The worker's log pipe is full, the gateway-worker has something to say, and nobody reads."""
    simulator.mode(heartbeat_interval=1000)
    vigie = new_service(simulator.settings()).start_healthy()
    gateway = vigie.pids()["gateway-worker"]
    vigie.process.signal(signal.SIGSTOP)
    try:
        assert worker_lines.fill(gateway) > 100
        simulator.do("drop")
        wait_until(lambda: simulator.state()["resumes"] >= 1, what="the session is resumed")
        before = simulator.state()["heartbeats"]
        wait_until(lambda: simulator.state()["heartbeats"] >= before + 3, what="three heartbeats")
    finally:
        vigie.process.signal(signal.SIGCONT)
    wait_until(lambda: lost_in(vigie.log("gateway-worker").splitlines()) >= 1, what="the lost lines are said")
    vigie.wait_healthy()
    assert [line for line in vigie.log("gateway-worker").splitlines() if not is_ours(line)] == []
    vigie.stop()


def test_a_limit_of_the_files_size_ends_nothing(simulator, new_service):
    limit = 200_000
    simulator.mode(heartbeat_interval=1000)
    vigie = new_service(simulator.settings())
    vigie.before = ("prlimit", f"--fsize={limit}")
    vigie.start_healthy()
    pids = vigie.pids()
    for part in range(4):
        worker_lines.put(pids["sheets-worker"], 500, 500 * part)
        wait_until(lambda p=part: f"numéro {500 * p + 499:06}" in vigie.log("sheets-worker"), what="the last line of a part")
    check_service_goes_on(vigie, simulator, pids)
    vigie.stop()
    paths = sorted(vigie.log_dir.glob("*.log*"))
    assert any(path.name.endswith(".1") for path in paths), "it rotated at the limit"
    for path in paths:
        text = path.read_text("utf-8")
        assert path.stat().st_size <= limit
        assert [line for line in text.splitlines() if not is_ours(line)] == [], path
    assert [line for line in vigie.output().splitlines()[:-1] if not is_ours(line)] == [], "the last one met the limit"


@pytest.fixture
def small_disk(tmp_path):
    """A folder that is a disk of 256 KB for what is started behind `before`; a filler takes most of it away."""
    folder = tmp_path / "small-disk"
    folder.mkdir()
    if os.geteuid() != 0 or subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "none", folder], check=False,
                                           capture_output=True).returncode != 0:
        pytest.skip("nothing can be mounted here")
    return folder


def inside(service, path):
    """The path as the service sees it; its mounts are its own."""
    return f"/proc/{service.process.pid}/root{path}"


def test_a_full_log_disk_glues_and_loses_nothing_unsaid(simulator, new_service, small_disk):
    """Logs and stdout stand on the same full disk; then there is room again."""
    simulator.mode(heartbeat_interval=1000)
    vigie = new_service({**simulator.settings(), "LOG_DIR": str(small_disk / "logs")})
    script = f'mount -t tmpfs -o size=256k none {small_disk} && exec "$@" >{small_disk}/stdout'
    vigie.before = ("unshare", "-m", "sh", "-c", script, "sh")
    vigie.start_healthy()
    pids = vigie.pids()

    def text(name):
        with open(inside(vigie, small_disk / name), encoding="utf-8") as file:
            return file.read()
    with open(inside(vigie, small_disk / "filler"), "wb", buffering=0) as filler:
        for _ in range(100 * 1024 // 4096):
            filler.write(b"x" * 4096)
    worker_lines.put(pids["sheets-worker"], 600)
    wait_until(lambda: vigie.metric("vigie_log_lines_dropped_total"), what="lines are dropped")
    check_service_goes_on(vigie, simulator, pids)
    os.unlink(inside(vigie, small_disk / "filler"))
    worker_lines.put(pids["sheets-worker"], 1, 600)
    names = ("logs/bot.log", "logs/sheets-worker.log", "stdout")
    for name in names:
        wait_until(lambda n=name: "numéro 000600" in text(n) and "lignes perdues" in text(n), what=f"{name} goes on")
    texts = {name: text(name) for name in names}
    vigie.stop()
    for name, content in texts.items():
        lines = content.splitlines()
        assert [line for line in lines if not is_ours(line)] == [], f"{name}: whole lines only"
        numbers = numbers_in(lines)
        assert numbers == sorted(set(numbers)), name
        assert len(numbers) + lost_in(lines) >= 601, f"{name}: what is missing is counted"


def test_a_line_that_a_kill_left_unfinished_is_marked_at_the_next_start(simulator, new_service):
    vigie = new_service(simulator.settings())
    vigie.log_dir.mkdir()
    (vigie.log_dir / "bot.log").write_text("2024-01-01T12:00:00.123Z info supervisor une ligne que le disque a cou", "utf-8")
    vigie.start_healthy()
    vigie.stop()
    assert vigie.log().splitlines()[0].endswith("a cou" + CUT)
    assert is_ours(vigie.log().splitlines()[1])
