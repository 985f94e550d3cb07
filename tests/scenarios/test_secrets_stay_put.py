"""A secret is known to the worker that needs it, and to nobody and nothing else."""
import json
from pathlib import Path

import pytest

from processes import SANITIZED, memory_of, proc_file, wait_until

PAGES = ("/", "/health", "/health/detailed", "/metrics", "/ready", "/version", "/badge.svg")


def needles(settings):
    """Texts that would give a secret away."""
    key = json.loads(settings["SERVICE_ACCOUNT_JSON"])["private_key"]
    lines = [line for line in key.splitlines() if line and "-----" not in line]
    return [settings["DISCORD_TOKEN"], lines[1], lines[-2]]


def exercised(service, simulator):
    """Lets every part use what it knows: a press, a failing Google, a drop, a page of each kind."""
    channel = simulator.new_ticket()
    simulator.post("google", op="token", status=401, times=1)
    simulator.outcome(simulator.press(channel))
    simulator.post("rest", path="/channels", status=401, times=1)
    simulator.say(channel, "https://docs.google.com/document/d/1")
    simulator.post("gateway", do="drop")
    service.wait_log("🔌 Déconnecté de Discord")
    service.wait_log("🔄 Reconnexion réussie")
    return channel


def test_no_secret_stands_in_an_environment_or_a_command_line(vigie, simulator):
    secrets = needles(simulator.settings())
    for pid in (vigie.process.pid, *vigie.pids().values()):
        for file in ("environ", "cmdline"):
            content = Path(proc_file(pid, file)).read_bytes().decode("utf-8", "replace")
            assert not [s for s in secrets if s in content], f"{file} of {pid}"


def test_a_worker_is_given_its_own_settings_only(vigie, simulator):
    def names(worker):
        raw = Path(proc_file(vigie.pids()[worker], "environ")).read_bytes().decode()
        return {pair.split("=", 1)[0] for pair in raw.split("\0") if pair}
    assert "GOOGLE_SHEET_ID_VALIDATION" in names("sheets-worker")
    assert not names("health-server") & {"GOOGLE_SHEET_ID_VALIDATION", "DISCORD_API_URL", "GOOGLE_SHEETS_URL"}
    assert "GOOGLE_SHEETS_URL" not in names("gateway-worker")
    assert "DISCORD_API_URL" not in names("sheets-worker")


def test_a_worker_has_only_the_descriptors_that_it_was_given(simulator, new_service):
    """A descriptor that leaks into the supervisor must not travel on: 200 is left open on purpose."""
    import os
    import subprocess
    service = new_service(simulator.settings())
    original = subprocess.Popen.__init__
    leak = os.dup2(os.open("/dev/zero", os.O_RDONLY), 200, inheritable=True)
    try:
        subprocess.Popen.__init__ = lambda self, *a, **k: original(self, *a, **{**k, "close_fds": False})
        service.start()
    finally:
        subprocess.Popen.__init__ = original
        os.close(leak)
    service.wait_healthy()
    assert os.path.exists(f"/proc/{service.process.pid}/fd/200"), "the test itself must leak it"
    for worker, pid in service.pids().items():
        targets = {os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(proc_file(pid, "fd"))}
        assert "/dev/zero" not in targets, worker


def test_no_secret_stands_in_the_logs_on_a_page_or_in_the_state(vigie, simulator):
    secrets = needles(simulator.settings())
    channel = exercised(vigie, simulator)
    session = simulator.state()["session"]["id"]
    sheet = simulator.settings()["GOOGLE_SHEET_ID_VALIDATION"]
    wait_until(lambda: simulator.row(channel), what="the row")
    for page in PAGES:
        text = vigie.get(page).text
        assert not [s for s in (*secrets, session, sheet) if s in text], page
    vigie.stop()
    logged = vigie.everything_logged()
    assert not [s for s in (*secrets, session) if s in logged]
    for path in vigie.state_dir.rglob("*"):
        if path.is_file():
            content = path.read_bytes().decode("utf-8", "replace")
            assert not [s for s in secrets if s in content], path


@pytest.mark.skipif(SANITIZED, reason="the sanitizer keeps a copy of the environment")
@pytest.mark.parametrize("source", ["environment", "env file", "secret files"])
def test_the_secrets_are_out_of_the_supervisors_memory(simulator, new_service, source):
    """Every readable mapping of the supervisor is searched for the token and the key."""
    settings = simulator.settings()
    service = new_service(settings)
    if source != "environment":
        for name in ("DISCORD_TOKEN", "SERVICE_ACCOUNT_JSON"):
            value = service.environment.pop(name)
            with open(service.folder / ".env", "a", encoding="utf-8") as file:
                file.write(f"{name}='{value}'\n" if source == "env file" else f"{name}_FILE={name}.txt\n")
            if source == "secret files":
                (service.folder / f"{name}.txt").write_text(value, "utf-8")
    service.start_healthy()
    secrets = [s.encode() for s in needles(settings)]
    pid = service.process.pid
    for line, content in memory_of(pid):
        assert not [s for s in secrets if s in content], line


def test_files_that_hold_a_session_are_for_their_owner_only(vigie):
    vigie.stop()
    files = [p for p in vigie.state_dir.rglob("*") if p.is_file()]
    assert files
    assert not [p for p in files if p.stat().st_mode & 0o077]
