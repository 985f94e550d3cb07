"""One event is one line: time, level, program, message, event id, fields; on stdout and in the files."""
import json
import os
import re
import signal

from processes import proc_file, wait_until
from service import WORKERS

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (debug|info|notice|warn|error|crit) "
                  r"(supervisor|gateway-worker|sheets-worker|health-server|simulator) \S.* ?event=[a-z0-9_.]+( |$)")


def is_ours(line):
    return LINE.match(line) and len(line.encode()) <= 4096


def test_each_line_has_the_one_form(vigie, simulator):
    simulator.post("gateway", do="drop")
    vigie.wait_log("🔄 Reconnexion réussie")
    vigie.kill("sheets-worker")
    vigie.wait_healthy()
    vigie.stop()
    lines = vigie.log().splitlines()
    assert len(lines) > 10
    assert [line for line in lines if not is_ours(line)] == []


def test_stdout_and_bot_log_hold_the_same_lines_and_each_program_has_its_file(vigie):
    vigie.stop()
    on_stdout = vigie.output().splitlines()
    in_file = vigie.log().splitlines()
    assert [line for line in in_file if line not in on_stdout] == []
    for program in (*WORKERS, "supervisor"):
        own = vigie.log(program).splitlines()
        assert own or program == "health-server", f"{program} has said something"
        assert [line for line in own if f" {program} " not in line] == []
        assert [line for line in own if line not in in_file] == []


def test_the_connection_is_told_in_the_words_that_operators_search_for(vigie, simulator):
    simulator.post("gateway", do="close", code=4000)
    vigie.wait_log("🔄 Reconnexion réussie")
    lost = vigie.wait_log("🔌 Déconnecté de Discord")[0]
    assert "code=4000" in lost
    assert 'reason="Discord a fermé la connexion"' in lost, "words for people; what the program calls it stands in error="
    assert 'error="closed by the peer at stack.close_frame (4000)"' in lost
    back = vigie.wait_log("🔄 Reconnexion réussie")[0]
    assert re.search(r"\breplayed=\d+", back)


def test_json_lines_are_json(simulator, new_service):
    service = new_service({**simulator.settings(), "LOG_FORMAT": "json"}).start_healthy()
    service.stop()
    for line in service.output().splitlines():
        record = json.loads(line)
        assert {"ts", "level", "program", "message", "event"} <= set(record), line
    service.said("🤖 Connecté en tant que")


def test_the_level_decides_what_is_written(simulator, new_service):
    service = new_service({**simulator.settings(), "LOG_LEVEL": "error"}).start_healthy()
    service.stop()
    assert [line for line in service.log().splitlines() if is_ours(line).group(1) not in ("error", "crit")] == []


def test_the_lines_of_a_killed_worker_are_never_glued_to_its_successors(vigie):
    """A worker that dies in the middle of a line: the test writes half a line into its stdout and kills it."""
    pid = vigie.pids()["sheets-worker"]
    with open(proc_file(pid, "fd/1"), "wb", buffering=0) as stdout:
        stdout.write(b"<6>half a line of a dying worker")
    os.kill(pid, signal.SIGKILL)
    vigie.wait_replaced("sheets-worker", pid)
    half = wait_until(lambda: next((x for x in vigie.log().splitlines() if "half a line" in x), None), what="the cut line")
    assert "coupé" in half, "a cut line is marked"
    assert half.count("sheets-worker") <= 1
    vigie.stop()
    vigie.said("half a line of a dying worker")


def test_a_line_without_end_and_bytes_that_are_no_text_become_bounded_lines(vigie):
    pid = vigie.pids()["health-server"]
    with open(proc_file(pid, "fd/2"), "wb", buffering=0) as stderr:
        stderr.write(b"x" * 50_000 + b"\n")
        stderr.write(b"\x1b[31mrouge\x00\xff\xfe\r\n")
        stderr.write(b"the last of them\n")
    wait_until(lambda: "the last of them" in vigie.log(), what="the last line")
    raw = (vigie.log_dir / "bot.log").read_bytes()
    raw.decode("utf-8")
    assert max(len(line) for line in raw.splitlines()) <= 4096
    assert b"\x1b" not in raw and b"\x00" not in raw
    assert vigie.pids()["health-server"] == pid
    vigie.stop()
