"""No place for state or logs: a warning, never an end."""
import os
import re

import pytest

from pretend import ALICE
from processes import wait_until


@pytest.fixture
def no_folder(tmp_path):
    """A path that nobody can make a folder of, root included: its parent is a file."""
    file = tmp_path / "a-file"
    file.write_text("", "utf-8")
    return str(file / "folder")


def test_without_a_state_folder_the_bot_works_and_warns(simulator, new_service, no_folder):
    service = new_service({**simulator.settings(), "STATE_DIR": no_folder}).start()
    wait_until(lambda: service.get("/ready").status == 200, what="ready")
    service.said("STATE_DIR")
    channel = simulator.new_ticket()
    simulator.outcome(simulator.press(channel))
    wait_until(lambda: simulator.validators(channel) == [ALICE], what="the row")
    for command in ("status", "stop", "reload"):  # it has no control socket: whoever asks is not told that nothing runs
        answer = service.command(command)
        assert answer.returncode == 75 and "aucun service ne tourne" not in answer.stderr
        assert f"STATE_DIR={no_folder}" in answer.stderr and "/health" in answer.stderr
    service.stop()


def answers(service):
    """`supervisor status` finds the service, and another supervisor finds the folder taken."""
    other = service.command("run")
    assert other.returncode == 75 and "un autre superviseur utilise déjà STATE_DIR" in other.stderr
    return service.status()


def test_a_state_folder_that_is_mended_is_used(simulator, new_service, no_folder):
    service = new_service({**simulator.settings(), "STATE_DIR": no_folder}).start()
    wait_until(lambda: service.get("/ready").status == 200, what="ready")
    assert service.command("status").returncode == 75
    os.unlink(os.path.dirname(no_folder))
    service.wait_log("event=control.opened")
    assert answers(service)
    assert oct(os.stat(f"{no_folder}/supervisor.sock").st_mode & 0o777) == "0o600"
    assert service.command("stop").returncode == 0
    assert service.process.wait() == 0
    assert not os.path.exists(f"{no_folder}/supervisor.sock")


@pytest.mark.parametrize("gone", ["socket", "folder"])
def test_whoever_asks_is_answered_again_once_the_state_folder_was_cleared(vigie, gone, tmp_path):
    if gone == "socket":
        (vigie.state_dir / "supervisor.sock").unlink()
    else:
        vigie.state_dir.rename(tmp_path / "away")
    vigie.wait_log("event=control.opened")
    assert answers(vigie)
    assert vigie.log().count("event=control.opened") == 1
    vigie.stop()


def test_folders_that_are_not_there_are_made_with_those_above_them(simulator, new_service, tmp_path):
    state, logs = tmp_path / "deep" / "down" / "state", tmp_path / "some" / "where" / "logs"
    service = new_service({**simulator.settings(), "STATE_DIR": str(state), "LOG_DIR": str(logs)}).start_healthy()
    assert (state / "outbox.db").is_file()
    service.wait_log("🤖 Connecté en tant que")
    service.stop()


def test_without_a_log_folder_everything_is_on_stdout(simulator, new_service, no_folder):
    service = new_service({**simulator.settings(), "LOG_DIR": no_folder}).start_healthy()
    service.said("LOG_DIR")
    service.said("🤖 Connecté en tant que")
    service.stop()


def test_a_log_folder_that_disappears_stops_neither_the_service_nor_stdout(vigie, simulator):
    for path in list(vigie.log_dir.iterdir()):
        path.unlink()
    os.rmdir(vigie.log_dir)
    vigie.log_dir.write_text("", "utf-8")
    simulator.post("gateway", do="drop")
    wait_until(lambda: "🔄 Reconnexion réussie" in vigie.output(), what="the line on stdout")
    vigie.log_dir.unlink()
    vigie.stop()


def test_a_full_disk_stops_neither_the_service_nor_stdout(simulator, new_service):
    """/dev/full takes the place of bot.log: each write to it fails with ENOSPC."""
    service = new_service(simulator.settings())
    service.log_dir.mkdir()
    for name in ("bot", "gateway-worker", "supervisor"):
        (service.log_dir / f"{name}.log").symlink_to("/dev/full")
    service.start()
    service.wait_healthy()
    service.said("🤖 Connecté en tant que")
    service.stop()


def test_a_closed_stdout_stops_nothing(simulator, new_service):
    import subprocess

    from processes import BIN
    service = new_service(simulator.settings())
    reader, writer = os.pipe()
    service.start()
    service.wait_healthy()
    service.stop()
    service.process.popen = subprocess.Popen([BIN / "supervisor", "run"], cwd=service.folder, env=service.environment,
                                             stdin=subprocess.DEVNULL, stdout=writer, stderr=writer)
    os.close(writer)
    os.close(reader)
    service.wait_healthy()
    wait_until(lambda: len(re.findall("🤖 Connecté en tant que|🔄 Reconnexion réussie", service.log())) == 2, what="connected twice")
    service.stop()
