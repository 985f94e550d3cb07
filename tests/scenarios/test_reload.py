"""`supervisor reload`: settings read again, only the workers that a change concerns restarted, one after the other."""
import json
import os
import signal
import threading
import time
from pathlib import Path

import pytest

from processes import SANITIZED, is_alive, memory_of, proc_file, stat_field, wait_until, without_a_terminal
from service import WORKERS
from test_demo import start_demo

# Worth a reload each; DISCORD_TOKEN and the addresses of the simulator stay in the environment.
LOOPBACK = "http://127.0.0.1:9"


class Reloadable:
    """A service whose .env is ours to write."""

    def __init__(self, service):
        self.service = service
        self.pairs = {}
        self.pids = {}

    def write(self, **pairs):
        """Adds to .env; None takes away."""
        self.pairs = {k: v for k, v in {**self.pairs, **pairs}.items() if v is not None}
        text = "".join(f"{name}='{value}'\n" for name, value in self.pairs.items())
        (self.service.folder / ".env").write_text(text, "utf-8")
        return self

    def move(self, *names):
        """From the environment into .env."""
        return self.write(**{name: self.service.environment.pop(name) for name in names})

    def start(self):
        self.service.start_healthy()
        self.pids = self.service.pids()
        return self

    def reload(self, status=0):
        answer = self.service.command("reload")
        assert answer.returncode == status, (answer.returncode, answer.stdout, answer.stderr)
        return answer.stdout + answer.stderr

    def replaced(self):
        """Workers that are others than at the start; remembers those that are there now."""
        now = self.service.pids()
        assert set(now) == set(self.pids)
        before, self.pids = self.pids, now
        return {worker for worker in now if now[worker] != before[worker]}

    def reload_and_settle(self):
        """What the command said, and which workers it replaced."""
        done = self.service.log().count("event=worker.rolling_over")
        text = self.reload()
        if "Redémarrent" in text:
            self.service.wait_log("event=worker.rolling_over", done + 1)
        return text, self.replaced()


@pytest.fixture
def reloadable(idle_vigie):
    return Reloadable(idle_vigie)


def test_a_changed_prefix_restarts_the_gateway_worker_only_and_its_session_resumes(reloadable, simulator):
    reloadable.write(VALIDATION_CHANNEL_PREFIX="fiche-").start()
    identifies = simulator.state()["identifies"]
    text, replaced = reloadable.write(VALIDATION_CHANNEL_PREFIX="dossier-").reload_and_settle()
    assert replaced == {"gateway-worker"}, text
    assert "VALIDATION_CHANNEL_PREFIX" in text and "gateway-worker" in text and "sheets-worker" not in text
    reloadable.service.wait_log("🔄 Reconnexion réussie")
    channel = simulator.new_channel("dossier-lina")
    wait_until(lambda: simulator.panel(channel), what="a panel by the new prefix")
    assert simulator.state()["identifies"] == identifies
    assert not simulator.panels(simulator.new_channel("fiche-lina"))


def test_two_changes_restart_two_workers_one_after_the_other(reloadable):
    reloadable.start()
    text, replaced = reloadable.write(LATENCY_WARN_S="5").reload_and_settle()
    assert replaced == {"gateway-worker", "health-server"}, text
    steps = [line for line in reloadable.service.log("supervisor").splitlines()
             if "event=worker.renewed" in line or "event=worker.ready" in line][-4:]
    assert ["renewed" in line for line in steps] == [True, False, True, False], steps


def test_what_is_the_same_restarts_nobody(reloadable):
    reloadable.start()
    text, replaced = reloadable.write(LATENCY_WARN_S="10", LOG_LEVEL="info").reload_and_settle()
    assert not replaced and "Changé : rien" in text


def test_a_wrong_setting_changes_nothing_and_is_said(reloadable):
    service = reloadable.service
    reloadable.write(VALIDATION_CHANNEL_PREFIX="fiche-").start()
    text = reloadable.write(VALIDATION_CHANNEL_PREFIX="dossier-", LATENCY_WARN_S="beaucoup").reload(78)
    assert "LATENCY_WARN_S" in text and "Rien ne change" in text and "beaucoup" not in text
    assert not reloadable.replaced()
    service.wait_log("event=settings.refused")
    service.wait_log("LATENCY_WARN_S : ")
    assert "event=settings.reloaded" not in service.log()
    # Not even later, when the worker is restarted for another reason.
    environ = open(proc_file(service.wait_replaced("gateway-worker", service.kill("gateway-worker")), "environ"), "rb").read()
    assert b"fiche-" in environ and b"dossier-" not in environ
    reloadable.pids = service.pids()
    text, replaced = reloadable.write(LATENCY_WARN_S=None).reload_and_settle()
    assert replaced == {"gateway-worker"}, text


def test_a_token_that_is_gone_from_dotenv_is_an_error_too(reloadable):
    reloadable.move("DISCORD_TOKEN").start()
    assert "DISCORD_TOKEN : il manque" in reloadable.write(DISCORD_TOKEN=None).reload(78)
    assert not reloadable.replaced()


def test_without_a_service_reload_says_so(reloadable):
    assert "aucun service ne tourne" in reloadable.reload(75)


# ---- secrets

def needles(key):
    return [line.encode() for line in json.loads(key)["private_key"].splitlines() if line and "-----" not in line]


def other_text_of(key):
    """The same key, written otherwise, with a member by which the text is known."""
    return json.dumps({**json.loads(key), "universe_domain": "another-text.example"})


def test_a_key_that_does_not_sign_changes_nothing(reloadable):
    """Only the sheets-worker can tell; at the start it would degrade the service, a reload keeps the good one."""
    key = json.loads(reloadable.service.environment["SERVICE_ACCOUNT_JSON"])
    reloadable.move("SERVICE_ACCOUNT_JSON").start()
    cut = json.dumps({**key, "private_key": key["private_key"][:200]})
    text = reloadable.write(SERVICE_ACCOUNT_JSON=cut, LATENCY_WARN_S="5").reload(78)
    assert "SERVICE_ACCOUNT_JSON : " in text and "Rien ne change" in text and key["private_key"][60:90] not in text
    assert not reloadable.replaced()


@pytest.mark.parametrize("source", ["env file", "secret file"])
def test_a_changed_key_restarts_the_sheets_worker_only(reloadable, simulator, source):
    service = reloadable.service
    key = service.environment["SERVICE_ACCOUNT_JSON"]
    reloadable.move("SERVICE_ACCOUNT_JSON")
    file = service.folder / "key.json"
    if source == "secret file":
        file.write_text(key, "utf-8")
        service.environment["SERVICE_ACCOUNT_JSON_FILE"] = "key.json"
        reloadable.write(SERVICE_ACCOUNT_JSON=None)
    reloadable.start()
    if source == "secret file":
        file.write_text(other_text_of(key), "utf-8")
    else:
        reloadable.write(SERVICE_ACCOUNT_JSON=other_text_of(key))
    text, replaced = reloadable.reload_and_settle()
    assert replaced == {"sheets-worker"}, text
    assert "Changé : SERVICE_ACCOUNT_JSON." in text
    assert [s for s in sealed_secrets(service) if b"another-text.example" in s]
    channel = simulator.new_ticket()
    simulator.outcome(simulator.press(channel))
    wait_until(lambda: simulator.row(channel), what="the row in the sheet")
    assert not reloadable.reload_and_settle()[1], "the key is known now"


def sealed_secrets(service):
    """What stands in the sealed memories that the supervisor holds for its workers, one for each."""
    folder = Path(proc_file(service.process.pid, "fd"))
    return [fd.read_bytes() for fd in folder.iterdir() if os.readlink(fd).startswith("/memfd:secrets")]


def test_what_came_by_the_environment_stays(reloadable):
    service = reloadable.service
    service.environment["ALERT_WEBHOOK_URL"] = LOOPBACK + "/from-the-environment"
    reloadable.write(ALERT_FALLBACK_URL=LOOPBACK + "/old").start()
    reloadable.write(ALERT_WEBHOOK_URL=LOOPBACK + "/from-dotenv", DISCORD_TOKEN="an.other.token-of-dotenv")
    text, replaced = reloadable.reload_and_settle()
    assert not replaced, text
    text, replaced = reloadable.write(ALERT_FALLBACK_URL=LOOPBACK + "/new").reload_and_settle()
    assert replaced == {"health-server"} and "Changé : ALERT_FALLBACK_URL." in text
    alerts, = [s for s in sealed_secrets(service) if b"ALERT_FALLBACK_URL" in s]
    assert b"/from-the-environment" in alerts and b"/new" in alerts and b"/old" not in alerts


def test_a_secret_can_be_taken_away(reloadable):
    service = reloadable.service
    reloadable.write(ALERT_FALLBACK_URL=LOOPBACK + "/old").start()
    assert [s for s in sealed_secrets(service) if b"ALERT_FALLBACK_URL" in s]
    text, replaced = reloadable.write(ALERT_FALLBACK_URL=None).reload_and_settle()
    assert replaced == {"health-server"}, text
    assert not [s for s in sealed_secrets(service) if b"ALERT_FALLBACK_URL" in s]


@pytest.mark.skipif(SANITIZED, reason="the sanitizer keeps a copy of the environment")
def test_no_secret_old_or_new_comes_into_the_supervisors_memory_or_the_logs(reloadable):
    service = reloadable.service
    key = service.environment["SERVICE_ACCOUNT_JSON"]
    reloadable.move("DISCORD_TOKEN", "SERVICE_ACCOUNT_JSON").write(ALERT_FALLBACK_URL=LOOPBACK + "/old-needle").start()
    reloadable.write(SERVICE_ACCOUNT_JSON=other_text_of(key), ALERT_FALLBACK_URL=LOOPBACK + "/new-needle")
    assert reloadable.reload_and_settle()[1] == {"sheets-worker", "health-server"}
    reloadable.write(LATENCY_WARN_S="wrong").reload(78)
    secrets = [*needles(key), b"another-text.example", b"old-needle", b"new-needle", reloadable.pairs["DISCORD_TOKEN"].encode()]
    for line, content in memory_of(service.process.pid):
        assert not [s for s in secrets if s in content], line
    logged = service.everything_logged().encode()
    assert not [s for s in secrets if s in logged]


# ---- what the supervisor reads itself

def test_what_needs_a_restart_is_said_and_not_applied(reloadable, tmp_path):
    service = reloadable.service
    for name in ("PORT", "STATE_DIR", "LOG_DIR"):
        reloadable.move(name)
    reloadable.start()
    before = dict(reloadable.pairs)
    elsewhere = {"PORT": "1", "STATE_DIR": str(tmp_path / "s"), "LOG_DIR": str(tmp_path / "l")}
    (service.folder / ".env").write_text("".join(f"{k}={v}\n" for k, v in {**before, **elsewhere}.items()), "utf-8")
    service.environment |= before  # of the commands that follow, not of the service
    for _ in range(2):
        text, replaced = reloadable.reload_and_settle()
        assert not replaced
        assert "PORT, STATE_DIR, LOG_DIR : ce changement attend un redémarrage" in text
    assert service.get("/ping").status == 200
    assert not (tmp_path / "s").exists() and not (tmp_path / "l").exists()


def test_log_level_and_patience_are_applied_to_the_supervisor_itself(reloadable):
    service = reloadable.service
    reloadable.write(HANG_TIMEOUT_S="3000").start()
    text, replaced = reloadable.write(HANG_TIMEOUT_S="3").reload_and_settle()
    assert not replaced and "HANG_TIMEOUT_S" in text
    frozen = service.kill("sheets-worker", signal.SIGSTOP)
    service.wait_replaced("sheets-worker", frozen)
    reloadable.pids = service.pids()
    reloadable.write(LOG_LEVEL="error").reload()
    wait_until(lambda: not set(service.pids().values()) & set(reloadable.pids.values()), what="all are replaced")
    wait_until(lambda: all(w["state"] == "up" for w in service.workers().values()), what="every worker is up")
    told = service.log("supervisor").count("event=worker.started")
    service.wait_replaced("sheets-worker", service.kill("sheets-worker"))
    assert service.log("supervisor").count("event=worker.started") == told
    assert "event=worker.died" in service.log("supervisor").splitlines()[-1]


def test_another_log_format_counts_for_every_line_from_then_on(reloadable):
    service = reloadable.start().service
    reloadable.write(LOG_FORMAT="json").reload()
    service.wait_log("worker.rolling_over")
    assert reloadable.replaced() == set(WORKERS)
    service.kill("sheets-worker", signal.SIGABRT)  # its last words are wrapped
    wait_until(lambda: service.log().rpartition("worker.rolling_over")[2].count("worker.ready") == 1, what="the successor's line")
    lines = service.log().splitlines()
    first = next(i for i, line in enumerate(lines) if "worker.rolling_over" in line)
    later = [json.loads(line) for line in lines[first:]]
    assert {"worker.output", "worker.died", "worker.ready"} <= {line["event"] for line in later}


def test_a_service_that_only_says_what_is_wrong_becomes_whole(reloadable):
    service = reloadable.service
    service.environment["RENDER"] = "true"
    token = service.environment.pop("DISCORD_TOKEN")
    service.start()
    assert service.wait_status("down")["reason"] == "config_error"
    assert set(service.pids()) == {"health-server"}
    text = reloadable.write(DISCORD_TOKEN=token).reload()
    assert "Changé : DISCORD_TOKEN." in text
    service.wait_healthy()
    assert set(service.pids()) == set(WORKERS)
    service.stop()


def test_the_demo_keeps_its_simulator(new_service):
    service = start_demo(new_service)
    demo = Reloadable(service)
    demo.pids = service.pids()
    demo.write(PORT=str(service.port), VALIDATION_ROLE_ID="123456789012345678", DISCORD_API_URL=LOOPBACK,
               LATENCY_CRITICAL_S="20")
    text, replaced = demo.reload_and_settle()
    assert replaced == {"gateway-worker", "health-server"} and "Changé : LATENCY_CRITICAL_S." in text
    service.wait_healthy()


# ---- a disk that stalls, and memory

def test_a_disk_that_stalls_holds_up_nothing_and_is_said(reloadable, simulator):
    """A pipe that nobody writes stands for it: whoever opens it waits."""
    service = reloadable.start().service
    channel = simulator.new_ticket()
    os.mkfifo(service.folder / ".env.d")
    os.rename(service.folder / ".env.d", service.folder / ".env")
    answers = []
    # Its own command would read .env as well: asked over the control socket, in another folder.
    environment, folder = service.environment, service.folder
    service.folder = service.state_dir
    waiting = threading.Thread(target=lambda: answers.append(service.command("reload")))
    waiting.start()
    wait_until(lambda: [p for p in children_named(service, "supervisor")], what="the process that reads")
    assert service.get("/ping").status == 200
    simulator.outcome(simulator.press(channel))
    waiting.join()
    assert answers[0].returncode == 75 and "le disque ne répond pas" in answers[0].stderr
    assert environment is service.environment
    service.folder = folder
    os.remove(folder / ".env")
    wait_until(lambda: not children_named(service, "supervisor"), what="the process that read has ended")
    assert not reloadable.replaced()
    reloadable.write(LATENCY_WARN_S="5")
    assert reloadable.reload_and_settle()[1] == {"gateway-worker", "health-server"}


def test_reloads_that_come_meanwhile_are_one_reading_after_that(reloadable):
    """The first one reads from a pipe that nobody has written yet; what the others want read is written meanwhile."""
    service = reloadable.start().service
    dotenv, pipe = service.folder / ".env", service.folder / "pipe"
    os.mkfifo(dotenv)
    service.folder = service.state_dir  # of the commands: their own settings are not read from the pipe
    answers = []

    def ask():
        asking = threading.Thread(target=lambda: answers.append(service.command("reload")))
        asking.start()
        return asking
    asked = [ask()]
    wait_until(lambda: children_named(service, "supervisor"), what="the process that reads")
    asked += [ask(), ask()]
    wait_until(lambda: callers_of(service) == 3, what="three callers wait")
    os.rename(dotenv, pipe)
    dotenv.write_text("HANG_TIMEOUT_S=30\n", "utf-8")
    pipe.write_text("HANG_TIMEOUT_S=20\n", "utf-8")
    for asking in asked:
        asking.join()
    assert [a.returncode for a in answers] == [0, 0, 0], answers
    assert all("Changé : HANG_TIMEOUT_S" in a.stdout for a in answers)
    wait_until(lambda: service.log().count("changed=HANG_TIMEOUT_S") == 2, what="a line of each reading")


def callers_of(service):
    """Connections to the control socket, by the kernel's table of them."""
    sockets = Path(f"/proc/{service.process.pid}/net/unix").read_text("utf-8").splitlines()
    established = [line for line in sockets if line.endswith("/supervisor.sock") and line.split()[5] == "03"]
    return len([line for line in established if str(service.state_dir) in line])


def children_named(service, name):
    from processes import children, program_of
    return [p for p in children(service.process.pid) if is_alive(p) and program_of(p) == name]


@pytest.mark.skipif(SANITIZED, reason="its allocator keeps what was freed")
def test_the_supervisor_does_not_grow_with_reloads(reloadable):
    reloadable.start()
    service = reloadable.service

    def heap():
        line = next(x for x in open(f"/proc/{service.process.pid}/status") if x.startswith("VmData"))
        return int(line.split()[1])

    def descriptors():
        return len(os.listdir(f"/proc/{service.process.pid}/fd"))

    def some_reloads():
        for i in range(10):
            reloadable.write(HANG_TIMEOUT_S=str(20 + i)).reload_and_settle()
        for prefix in ("fiche-", "dossier-"):  # no more restarts of one worker than come at once
            reloadable.write(VALIDATION_CHANNEL_PREFIX=prefix).reload_and_settle()
            reloadable.write(ALERT_FALLBACK_URL=f"{LOOPBACK}/{prefix}").reload_and_settle()
    some_reloads()
    before, opened = heap(), descriptors()
    some_reloads()
    # The heap grows and is trimmed in such steps, once a minute; a thread may be looking at STATE_DIR.
    wait_until(lambda: heap() <= before + 132, what="no more memory than before")
    wait_until(lambda: descriptors() <= opened, what="no more descriptors than before")
    assert service.metric("vigie_supervisor_orphans_total") in (None, 0.0)


# ---- SIGHUP

def test_sighup_without_a_terminal_reloads(reloadable):
    service = reloadable.service
    service.start(before_exec=without_a_terminal)
    service.wait_healthy()
    reloadable.pids = service.pids()
    reloadable.write(VALIDATION_CHANNEL_PREFIX="dossier-")
    service.process.signal(signal.SIGHUP)
    service.wait_log("event=worker.rolling_over")
    assert reloadable.replaced() == {"gateway-worker"}
    reloadable.write(LATENCY_WARN_S="wrong")
    service.process.signal(signal.SIGHUP)
    service.wait_log("event=settings.refused")
    service.wait_log("LATENCY_WARN_S")
    assert not reloadable.replaced()
    service.stop()


def test_two_sighups_at_once_read_what_was_written_last(reloadable):
    service = reloadable.service
    service.start(before_exec=without_a_terminal)
    service.wait_healthy()
    reloadable.write(HANG_TIMEOUT_S="20")
    service.process.signal(signal.SIGHUP)
    reloadable.write(HANG_TIMEOUT_S="30")
    service.process.signal(signal.SIGHUP)
    wait_until(lambda: "Changé : rien" in service.command("reload").stdout, what="nobody reads any more")
    changes = service.wait_log("changed=HANG_TIMEOUT_S")
    assert 1 <= len(changes) <= 2


def test_a_storm_of_sighups_restarts_the_worker_a_few_times(reloadable):
    """Each finds another setting."""
    service = reloadable.service
    service.start(before_exec=without_a_terminal)
    service.wait_healthy()
    began, last = time.monotonic(), 11
    for number in range(last + 1):
        reloadable.write(VALIDATION_CHANNEL_PREFIX=f"fiche-{number}-")
        service.process.signal(signal.SIGHUP)
        service.wait_log("event=settings.reloaded", number + 1)

    def reads_the_last():
        with open(proc_file(service.pids()["gateway-worker"], "environ"), "rb") as environ:
            return f"=fiche-{last}-".encode() in environ.read()
    wait_until(reads_the_last, what="a gateway-worker with the last setting")
    restarts = service.log().count("gateway-worker est redémarré à la demande")
    assert restarts <= 4 + (time.monotonic() - began) / 5, "three at once, then one each five seconds"
    service.wait_healthy()


def test_sighup_stops_where_a_terminal_was_there(idle_vigie):
    """The terminal is closed, as when a session over SSH is lost."""
    master, terminal = os.openpty()

    def at_a_terminal():
        import fcntl
        import termios
        os.setsid()
        fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    idle_vigie.start(before_exec=at_a_terminal)
    idle_vigie.wait_healthy()
    assert int(stat_field(idle_vigie.process.pid, 4)) != 0, "the test itself must give it a terminal"
    os.close(terminal)
    os.close(master)
    assert idle_vigie.process.wait(timeout=10) == 0
    idle_vigie.wait_log("event=supervisor.stopping")
    assert not idle_vigie.process.family_alive()


def test_sighup_means_nothing_under_nohup(reloadable):
    service = reloadable.service

    def under_nohup():
        os.setsid()
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    service.start(before_exec=under_nohup)
    service.wait_healthy()
    reloadable.pids = service.pids()
    reloadable.write(VALIDATION_CHANNEL_PREFIX="dossier-")
    service.process.signal(signal.SIGHUP)
    later = service.health()["uptime_seconds"] + 2
    wait_until(lambda: service.health()["uptime_seconds"] >= later, what="two seconds")
    assert not reloadable.replaced() and "event=settings" not in service.log()
    service.stop()
